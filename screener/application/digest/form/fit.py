"""Cutting a page to a size: however much there is to tell, it has no more than so many bytes.

A page is a tree of parts. A part that is shown at all has its head and its foot, and says how many
of its children are left out. As many children as possible are shown at least so; the room that is
left is shared out evenly, and what one does not need goes to the others.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple, Union

Child = Union[str, "Part"]


class Part(NamedTuple):
    """A piece of a page. `hidden` are those of its children that are nowhere in `children`.

    `more` says that so many are left out; a greater number never makes it shorter. Of a part whose
    head says how many there are (`is_counted`), nothing more is said where none of them is shown.
    """

    head: str
    children: Sequence[Child]
    foot: str
    more: Callable[[int], str]
    hidden: int = 0
    is_counted: bool = False


def size(text: str) -> int:
    """Bytes of the text as it is sent."""
    return len(text.encode())


def fitted(part: Part, room: int) -> str:
    """The part in at most `room` bytes, or in its least size if that is more."""
    room -= _frame(part)
    least = [_least(child) for child in part.children]
    count = sum(needed <= room for needed in accumulate(least))
    pieces = _shared(part.children[:count], room)
    left_out = part.hidden + len(part.children) - count
    says_so = left_out and not (part.is_counted and count == 0)
    return "".join([part.head, *pieces, part.more(left_out) if says_so else "", part.foot])


def _shared(children: Sequence[Child], room: int) -> list[str]:
    """Every child, in no more than the room in which they are there at least."""
    shares = _shares(children, room)
    pieces = [_within(child, share) for child, share in zip(children, shares, strict=True)]
    spare = room - sum(map(size, pieces))
    for place, child in enumerate(children):
        # A share that was too small for one more row is of use to the first that has one.
        piece = pieces[place]
        pieces[place] = _within(child, max(shares[place], size(piece) + spare))
        spare -= size(pieces[place]) - size(piece)
    return pieces


def _shares(children: Sequence[Child], room: int) -> list[int]:
    """What each may take: all it needs, or as much as any other that does not get all."""
    shares = [_least(child) for child in children]
    wanted = [_full(child) - least for child, least in zip(children, shares, strict=True)]
    spare = room - sum(shares)
    for done, place in enumerate(sorted(range(len(shares)), key=wanted.__getitem__)):
        given = min(wanted[place], spare // (len(shares) - done))
        shares[place] += given
        spare -= given
    return shares


def _within(child: Child, room: int) -> str:
    return child if isinstance(child, str) else fitted(child, room)


def _least(child: Child) -> int:
    return size(child) if isinstance(child, str) else _frame(child)


def _full(child: Child) -> int:
    if isinstance(child, str):
        return size(child)
    return _frame(child) + sum(map(_full, child.children))


def _frame(part: Part) -> int:
    in_all = part.hidden + len(part.children)
    more = part.more(in_all) if in_all else ""
    return size(part.head) + size(more) + size(part.foot)
