"""What happened in the time of one digest, counted in one pass over its decisions.

A message counts once: what sweeps, training folders, gates and the user make of it later is told
elsewhere and came before. Of what lies behind a closed door only the line and the channel is looked
at.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from screener.application.closing.training import TRAINING
from screener.application.gates.outcomes import OUTCOME
from screener.domain.digest.digest import Balance
from screener.domain.doors.swept import SWEEP
from screener.domain.record.decision import CLOSED_DOOR, LEFT_ALONE, Door
from screener.domain.record.effect import MOVES, Do, Status
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
    """What one rule did so far."""

    def __init__(self) -> None:
        self.count = 0
        self.moved = 0
        self.latest: deque[Dealt] = deque(maxlen=ITEMS)

    def add(self, one: Dealt, *, moved: bool, listed: bool) -> None:
        """Count one; where it is only counted it is not listed."""
        self.count += 1
        self.moved += moved
        if listed:
            self.latest.append(one)


class Unanswered(NamedTuple):
    """How often a reason kept an answer back, and the latest for whom."""

    times: int
    whom: Sequence[str]


class Happened:
    """The count, made by adding decisions in their order."""

    def __init__(self) -> None:
        self.rules: dict[str, Tally] = defaultdict(Tally)
        self.trials: dict[str, Tally] = defaultdict(Tally)
        self.knocks: dict[str, Counter[str]] = {}
        self.refused: dict[str, Unanswered] = {}
        self.staying: deque[Dealt] = deque(maxlen=CANDIDATES)
        self.unreadable: list[Dealt] = []
        self._came = self._filed = 0

    @property
    def listed(self) -> set[str]:
        """The decisions whose messages are listed under a rule."""
        tallies = (*self.rules.values(), *self.trials.values())
        return {one.id for tally in tallies for one in tally.latest}

    def balance(self, *, answered: int) -> Balance:
        """What came, what became of it, and that so many answers went out meanwhile."""
        return Balance(self._came, self._filed, self._came - self._filed, answered)

    def add(self, one: Dealt) -> None:
        """Count one decision."""
        for effect in one.effects:
            if effect.do is Do.REPLY and effect.status is Status.REFUSED:
                self._not_answered(effect.reason or "", one)
        if is_history(one):
            return
        moved = _is_moved(one)
        self._came += 1
        self._filed += moved
        if one.kind == "unreadable":
            self.unreadable.append(one)
        if one.knock and one.line is not None:
            self.knocks.setdefault(one.line, Counter())[one.kind] += 1
        self._by_rule(one, moved=moved)
        if one.door is Door.OPEN and one.destination is None and one.key is not None:
            self.staying.append(one)

    def _by_rule(self, one: Dealt, *, moved: bool) -> None:
        said = _said(one)
        if said == "hide":
            return
        listed = said in ("", "show", "now") and one.door is not Door.CLOSED
        for rule in _rules(one):
            self.rules[rule].add(one, moved=moved, listed=listed)
        for rule in _trials(one):
            self.trials[rule].add(one, moved=False, listed=one.door is not Door.CLOSED)

    def _not_answered(self, reason: str, one: Dealt) -> None:
        before = self.refused.get(reason, Unanswered(0, ()))
        whom = [name for name in before.whom if name != who(one)]
        self.refused[reason] = Unanswered(before.times + 1, [*whom, who(one)][-NAMED:])


def happened(decisions: Iterable[Dealt]) -> Happened:
    """All of it, counted."""
    found = Happened()
    for one in decisions:
        found.add(one)
    return found


def is_history(one: Dealt) -> bool:
    """Whether it is about a message that came before, and was decided then."""
    return one.round.startswith(_HISTORY) or one.reason in LEFT_ALONE


def who(one: Dealt) -> str:
    """How somebody is called: at a closed door only as the user's own files have it."""
    if one.door is Door.CLOSED:
        return one.line or CLOSED_DOOR
    return one.contact or one.handle or "somebody unknown"


def _is_moved(one: Dealt) -> bool:
    return any(effect.do in MOVES and effect.status is Status.DONE for effect in one.effects)


def _rules(one: Dealt) -> Iterator[str]:
    if one.rule is not None:
        yield one.rule
    yield from one.continued


def _trials(one: Dealt) -> Iterator[str]:
    reasons = (effect.reason for effect in one.effects if effect.status is Status.WOULD)
    yield from dict.fromkeys(rule for reason in reasons if (rule := on_trial(reason)))


def _said(one: Dealt) -> str:
    """The word of `digest`, "" if no rule says one; that of a rule on trial does not count."""
    words = (
        str(effect.value)
        for effect in one.effects
        if effect.do is Do.DIGEST and on_trial(effect.reason) is None
    )
    return next(words, "")
