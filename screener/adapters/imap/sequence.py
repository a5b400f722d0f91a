"""Sets of UIDs as the protocol writes them (RFC 3501, `sequence-set`), short enough for any server.

A line of a command should stay below 8192 octets (RFC 7162, section 4).
"""

from collections.abc import Collection, Iterator
from itertools import islice

OCTETS = 6000
"""For the set alone: a folder's name and the names of what is asked come on top."""


def chunks(uids: Collection[int], *, count: int) -> Iterator[tuple[list[int], bytes]]:
    """Ascending UIDs, at most `count` of them at a time, each lot with its set as it is sent."""
    ordered = iter(sorted(set(uids)))
    lot = list(islice(ordered, count))
    while lot:
        taken, written = compressed(lot)
        yield lot[:taken], written
        lot = [*lot[taken:], *islice(ordered, taken)]


def compressed(ascending: list[int]) -> tuple[int, bytes]:
    """As many of these UIDs as fit into OCTETS, and their set: `1:4,7,9:12`."""
    written: list[bytes] = []
    octets = 0
    at = 0
    while at < len(ascending):
        end = at
        while end + 1 < len(ascending) and ascending[end + 1] == ascending[end] + 1:
            end += 1
        piece = b"%d" % ascending[at] if end == at else b"%d:%d" % (ascending[at], ascending[end])
        octets += len(piece) + 1
        if octets > OCTETS:
            break
        written.append(piece)
        at = end + 1
    return at, b",".join(written)


def expanded(text: str, *, at_most: int) -> list[int]:
    """The UIDs of a set that a server wrote. Raises ValueError for more than `at_most`."""
    uids: list[int] = []
    for piece in text.split(","):
        first, _, last = piece.partition(":")
        low, high = sorted((int(first), int(last or first)))
        if high - low + len(uids) >= at_most:
            raise ValueError("a set of more messages than were named")
        uids.extend(range(low, high + 1))
    return uids
