"""Headers to decisions: what a poll thinks about, between reading and writing down.

The header alone decides most messages. For the rest, and for what is to be preserved, the whole
message is read. One message that breaks the program is set aside and tried again later; it never
stops the others.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import structlog

from screener.application.deciding.arrivals import Batch
from screener.application.deciding.brought_back import BroughtBack
from screener.application.deciding.cases import Case, Cases, Found
from screener.application.deciding.intake import Intake
from screener.application.deciding.judged import Judged
from screener.application.deciding.keeping import names_nobody_yet
from screener.application.deciding.own_digests import our_digests
from screener.application.deciding.recall import Recall
from screener.application.deciding.recognise import Recogniser, may_be_command
from screener.application.deciding.setbacks import NOT_SHOWN, Setbacks
from screener.application.desk import Desk
from screener.domain.record.decision import LEFT_ALONE, Decision, Trouble
from screener.domain.record.event import (
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
)
from screener.domain.record.history import NOTHING, History
from screener.domain.rules.decide import Undecided, decide, history_asked
from screener.domain.rules.rulebook import Rulebook
from screener.normalize.mail import read_header, read_whole
from screener.ports.mailbox import WHOLE_LIMIT, Mailbox

log = structlog.get_logger()


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
        self._cases = Cases(desk, now=now)
        self._setbacks = Setbacks(rulebook=rulebook, now=now)
        self._brought_back = BroughtBack(mailbox, rulebook=rulebook, now=now)
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
        self._recogniser = Recogniser(desk, rulebook=rulebook, now=now)

    def look_at(self, batch: Batch) -> Judged:
        """Decide every message of the batch that is still there and was not decided before."""
        found: dict[int, Decision | Trouble] = {}
        to_read: dict[int, Case] = {}
        ours = our_digests(self._mailbox, self._desk, batch.folder, batch.headers)
        cases = {
            case.header.uid: case for case in self._cases.of(batch) if case.header.uid not in ours
        }
        events = self._events(cases, found)
        self._take_commands(cases, events, found)
        self._histories = dict(self._recall.before(events.values()))
        self._intake.look_up(events.values())
        for uid, event in events.items():
            case = cases[uid]
            first = self._setbacks.guarded(case, partial(self._by_header, case, event))
            if first is not None:
                found[uid] = first
            if first is None or (isinstance(first, Decision) and self._keeps(first)):
                to_read[uid] = case
        self._read_in_turn(events, cases, to_read, found)
        if to_read:
            self._read(batch, to_read, found)
        return Judged(
            [one for one in found.values() if isinstance(one, Decision)],
            [one for one in found.values() if isinstance(one, Trouble)],
            asked=self._brought_back.questions(),
            orders=self._recogniser.orders(),
            histories=self._histories,
        )

    def is_overtaken(self, judged: Judged) -> bool:
        """Whether somebody whom the batch leads through a gate has been led on meanwhile."""
        moves = any(decision.stay is not None for decision in judged.decisions)
        return moves and self._intake.is_overtaken()

    def _events(
        self, cases: Mapping[int, Case], found: dict[int, Decision | Trouble]
    ) -> dict[int, Event]:
        """What the headers tell; one that breaks the program is among the `found` instead."""
        events: dict[int, Event] = {}
        for uid, case in cases.items():
            seen = self._setbacks.guarded(case, partial(self._event, case))
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
            case = cases[uid]
            said = self._setbacks.guarded(case, partial(self._command, case, events[uid]))
            if said is not None:
                found[uid] = said
                del events[uid]

    def _command(self, case: Case, event: Event) -> Decision | None:
        if not isinstance(event, MailReceived):
            return None
        filed = case.filed_before
        if filed is not None and self._recogniser.is_ours(event):
            return self._brought_back.left(case, event, filed)
        return self._recogniser.read(event, policy=case.policy, is_new=case.known is None)

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
            self._desk.breathe()
            case, so_far = to_read[uid], found.get(uid)
            second = self._setbacks.guarded(case, partial(self._by_whole, case, raw, so_far))
            if second is not None:
                found[uid] = second
                gone.discard(uid)
        for uid in gone:
            log.info("message_vanished", account=self._desk.account, uid=uid)
            found.pop(uid, None)

    def _by_header(self, case: Case, event: Event) -> Found:
        """The decision, or None if the whole message must be read."""
        filed = case.filed_before
        if filed is not None and not case.again:
            return self._setbacks.look_again(case)
        if filed is not None and self._brought_back.is_one(filed):
            return self._brought_back.leave(case, event, filed)
        if isinstance(event, MailReceived) and event.may_be_call:
            return None  # who called stands in the body, and the sender is only the provider
        if names_nobody_yet(event, case.header.header):
            return None
        decided = self._decide(case, event, content_read=False)
        return None if isinstance(decided, Undecided) else decided

    def _by_whole(self, case: Case, raw: bytes, so_far: Decision | Trouble | None) -> Found:
        """The decision with its evidence; None if the message is not there any more."""
        if not raw:
            return self._setbacks.unreadable(case, NOT_SHOWN)
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
        decided = self._decide(case, event, content_read=True)
        assert isinstance(decided, Decision)  # noqa: S101  content_read promises it
        return decided

    def _decide(self, case: Case, event: Event, *, content_read: bool) -> Decision | Undecided:
        return decide(
            event,
            rulebook=self._rulebook,
            policy=case.policy,
            now=self._now,
            content_read=content_read,
            history=self._history(event),
            known=self._intake.known(event),
        )

    def _history(self, event: Event) -> History:
        """What was before it; who telephoned is known only once the whole message is read."""
        if isinstance(event, VoicemailReceived | CallReceived):
            self._histories |= self._recall.before([event])
        return self._histories.get(event.arrival.identity, NOTHING)
