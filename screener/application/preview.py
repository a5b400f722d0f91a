"""What rules would do to mail that is there already: decided as a round decides it, and not done.

The mailbox is opened for reading only, and whatever the deciding wants to remember goes into the
store and the archive of the desk, which are copies that are thrown away. What one batch came to is
remembered there before the next, as a round does: somebody whom a gate has taken in is inside it
when they write to another folder.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import structlog

from screener.application.arrivals import BATCH, Batch
from screener.application.correspondence import learn
from screener.application.desk import Desk
from screener.application.gates import tend
from screener.application.judged import Judged
from screener.application.likeness import leave_marks
from screener.application.poll import deciding
from screener.application.round import knowing_the_trash
from screener.domain.decision import Decision, Door
from screener.domain.effect import MOVES, Do, Effect, Status
from screener.domain.rulebook import Rulebook, decline_of
from screener.domain.settings import Told
from screener.domain.summary import summary
from screener.errors import ServerRefused
from screener.ports.mailbox import FetchedHeader, Mailbox

log = structlog.get_logger()

SAMPLES = 3
"""So many messages stand for all of their row."""

QUIET = frozenset({Do.PRESERVE, Do.DIGEST, Do.KEEP})
"""Actions that are not told: nobody sees them in the mailbox."""


class Outcome(NamedTuple):
    """What becomes of a message: `destination` is None if it stays.

    `actions` are what is done besides, `trials` the rules on trial with what they would do, and
    `left_alone` says why no rule was tried.
    """

    rule: str | None
    destination: str | None
    actions: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    left_alone: str | None = None


class Sample(NamedTuple):
    """One message of a row; at a closed door its words are not shown."""

    who: str
    subject: str | None


class Row(NamedTuple):
    """Messages of one folder of which the same becomes.

    `was` is what the rules that run now do with them, where that is something else.
    """

    folder: str
    now: Outcome
    was: Outcome | None
    messages: int
    samples: tuple[Sample, ...]


class Preview(NamedTuple):
    """The rows of one account, the greatest first; `undecided` are messages that broke something.

    `decisions` are what the rows were made of.
    """

    rows: Sequence[Row]
    undecided: int
    decisions: Sequence[Decision]

    @property
    def messages(self) -> int:
        """How many were decided about; of some there are two decisions, the second of a gate."""
        return len({one.event.arrival.identity for one in self.decisions})


class _Onlooker(Desk):
    """A desk at which the mailbox is only looked at."""

    __slots__ = ()

    @property
    def writes(self) -> bool:
        return False


def preview(
    mailbox: Mailbox, desk: Desk, *, running: Desk | None, since: datetime, now: datetime
) -> Preview:
    """Decide what was received since then, by the desk's rules and by those that run, if any.

    `running` is another desk, with a store of its own and those rules. Raises Unreachable,
    ServerRefused.
    """
    these = _Rehearsal(mailbox, desk, now=now)
    those = running and _Rehearsal(mailbox, running, now=now)
    decisions: list[Decision] = []
    rows = _Rows()
    undecided = 0
    for batch in _batches(mailbox, desk, since):
        judged = these.decide(batch)
        others = those.decide(batch).decisions if those else ()
        undecided += len(judged.troubles)
        decisions += rows.add(judged.decisions, others)
    decisions += rows.add(these.tend(), those.tend() if those else ())
    return Preview(rows.in_order(), undecided, decisions)


def outcome(decision: Decision) -> Outcome:
    """What becomes of a message, in the words of the rule language."""
    asked = [effect for effect in decision.effects if _is_told(effect)]
    done = [effect for effect in asked if effect.status is not Status.WOULD]
    trials = [effect.reason or "" for effect in asked if effect.status is Status.WOULD]
    return Outcome(
        decision.rule,
        decision.destination,
        tuple(_told(effect) for effect in done if effect.do not in MOVES),
        tuple(dict.fromkeys(trials)),
        decision.reason if decision.rule is None else None,
    )


class _Rehearsal:
    """A round by the rules of one desk, up to where anything would be carried out."""

    def __init__(self, mailbox: Mailbox, desk: Desk, *, now: datetime) -> None:
        self._mailbox = mailbox
        self._desk = desk = knowing_the_trash(mailbox, _Onlooker(*desk))
        rulebook = desk.rulebook()
        learn(mailbox, desk, {}, rulebook=rulebook, now=now)
        self._decide = deciding(mailbox, desk, rulebook=rulebook, now=now, keeps=_matters(rulebook))

    def decide(self, batch: Batch) -> Judged:
        """What becomes of a batch, in the light of those before it."""
        judged = self._decide(batch)
        # Only gates and answers look back at what the same round has decided.
        if self._desk.rulebook().answers:
            store = self._desk.store
            kept, region = self._desk.archive, self._desk.region
            leave_marks(judged.decisions, store=store, archive=kept, region=region)
            store.remember(judged.decisions, bookmark=None, letters=judged.letters)
        for decision in judged.decisions:
            if decision.preserved is not None:
                self._desk.archive.remove(decision.preserved)  # it has served its purpose
        return judged

    def tend(self) -> Sequence[Decision]:
        """What gates then do with messages besides those that come."""
        return tend(self._mailbox, self._desk)


def _matters(rulebook: Rulebook) -> Callable[[Decision], bool]:
    """Whose original must be read: it is handed on, or may show who somebody closed is.

    Who that is matters only where something is answered.
    """

    def matters(decision: Decision) -> bool:
        if decision.knock and rulebook.answers:
            return True
        return any(
            effect.do is Do.HAND_OFF and effect.status is Status.PENDING
            for effect in decision.effects
        )

    return matters


class _Rows:
    """Counts messages by what becomes of them."""

    def __init__(self) -> None:
        self._count: Counter[tuple[str, Outcome, Outcome | None]] = Counter()
        self._samples: dict[tuple[str, Outcome, Outcome | None], list[Sample]] = {}

    def add(self, decisions: Sequence[Decision], others: Sequence[Decision]) -> Sequence[Decision]:
        """Count them, and give them back; `others` are those of other rules about the same."""
        by_others = {one.id: outcome(one) for one in others}
        for decision in decisions:
            self._count_one(decision, by_others)
        return decisions

    def _count_one(self, decision: Decision, others: Mapping[str, Outcome]) -> None:
        now = outcome(decision)
        was = others.get(decision.id, now)
        key = (decision.event.arrival.folder, now, None if was == now else was)
        self._count[key] += 1
        samples = self._samples.setdefault(key, [])
        if len(samples) < SAMPLES:
            samples.append(_sample(decision))

    def in_order(self) -> list[Row]:
        """What is done first, the greatest first; what stays comes last."""
        rows = [
            Row(folder, now, was, count, tuple(self._samples[folder, now, was]))
            for (folder, now, was), count in self._count.items()
        ]
        return sorted(rows, key=lambda row: (_stays(row.now), -row.messages, str(row)))


def _batches(mailbox: Mailbox, desk: Desk, since: datetime) -> Iterator[Batch]:
    for folder in desk.watch:
        try:
            state = mailbox.open(folder, writable=False)
        except ServerRefused as refusal:
            log.warning("folder_not_readable", account=desk.account, folder=folder, why=refusal)
            continue
        uids = iter(mailbox.uids_since(since))
        while some := list(islice(uids, BATCH)):
            # What decides may have opened another folder meanwhile.
            mailbox.open(folder, writable=False)
            headers: list[FetchedHeader] = [
                header for header in mailbox.headers(some) if header.received >= since
            ]
            yield Batch(folder, state.uidvalidity, headers, None, {})


def _told(effect: Effect) -> str:
    value = ", ".join(_value(effect))
    words = effect.do.value if value == "true" else f"{effect.do.value} {value}"
    return f"no {words}: {effect.reason}" if effect.status is Status.REFUSED else words


def _value(effect: Effect) -> tuple[str, ...]:
    match effect.do, effect.value:
        case Do.HAND_OFF, (to, *_):
            return (to,)
        case Do.CLOSE, str(value):
            template = decline_of(value)
            return (value,) if template is None else (f"with the answer {template}",)
        case _, str(value):
            return (value,)
        case _, several:
            return tuple(several)


def _sample(decision: Decision) -> Sample:
    told = summary(decision.event)
    who = decision.contact or told.from_handle or "nobody"
    return Sample(who, None if decision.door is Door.CLOSED else told.subject)


def _stays(outcome: Outcome) -> bool:
    return outcome.rule is None and not outcome.trials


def _is_told(effect: Effect) -> bool:
    """A digest that comes at once is a mail of its own."""
    urgent = effect.do is Do.DIGEST and effect.value == Told.NOW
    return urgent or effect.do not in QUIET
