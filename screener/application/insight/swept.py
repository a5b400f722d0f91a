"""Past messages that go with a closing which the rules ask for: found as a sweep finds them.

Only headers are read and nothing is kept, so voicemails and calls are not among them: who called is
known only once they were read as a whole.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

import structlog

from screener.application.deciding.arrivals import BATCH
from screener.application.deciding.keeping import Candidate, candidates
from screener.application.desk import Desk
from screener.domain.doors.imagined import with_door
from screener.domain.doors.moving import Household, sender
from screener.domain.doors.swept import at_closed_door, pieces_of
from screener.domain.people.closable import Refusal
from screener.domain.people.contact import Directory, Met
from screener.domain.people.handle import Handle, Kind
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do, Status
from screener.domain.record.event import MailReceived
from screener.errors import ServerRefused
from screener.ports.mailbox import Mailbox, Name

log = structlog.get_logger()

_OF_CALLERS = frozenset({Kind.NUMBER, Kind.PREFIX, Kind.ANONYMOUS})


def swept_by(
    decisions: Sequence[Decision], mailbox: Mailbox, desk: Desk, *, now: datetime
) -> list[Decision] | None:
    """What the doors that the decisions close make of mail in watched folders; None if none closes.

    What a decision moves by itself is not among it. Raises Unreachable.
    """
    looking = _Looking(decisions, mailbox, desk)
    if not looking.closed:
        return None
    return [
        at_closed_door(
            one.event, met, policy=desk.policy, now=now, sha256="", occasion="", filed=True
        )
        for one, met in looking.found()
    ]


class _Looking:
    def __init__(self, decisions: Sequence[Decision], mailbox: Mailbox, desk: Desk) -> None:
        self._mailbox = mailbox
        self._desk = desk
        self._rulebook = desk.rulebook()
        self._today = desk.doors.today()
        self._moved = {
            (one.event.arrival.folder, one.event.arrival.uid)
            for one in decisions
            if one.destination
        }
        self.closed = dict.fromkeys(self._closing(decisions))
        """The handles whose doors are closed by the decisions."""
        contacts, own = self._rulebook.directory.contacts, self._rulebook.own
        for handle in self.closed:
            contacts = tuple(with_door(contacts, handle, Door.CLOSED))
        self._then = Directory(contacts, own=own)

    def found(self) -> Iterator[tuple[Candidate, Met]]:
        """Every message in watched folders of those whose door would be closed."""
        covering = filter(None, map(self._then.covering, self.closed))
        handles = {one for contact in covering for one in contact.handles}
        written = [one for one in handles if one.kind not in _OF_CALLERS]
        for folder in self._desk.watch if written else ():
            if folder != self._desk.policy.closed_file:
                try:
                    yield from self._in_folder(folder, written)
                except ServerRefused as refusal:
                    log.warning("folder_not_readable", folder=folder, why=refusal.message)

    def _closing(self, decisions: Sequence[Decision]) -> Iterator[Handle]:
        household = Household(
            directory=self._rulebook.directory,
            own=self._desk.doors.own,
            providers=self._desk.reading(self._rulebook).exchanges,
            today=self._today,
        )
        for one in decisions:
            if any(
                asked.do is Do.CLOSE and asked.status is Status.PENDING for asked in one.effects
            ):
                handle = sender(one.event, household, door=Door.CLOSED)
                if not isinstance(handle, Refusal):
                    yield handle

    def _in_folder(self, folder: str, handles: Sequence[Handle]) -> Iterator[tuple[Candidate, Met]]:
        state = self._mailbox.open(folder, writable=False)
        uids = iter(self._uids(handles))
        while some := list(islice(uids, BATCH)):
            for one in candidates(
                self._desk,
                list(self._mailbox.headers(some)),
                folder=folder,
                uidvalidity=state.uidvalidity,
                reading=self._desk.reading(self._rulebook),
            ):
                met = self._theirs(one)
                if met is not None and (folder, one.arrival.uid) not in self._moved:
                    yield one, met

    def _uids(self, handles: Sequence[Handle]) -> Sequence[int]:
        """What may be from them, as far as the server can tell."""
        pieces = pieces_of(handles)
        if pieces is not None:
            try:
                return self._mailbox.uids_naming([Name(*pair) for pair in sorted(pieces)])
            except ServerRefused:
                pass
        return self._mailbox.uids_after(0)

    def _theirs(self, candidate: Candidate) -> Met | None:
        """Who it is from, if their door is closed then and is not now."""
        event = candidate.event
        if not isinstance(event, MailReceived):
            return None
        if self._rulebook.directory.meet(event, today=self._today).door is Door.CLOSED:
            return None
        met = self._then.meet(event, today=self._today)
        return met if met.door is Door.CLOSED else None
