"""What happened in the time of one digest, counted in one pass over its decisions.

The pass goes back in time, so that it is done with the few messages that are shown as soon as it
has met them, and of all others only counts. A message counts once: what sweeps, training folders,
gates and the user make of it later is told elsewhere and came before; and a command of the user's
own is none that came. Of what lies behind a closed door only the line and the channel is looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from screener.application.closing.training import TRAINING
from screener.application.digest.content.closed_by_now import ClosedByNow
from screener.application.gates.outcomes import OUTCOME
from screener.application.letters.handing_on import NOT_SENT
from screener.domain.digest.digest import Balance
from screener.domain.doors.swept import SWEEP
from screener.domain.record.decision import LEFT_ALONE, YOUR_WORD, Door
from screener.domain.record.effect import MOVES, Do, Effect, Status
from screener.domain.rules.decide import on_trial
from screener.ports.daybook import Dealt

ITEMS = 5
"""So many messages of a rule are listed, the latest."""

NAMED = 3
"""So many of those who were not answered are named for each reason."""

CANDIDATES = 2_000
"""So many messages are looked at for first contacts, the latest."""

_HISTORY = (SWEEP, TRAINING, OUTCOME)


class Tally:
    """What one rule did so far; `latest` has the latest first.

    `can_undo` is whether it moved a message of somebody whose door is not closed.
    """

    def __init__(self) -> None:
        self.count = 0
        self.can_undo = False
        self.latest: list[Dealt] = []


class Unanswered:
    """How often a reason kept an answer back, and for whom, the latest first."""

    def __init__(self) -> None:
        self.times = 0
        self.whom: list[str] = []


class Said(NamedTuple):
    """What the effects of a decision say to a digest.

    `word` is that of `digest`, "" if no rule says one; that of a rule on trial does not count.
    """

    moved: bool
    word: str
    trials: Sequence[str]
    refused: Sequence[str]
    not_handed_on: Sequence[str]


class Happened:
    """The count, made by adding decisions, the latest first. `not_handed_on` are those that should
    have gone to somebody else, by the reason why they did not.

    `noted` are those of whom the user noted something, by name or canonical handle; `again` has the
    latest message of each of them.
    """

    def __init__(self, closed: ClosedByNow, noted: Container[str]) -> None:
        self.rules: dict[str, Tally] = defaultdict(Tally)
        self.trials: dict[str, Tally] = defaultdict(Tally)
        self.knocks: dict[str, Counter[str]] = defaultdict(Counter)
        self.refused: dict[str, Unanswered] = defaultdict(Unanswered)
        self.not_handed_on: dict[str, list[Dealt]] = defaultdict(list)
        self.staying: list[Dealt] = []
        self.unreadable: list[Dealt] = []
        self.again: dict[str, Dealt] = {}
        self.commands = 0
        self._closed = closed
        self._noted = noted
        self._came = self._filed = 0

    @property
    def has_more_staying(self) -> bool:
        """Whether there may be more first contacts than there are messages to look at."""
        return len(self.staying) == CANDIDATES

    @property
    def shown(self) -> set[str]:
        """The decisions whose messages are listed under a rule, or are those of `again`."""
        tallies = (*self.rules.values(), *self.trials.values())
        listed = {one.id for tally in tallies for one in tally.latest}
        return listed.union(one.id for one in self.again.values())

    def balance(self, *, answered: int) -> Balance:
        """What came, what became of it, and that so many answers went out meanwhile."""
        return Balance(self._came, self._filed, self._came - self._filed, answered)

    def add(self, one: Dealt) -> None:
        """Count one decision."""
        said = _said(one.effects)
        for reason in said.refused:
            self._not_answered(reason, one)
        for reason in said.not_handed_on:
            self.not_handed_on[reason].append(one)
        if _is_history(one):
            return
        if one.rule == YOUR_WORD:
            self.commands += 1
            return
        self._came += 1
        self._filed += said.moved
        if one.kind == "unreadable":
            self.unreadable.append(one)
        if one.knock and one.line is not None:
            self.knocks[one.line][one.kind] += 1
        if said.word != "hide":
            self._by_rule(one, said)
        if one.destination is None and one.key is not None and len(self.staying) < CANDIDATES:
            self._staying(one)
        if one.contact in self._noted or one.key in self._noted:
            self._come_again(one)

    def _by_rule(self, one: Dealt, said: Said) -> None:
        for rule in _rules(one):
            tally = self.rules[rule]
            tally.can_undo = tally.can_undo or (said.moved and not self._closed.holds(one))
            self._tally(tally, one, listed=said.word != "count")
        for rule in said.trials:
            self._tally(self.trials[rule], one, listed=True)

    def _tally(self, tally: Tally, one: Dealt, *, listed: bool) -> None:
        """Count it, and list it if there is room and the door is not closed."""
        tally.count += 1
        if listed and len(tally.latest) < ITEMS and not self._closed.holds(one):
            tally.latest.append(one)

    def _staying(self, one: Dealt) -> None:
        if one.door is Door.OPEN and not self._closed.holds(one):
            self.staying.append(one)

    def _come_again(self, one: Dealt) -> None:
        name = one.contact or one.key
        if name is not None and name not in self.again and not self._closed.holds(one):
            self.again[name] = one

    def _not_answered(self, reason: str, one: Dealt) -> None:
        unanswered = self.refused[reason]
        unanswered.times += 1
        if len(unanswered.whom) < NAMED and (who := self._closed.who(one)) not in unanswered.whom:
            unanswered.whom.append(who)


def happened(
    decisions: Iterable[Dealt], closed: ClosedByNow, noted: Container[str] = ()
) -> Happened:
    """All of it, counted; the decisions have the latest first."""
    found = Happened(closed, noted)
    for one in decisions:
        found.add(one)
    return found


def _is_history(one: Dealt) -> bool:
    """Whether it is about a message that came before, and was decided then."""
    return one.round.startswith(_HISTORY) or one.reason in LEFT_ALONE


def _rules(one: Dealt) -> Iterator[str]:
    if one.rule is not None:
        yield one.rule
    yield from one.continued


@lru_cache(maxsize=1024)  # most decisions ask for the same few things
def _said(effects: tuple[Effect, ...]) -> Said:
    on_trials = [on_trial(one.reason) for one in effects if one.status is Status.WOULD]
    words = [
        str(one.value) for one in effects if one.do is Do.DIGEST and on_trial(one.reason) is None
    ]
    return Said(
        moved=any(one.do in MOVES and one.status is Status.DONE for one in effects),
        word=next(iter(words), ""),
        trials=tuple(dict.fromkeys(filter(None, on_trials))),
        refused=tuple(_refusals(effects, Do.REPLY)),
        not_handed_on=tuple(NOT_SENT.intersection(_refusals(effects, Do.HAND_OFF))),
    )


def _refusals(effects: Iterable[Effect], of: Do) -> Iterator[str]:
    return (one.reason or "" for one in effects if one.do is of and one.status is Status.REFUSED)
