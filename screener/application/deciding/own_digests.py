"""Digests of our own among the mail that comes: nothing is decided about them."""

from collections.abc import Iterator, Sequence

from screener.application.desk import Desk
from screener.domain.digest.mark import FIELD
from screener.normalize.header.block import scan, unfolded
from screener.ports.mailbox import FetchedHeader, Mailbox

_NAME = FIELD.lower()

_FIELD = f"{_NAME}:".encode()


def our_digests(
    mailbox: Mailbox, desk: Desk, folder: str, headers: Sequence[FetchedHeader]
) -> frozenset[int]:
    """The UIDs of those among the headers of that folder, which is open then.

    What claims to be one by its header is read whole, since only its body proves it.
    """
    claims = {uid: value for one in headers for uid, value in _claims(one, desk)}
    if not claims:
        return frozenset()
    mailbox.open(folder, writable=desk.writes)
    return frozenset(uid for uid, raw in mailbox.wholes(claims) if desk.mark.fits(claims[uid], raw))


def _claims(one: FetchedHeader, desk: Desk) -> Iterator[tuple[int, str]]:
    if _FIELD not in one.header.lower():
        return
    fields = scan(one.header)
    value, message_id = fields.first(_NAME), fields.first("message-id")
    if value is None or message_id is None:
        return
    found = unfolded(value)
    if desk.mark.claims(found, message_id=unfolded(message_id).strip()):
        yield one.uid, found
