"""What rules would do to mail that is there already: decided as a round decides it, and not done.

The mailbox is opened for reading only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import structlog

from screener.application.deciding.arrivals import BATCH, Batch
from screener.application.desk import Desk
from screener.application.insight.outcome import Outcome, outcome
from screener.application.insight.rehearsal import Rehearsal
from screener.application.insight.swept import swept_by
from screener.domain.record.decision import Decision, Door
from screener.domain.record.summary import summary
from screener.errors import ServerRefused
from screener.ports.mailbox import FetchedHeader, Mailbox

log = structlog.get_logger()

SAMPLES = 3
"""So many messages stand for all of their row."""


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

    `decisions` are what the rows were made of. `swept` are rows of past messages that go with the
    doors which rules close; None if they close none.
    """

    rows: Sequence[Row]
    undecided: int
    decisions: Sequence[Decision]
    swept: Sequence[Row] | None = None

    @property
    def messages(self) -> int:
        """How many were decided about; of some there are two decisions, the second of a gate."""
        return len({one.event.arrival.identity for one in self.decisions})


def preview(
    mailbox: Mailbox, desk: Desk, *, running: Desk | None, since: datetime, now: datetime
) -> Preview:
    """Decide what was received since then, by the desk's rules and by those that run, if any.

    `running` is another desk, with a store of its own and those rules. Raises Unreachable,
    ServerRefused.
    """
    these = Rehearsal(mailbox, desk, now=now)
    those = running and Rehearsal(mailbox, running, now=now)
    decisions: list[Decision] = []
    rows = _Rows()
    undecided = 0
    for batch in _batches(mailbox, desk, since):
        judged = these.decide(batch)
        others = those.decide(batch).decisions if those else ()
        undecided += len(judged.troubles)
        decisions += rows.add(judged.decisions, others)
    decisions += rows.add(these.tend(), those.tend() if those else ())
    past = swept_by(decisions, mailbox, desk, now=now)
    return Preview(rows.in_order(), undecided, decisions, None if past is None else _swept(past))


def _swept(past: Sequence[Decision]) -> Sequence[Row]:
    rows = _Rows()
    rows.add(past, ())
    return rows.in_order()


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


def _sample(decision: Decision) -> Sample:
    told = summary(decision.event)
    who = decision.contact or told.from_handle or "nobody"
    return Sample(who, None if decision.door is Door.CLOSED else told.subject)


def _stays(outcome: Outcome) -> bool:
    return outcome.rule is None and not outcome.trials
