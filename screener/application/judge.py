"""Headers to decisions: what a poll thinks about, between reading and writing down.

The header alone decides most messages. For the rest, and for what is to be preserved, the whole
message is read. One message that breaks the program is set aside and tried again later; it never
stops the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import structlog

from screener.application.arrivals import Batch, arrival_of
from screener.application.asking import moved_back
from screener.application.brake import BACKFILL
from screener.application.desk import Desk
from screener.application.intake import Intake
from screener.application.own_digests import our_digests
from screener.application.recall import Recall
from screener.application.recognise import Recogniser, may_be_command
from screener.domain.decide import Policy, Undecided, decide, history_asked, leave_alone
from screener.domain.decision import LEFT_ALONE, MOVED_BACK, TAKEN_BACK, Decision, Known, Trouble
from screener.domain.effect import Do, Status
from screener.domain.event import (
    Arrival,
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
)
from screener.domain.history import NOTHING, History
from screener.domain.order import Order
from screener.domain.outgoing import Outgoing
from screener.domain.question import Question
from screener.domain.rulebook import Rulebook
from screener.errors import ScreenerError
from screener.normalize.mail import read_header, read_whole
from screener.ports.mailbox import HEADER_LIMIT, WHOLE_LIMIT, FetchedHeader, Mailbox

log = structlog.get_logger()

ATTEMPTS = 3
"""So often a message is tried before it is given up and told as unreadable."""

NOT_SHOWN = "the server could not show it"

MAYBE_MOVED_BACK = "it was filed before, so its copy must be looked for first"

RETRY_AFTER = timedelta(minutes=5)


class Judged(NamedTuple):
    """What a batch came to, and what the user is asked and has said by mail.

    Letters are what the secretary adds.
    """

    decisions: Sequence[Decision]
    troubles: Sequence[Trouble]
    letters: Sequence[Outgoing] = ()
    asked: Sequence[Question] = ()
    orders: Sequence[Order] = ()
    histories: Mapping[str, History] = MappingProxyType({})
    """What was before each message, by identity, as far as anybody asks."""


class Case(NamedTuple):
    """One message on its way to a decision; `attempts` counts earlier failures."""

    header: FetchedHeader
    arrival: Arrival
    known: Known | None
    backfill: bool
    again: bool
    attempts: int

    @property
    def maybe_moved_back(self) -> bool:
        """Whether we had filed this very message, or left it alone for having been moved back."""
        known = self.known
        return known is not None and (known.landed_folder is not None or known.reason in LEFT_ALONE)


Found = Decision | Trouble | None

T = TypeVar("T")


class Judge:
    """Decides the batches of one round, all by the same rules and at the same time."""

    def __init__(
        self,
        mailbox: Mailbox,
        desk: Desk,
        *,
        rulebook: Rulebook,
        now: datetime,
        keeps: Callable[[Decision], bool],
    ) -> None:
        """`keeps` tells whether a decision's original is put into the archive."""
        self._keeps = keeps
        self._mailbox = mailbox
        self._desk = desk
        self._rulebook = rulebook
        self._reading = desk.reading(rulebook)
        self._now = now
        name = f"{now:%Y%m%dT%H%M%S.%f}"
        self._policy = desk.policy.model_copy(update={"round": name})
        self._backfill = desk.policy.model_copy(update={"round": f"{BACKFILL} {name}"})
        self._recall = Recall(
            desk.store,
            rulebook.directory,
            history_asked(rulebook, desk.policy),
            now=now,
            today=now.astimezone(desk.policy.zone).date(),
        )
        self._histories: dict[str, History] = {}
        self._intake = Intake(
            desk.store.gatebook, rulebook, now=now, today=now.astimezone(desk.policy.zone).date()
        )
        self._asked: list[Question] = []
        self._recogniser = Recogniser(desk, rulebook=rulebook, now=now)

    def look_at(self, batch: Batch) -> Judged:
        """Decide every message of the batch that is still there and was not decided before."""
        found: dict[int, Decision | Trouble] = {}
        to_read: dict[int, Case] = {}
        ours = our_digests(self._mailbox, self._desk, batch.folder, batch.headers)
        cases = {
            case.header.uid: case for case in self._cases(batch) if case.header.uid not in ours
        }
        events = self._events(cases, found)
        self._take_commands(cases, events, found)
        self._histories = dict(self._recall.before(events.values()))
        self._intake.look_up(events.values())
        for uid, event in events.items():
            case = cases[uid]
            first = self._guarded(case, partial(self._by_header, case, event))
            if first is not None:
                found[uid] = first
            if first is None or (isinstance(first, Decision) and self._keeps(first)):
                to_read[uid] = case
        self._read_in_turn(events, cases, to_read, found)
        if to_read:
            self._read(batch, to_read, found)
        asked, self._asked = self._asked, []
        return Judged(
            [one for one in found.values() if isinstance(one, Decision)],
            [one for one in found.values() if isinstance(one, Trouble)],
            asked=asked,
            orders=self._recogniser.orders(),
            histories=self._histories,
        )

    def _events(
        self, cases: Mapping[int, Case], found: dict[int, Decision | Trouble]
    ) -> dict[int, Event]:
        """What the headers tell; one that breaks the program is among the `found` instead."""
        events: dict[int, Event] = {}
        for uid, case in cases.items():
            seen = self._guarded(case, partial(self._event, case))
            if isinstance(seen, Decision | Trouble):
                found[uid] = seen
            else:
                events[uid] = seen
        return events

    def _take_commands(
        self,
        cases: Mapping[int, Case],
        events: dict[int, Event],
        found: dict[int, Decision | Trouble],
    ) -> None:
        """What the user says by mail is among the `found`, and no event for rules any more."""
        for uid in [uid for uid, event in events.items() if may_be_command(event)]:
            said = self._guarded(cases[uid], partial(self._command, cases[uid], events[uid]))
            if said is not None:
                found[uid] = said
                del events[uid]

    def _command(self, case: Case, event: Event) -> Decision | None:
        if not isinstance(event, MailReceived):
            return None
        known = case.known
        if known is not None and case.maybe_moved_back and self._recogniser.is_ours(event):
            return self._left_alone(case, event, known)
        return self._recogniser.read(event, policy=self._policy_for(case), is_new=known is None)

    def _read_in_turn(
        self,
        events: Mapping[int, Event],
        cases: Mapping[int, Case],
        to_read: dict[int, Case],
        found: dict[int, Decision | Trouble],
    ) -> None:
        """Who may be on the way into a gate is read whole with all that they sent, in its order."""
        undecided = (uid for uid in to_read if uid not in found)
        names = {name for uid in undecided for name in self._intake.names_of(events[uid])}
        if not names:
            return
        for uid, event in events.items():
            known = found.get(uid)
            left_alone = isinstance(known, Trouble) or (
                isinstance(known, Decision) and known.reason in LEFT_ALONE
            )
            if not left_alone and not names.isdisjoint(self._intake.names_of(event)):
                to_read[uid] = cases[uid]
                found.pop(uid, None)

    def _event(self, case: Case) -> Event:
        if not case.header.header:
            return Unreadable(arrival=case.arrival, reason=NOT_SHOWN)
        return read_header(case.header.header, arrival=case.arrival, reading=self._reading)

    def _read(
        self, batch: Batch, to_read: dict[int, Case], found: dict[int, Decision | Trouble]
    ) -> None:
        """Read whole messages, decide what is open and archive what is to be preserved."""
        gone = set(to_read)
        self._mailbox.open(batch.folder, writable=self._desk.writes)
        for uid, raw in self._mailbox.wholes(to_read):
            case, so_far = to_read[uid], found.get(uid)
            second = self._guarded(case, partial(self._by_whole, case, raw, so_far))
            if second is not None:
                found[uid] = second
                gone.discard(uid)
        for uid in gone:
            log.info("message_vanished", account=self._desk.account, uid=uid)
            found.pop(uid, None)

    def _cases(self, batch: Batch) -> Iterator[Case]:
        arrivals = [
            arrival_of(
                header,
                account=self._desk.account,
                folder=batch.folder,
                uidvalidity=batch.uidvalidity,
            )
            for header in batch.headers
        ]
        known = self._desk.store.known(self._desk.account, {a.identity for a in arrivals})
        for header, arrival in zip(batch.headers, arrivals, strict=True):
            before = known.get(arrival.identity)
            backfill = batch.bookmark is not None and header.uid < batch.bookmark.first_uid
            if before is not None and backfill and before.uidvalidity != batch.uidvalidity:
                continue  # the same message under a new UIDVALIDITY was decided already
            if before is not None and _put_there(before, arrival):
                continue  # it lies where we have put it
            again = batch.bookmark is None
            attempts = batch.attempts.get(header.uid, 0)
            yield Case(header, arrival, before, backfill, again, attempts)

    def _by_header(self, case: Case, event: Event) -> Found:
        """The decision, or None if the whole message must be read."""
        if case.maybe_moved_back and not case.again:
            return self._trouble(case, MAYBE_MOVED_BACK, attempts=0, wait=timedelta(0))
        if case.known is not None and case.maybe_moved_back and self._moved_back(case.known):
            return self._leave_alone(case, event, case.known)
        if isinstance(event, MailReceived) and event.may_be_call:
            return None  # who called stands in the body, and the sender is only the provider
        if isinstance(event, MailReceived) and not event.from_ and _is_cut(case.header):
            return None  # it may say further down who sent it
        decided = decide(
            event,
            rulebook=self._rulebook,
            policy=self._policy_for(case),
            now=self._now,
            content_read=False,
            history=self._history(event),
            known=self._intake.known(event),
        )
        return None if isinstance(decided, Undecided) else decided

    def _leave_alone(self, case: Case, event: Event, known: Known) -> Decision:
        """What the user brought back; the first time they are asked what should be different."""
        left = self._left_alone(case, event, known)
        if known.reason not in LEFT_ALONE:
            self._asked.append(moved_back(left, known))
        return left

    def _left_alone(self, case: Case, event: Event, known: Known) -> Decision:
        return leave_alone(
            event,
            rulebook=self._rulebook,
            policy=self._policy_for(case),
            now=self._now,
            reason=TAKEN_BACK if known.reason == TAKEN_BACK else MOVED_BACK,
        )

    def _by_whole(self, case: Case, raw: bytes, so_far: Decision | Trouble | None) -> Found:
        """The decision with its evidence; None if the message is not there any more."""
        if not raw:
            return self._unreadable(case, NOT_SHOWN)
        decision = so_far if isinstance(so_far, Decision) else self._decide_whole(case, raw)
        if not self._keeps(decision):
            self._intake.note(decision)
            return decision
        cut = case.header.size > WHOLE_LIMIT
        pieces = self._mailbox.stream(case.header.uid) if cut else iter((raw,))
        sha256, size = self._desk.archive.put(pieces)
        if size:
            self._intake.note(decision)
        return decision.model_copy(update={"preserved": sha256}) if size else None

    def _decide_whole(self, case: Case, raw: bytes) -> Decision:
        truncated = case.header.size > WHOLE_LIMIT
        event = read_whole(raw, arrival=case.arrival, reading=self._reading, truncated=truncated)
        decided = decide(
            event,
            rulebook=self._rulebook,
            policy=self._policy_for(case),
            now=self._now,
            content_read=True,
            history=self._history(event),
            known=self._intake.known(event),
        )
        assert isinstance(decided, Decision)  # noqa: S101  content_read promises it
        return decided

    def _history(self, event: Event) -> History:
        """What was before it; who telephoned is known only once the whole message is read."""
        if isinstance(event, VoicemailReceived | CallReceived):
            self._histories |= self._recall.before([event])
        return self._histories.get(event.arrival.identity, NOTHING)

    def _policy_for(self, case: Case) -> Policy:
        return self._backfill if case.backfill else self._policy

    def _moved_back(self, known: Known) -> bool:
        """Whether the user brought back what we had filed: our copy is gone from its place."""
        if known.reason in LEFT_ALONE:
            return True
        if known.landed_folder is None:
            return False
        state = self._mailbox.open(known.landed_folder, writable=False)
        if known.landed_uid is None or state.uidvalidity != known.landed_uidvalidity:
            return True
        return not self._mailbox.flags([known.landed_uid])

    def _guarded(self, case: Case, look: Callable[[], T]) -> T | Decision | Trouble:
        try:
            return look()
        except ScreenerError:
            raise
        except Exception as error:
            log.exception("message_not_decided", uid=case.header.uid, folder=case.arrival.folder)
            return self._set_aside(case, f"{type(error).__name__}: {error}"[:300])

    def _set_aside(self, case: Case, error: str) -> Decision | Trouble:
        """Try again later; the third time the message is given up and left where it is."""
        attempts = case.attempts + 1
        if attempts < ATTEMPTS:
            return self._trouble(case, error, attempts=attempts, wait=RETRY_AFTER)
        return self._unreadable(case, f"it could not be decided {ATTEMPTS} times ({error})")

    def _unreadable(self, case: Case, reason: str) -> Decision:
        decision = decide(
            Unreadable(arrival=case.arrival, reason=reason),
            rulebook=self._rulebook,
            policy=self._policy_for(case),
            now=self._now,
            content_read=True,
        )
        assert isinstance(decision, Decision)  # noqa: S101  content_read promises it
        return decision

    def _trouble(self, case: Case, error: str, *, attempts: int, wait: timedelta) -> Trouble:
        return Trouble(
            account=self._desk.account,
            folder=case.arrival.folder,
            uidvalidity=case.arrival.uidvalidity,
            uid=case.arrival.uid,
            attempts=attempts,
            error=error,
            retry_at=self._now + wait,
        )


def _is_cut(header: FetchedHeader) -> bool:
    return len(header.header) >= HEADER_LIMIT


def _put_there(known: Known, arrival: Arrival) -> bool:
    """Whether it was us who moved the message to the very place where it lies."""
    if known.landed_folder != arrival.folder:
        return False
    there = (arrival.uidvalidity, arrival.uid)
    return known.landed_uid is None or (known.landed_uidvalidity, known.landed_uid) == there


def preserves(decision: Decision) -> bool:
    """Whether the original must be in the archive before the decision is written down."""
    return any(
        effect.do is Do.PRESERVE or (effect.do is Do.HAND_OFF and effect.status is Status.PENDING)
        for effect in decision.effects
    )
