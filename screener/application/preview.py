"""What rules would do to mail that is there already: decided as a round decides it, and not done.

The mailbox is opened for reading only, and whatever the deciding wants to remember goes into the
store of the desk, which is a copy that is thrown away.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import structlog

from screener.application.arrivals import BATCH, Batch
from screener.application.correspondence import learn
from screener.application.desk import Desk
from screener.application.poll import deciding
from screener.application.round import knowing_the_trash
from screener.domain.decision import Decision, Door
from screener.domain.effect import MOVES, Effect, Status
from screener.domain.rulebook import Rulebook
from screener.domain.summary import summary
from screener.errors import ServerRefused
from screener.ports.mailbox import FetchedHeader, Mailbox

log = structlog.get_logger()

SAMPLES = 3
"""So many messages stand for all of their row."""

QUIET = frozenset({"preserve", "digest", "keep"})
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


class _Onlooker(Desk):
    """A desk at which the mailbox is only looked at."""

    __slots__ = ()

    @property
    def writes(self) -> bool:
        return False


def preview(
    mailbox: Mailbox, desk: Desk, *, running: Rulebook | None, since: datetime, now: datetime
) -> Preview:
    """Decide what was received since then, by the desk's rules and by the `running` ones if any.

    Raises Unreachable, ServerRefused.
    """
    desk = knowing_the_trash(mailbox, _Onlooker(*desk))
    rulebook = desk.rulebook()
    learn(mailbox, desk, {}, rulebook=rulebook, now=now)
    by_these = deciding(mailbox, desk, rulebook=rulebook, now=now, keeps=_nothing)
    by_those = running and deciding(mailbox, desk, rulebook=running, now=now, keeps=_nothing)
    decisions: list[Decision] = []
    rows = _Rows()
    undecided = 0
    for batch in _batches(mailbox, desk, since):
        judged = by_these(batch)
        others = {one.id: outcome(one) for one in by_those(batch).decisions} if by_those else {}
        undecided += len(judged.troubles)
        for decision in judged.decisions:
            decisions.append(decision)
            rows.add(decision, others)
    return Preview(rows.in_order(), undecided, decisions)


def outcome(decision: Decision) -> Outcome:
    """What becomes of a message, in the words of the rule language."""
    asked = [effect for effect in decision.effects if effect.do.value not in QUIET]
    done = [effect for effect in asked if effect.status is not Status.WOULD]
    trials = [effect.reason or "" for effect in asked if effect.status is Status.WOULD]
    return Outcome(
        decision.rule,
        decision.destination,
        tuple(_told(effect) for effect in done if effect.do not in MOVES),
        tuple(dict.fromkeys(trials)),
        decision.reason if decision.rule is None else None,
    )


class _Rows:
    """Counts messages by what becomes of them."""

    def __init__(self) -> None:
        self._count: Counter[tuple[str, Outcome, Outcome | None]] = Counter()
        self._samples: dict[tuple[str, Outcome, Outcome | None], list[Sample]] = {}

    def add(self, decision: Decision, others: Mapping[str, Outcome]) -> None:
        """Count one message; `others` are what becomes of it by other rules, by decision."""
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
    value = effect.value if isinstance(effect.value, str) else ", ".join(effect.value)
    words = effect.do.value if value == "true" else f"{effect.do.value} {value}"
    return f"no {words}: {effect.reason}" if effect.status is Status.REFUSED else words


def _sample(decision: Decision) -> Sample:
    told = summary(decision.event)
    who = decision.contact or told.from_handle or "nobody"
    return Sample(who, None if decision.door is Door.CLOSED else told.subject)


def _stays(outcome: Outcome) -> bool:
    return outcome.rule is None and not outcome.trials


def _nothing(_: Decision) -> bool:
    """No evidence is kept of what is not done."""
    return False
