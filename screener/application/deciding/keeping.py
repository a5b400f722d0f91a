"""Evidence out of folders where nothing is decided: the header tells who it is, then it is kept.

The sweep of a closing, the Junk folder and the folder for closed doors are read in this way. One
message that breaks the program is passed over and logged; it never stops the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import structlog

from screener.application.deciding.arrivals import arrival_of
from screener.application.desk import Desk
from screener.domain.record.event import Arrival, Event, MailReceived
from screener.normalize.mail import Reading, read_header, read_whole
from screener.ports.mailbox import HEADER_LIMIT, WHOLE_LIMIT, FetchedHeader, Mailbox

log = structlog.get_logger()


class Candidate(NamedTuple):
    """A message by its header, or by all of it where that does not tell who it is from."""

    arrival: Arrival
    event: Event
    header: bytes

    @property
    def is_unsure(self) -> bool:
        """Whether who it is from may be told below: who telephoned, or a sender under so much
        padding that the header was cut above them.
        """
        if not isinstance(self.event, MailReceived):
            return False
        return self.event.may_be_call or names_nobody_yet(self.event, self.header)


class Kept(NamedTuple):
    """A message that is in the archive, which is yet to be synced."""

    candidate: Candidate
    sha256: str


def candidates(
    desk: Desk, headers: Sequence[FetchedHeader], *, folder: str, uidvalidity: int, reading: Reading
) -> Iterator[Candidate]:
    """The headers as events."""
    for header in headers:
        arrival = arrival_of(header, account=desk.account, folder=folder, uidvalidity=uidvalidity)
        try:
            event = read_header(header.header, arrival=arrival, reading=reading)
        except Exception:
            log.exception("message_passed_over", folder=folder, uid=header.uid)
            continue
        yield Candidate(arrival, event, header.header)


def keep(
    mailbox: Mailbox,
    desk: Desk,
    wanted: Mapping[int, Candidate],
    *,
    reading: Reading,
    theirs: Callable[[Candidate], bool],
) -> Iterator[Kept]:
    """Archive those of the messages of the open folder that are still there.

    Whether one of which the header was unsure is wanted is asked again, by `theirs`, once it was
    read. One that the server cannot show is passed over.
    """
    for uid, raw in mailbox.wholes(wanted):
        desk.breathe()
        if not raw:
            continue
        candidate = wanted[uid]
        cut = candidate.arrival.size > WHOLE_LIMIT
        if candidate.is_unsure:
            read = _whole(candidate, raw, reading, truncated=cut)
            if read is None or not theirs(read):
                continue
            candidate = read
        sha256, size = desk.archive.put(mailbox.stream(uid) if cut else (raw,))
        if size:
            yield Kept(candidate, sha256)


def names_nobody_yet(event: Event, header: bytes) -> bool:
    """Whether the header was cut before it said who sent the message."""
    return isinstance(event, MailReceived) and not event.from_ and len(header) >= HEADER_LIMIT


def read_again(event: Event, sha256: str, desk: Desk, *, reading: Reading) -> Event:
    """What the archived original tells as a whole; the event as it is if that is not there."""
    raw = desk.archive.read(sha256)
    if raw is None:
        return event
    truncated = len(raw) > WHOLE_LIMIT
    return read_whole(
        raw[:WHOLE_LIMIT], arrival=event.arrival, reading=reading, truncated=truncated
    )


def _whole(
    candidate: Candidate, raw: bytes, reading: Reading, *, truncated: bool
) -> Candidate | None:
    arrival = candidate.arrival
    try:
        event = read_whole(raw, arrival=arrival, reading=reading, truncated=truncated)
    except Exception:
        log.exception("message_passed_over", folder=arrival.folder, uid=arrival.uid)
        return None
    return candidate._replace(event=event)
