"""Whatever happens in whatever order, the stay of a contact in a gate keeps its promises."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.gates import ends, moves
from screener.domain.gates.gate import Budget, Gate, Step
from screener.domain.record.stay import INSIDE, LEGAL, ON_A_STEP, Stage, Stay
from tests.builders import NOON
from tests.gates import DAY, a_gate, a_meeting, expecting

HOUR = timedelta(hours=1)
BROUGHT = ("resume", "name", "reason")

steps = st.builds(
    Step,
    ask=st.sampled_from(["one", "two", "three"]),
    expect=st.none() | st.sampled_from(BROUGHT).map(expecting),
    not_before=st.none() | st.integers(1, 9),
    within=st.integers(1, 20).map(lambda days: days * DAY),
)


@st.composite
def some_gates(draw: st.DrawFn) -> Gate:
    """Gates of up to four steps, with and without choices and a budget."""
    over = draw(st.none() | st.just("at-capacity"))
    return a_gate(
        *draw(st.lists(steps, max_size=4)),
        choices=draw(st.sampled_from([{}, {"Meet": ()}])),
        budget=draw(st.none() | st.just(Budget(at_most=1, per=7 * DAY, over=over))),
        only_asks_you=False,
    )


HAPPENINGS = ("came", "sent", "refused", "deadline", "advance", "lapse", "room", "choose", "closed")

happenings = st.lists(
    st.tuples(
        st.sampled_from(HAPPENINGS),
        st.integers(0, 200),
        st.sets(st.sampled_from(BROUGHT)),
        st.integers(0, 1),
    ),
    max_size=30,
)


@dataclass
class Run:
    """One stay as things happen to it; `asked` are the steps whose question was asked and sent."""

    gate: Gate
    stay: Stay
    now: datetime
    delivered: list[int] = field(default_factory=list)
    trail: list[Stay] = field(default_factory=list)

    def to(self, stay: Stay) -> None:
        """The next state; whatever it is, it is a legal one."""
        before = self.stay
        assert stay.stage is before.stage or stay.stage in LEGAL[before.stage]
        assert stay.step >= before.step
        assert (stay.contact, stay.gate, stay.since) == (before.contact, before.gate, before.since)
        self.trail.append(stay)
        self.stay = stay

    def happens(self, what: str, brought: set[str], room: int) -> None:
        """One thing, if it can happen now."""
        stay, gate, now = self.stay, self.gate, self.now
        match what:
            case "came":
                self.to(moves.came(stay, gate, a_meeting(*brought, at=now, room=room)).stay)
            case "sent" if stay.stage is Stage.ASKING:
                self.delivered.append(stay.step)
                self.to(moves.sent(stay, gate, at=now))
            case "refused" if stay.stage is Stage.ASKING:
                self.to(moves.not_asked(stay, "no"))
            case "deadline" if ends.is_late(stay, now):
                self.to(ends.lapsed(stay, at=now))
            case "advance":
                self.to(moves.advanced(stay, gate, at=now).stay)
            case "lapse":
                self.to(ends.lapsed(stay, at=now))
            case "room" if stay.stage is Stage.QUEUED:
                self.to(moves.admitted(stay, gate, at=now))
            case "choose" if gate.choices:
                self.to(ends.chosen(stay, "Meet", at=now))
            case "closed":
                self.to(ends.left(stay, "closed", at=now))
            case _:
                pass


@given(some_gates(), st.sets(st.sampled_from(BROUGHT)), happenings)
def test_every_way_through_is_legal(
    gate: Gate, opening: set[str], then: list[tuple[str, int, set[str], int]]
) -> None:
    """No question is sent twice for one step, deadlines run only where something was asked, and
    what has ended stays so.
    """
    first = moves.enter(gate, a_meeting(*opening, room=1), contact="him", account="me")
    run = Run(gate, first.stay, NOON)
    for what, hours, brought, room in then:
        run.now += hours * HOUR
        if run.stay.stage in INSIDE:
            run.happens(what, brought, room)
    assert len(run.delivered) == len(set(run.delivered))
    for stay in (first.stay, *run.trail):
        assert (stay.ended is not None) is (stay.stage not in INSIDE)
        assert stay.deadline is None or stay.asked is not None
        if stay.stage in ON_A_STEP:
            assert stay.step < len(gate.steps)
            assert stay.passed is None
        if stay.stage is Stage.WAITING:
            assert stay.deadline is not None


@given(some_gates(), st.sets(st.sampled_from(BROUGHT)))
def test_entering_asks_only_what_is_missing(gate: Gate, opening: set[str]) -> None:
    """The question is that of the first step which the opening message does not meet."""
    moved = moves.enter(gate, a_meeting(*opening), contact="him", account="me")
    missing = [
        step
        for step in gate.steps
        if step.expect is None
        or step.not_before is not None
        or not a_meeting(*opening).meets(step.expect)
    ]

    assert moved.ask == (missing[0].ask if missing else None)
    assert moved.stay.step == (gate.steps.index(missing[0]) if missing else len(gate.steps))


@given(some_gates(), st.integers(0, 60), st.integers(0, 24))
def test_no_answer_counts_after_the_deadline(gate: Gate, days: int, hours: int) -> None:
    """And every one before it does not lapse."""
    first = moves.enter(gate, a_meeting(), contact="him", account="me").stay
    if first.stage is not Stage.ASKING:
        return
    stay = moves.sent(first, gate, at=NOON)
    at = NOON + days * DAY + hours * HOUR
    moved = moves.came(stay, gate, a_meeting(*BROUGHT, at=at))

    assert stay.deadline is not None
    assert (moved.stay.stage is Stage.LAPSED) is (at > stay.deadline)
    assert moved.ask is None or moved.stay.stage is Stage.ASKING
