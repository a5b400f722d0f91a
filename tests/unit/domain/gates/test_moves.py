"""One contact in one gate, from the message that opens it to the end."""

from datetime import timedelta

import pytest

from screener.domain.gates import ends, moves
from screener.domain.gates.gate import PASSED, TO_ANSWER, Budget, Gate
from screener.domain.gates.moves import Moved
from screener.domain.record.effect import Action, Do
from screener.domain.record.stay import Stage, Stay
from tests.builders import NOON
from tests.gates import DAY, a_gate, a_meeting, a_step, expecting

TWO_STEPS = a_gate(
    a_step("resume"),
    a_step("next-week", expect=None, not_before=5, within=21 * DAY),
)


def entered(gate: Gate = TWO_STEPS, *brings: str, room: int | None = None) -> Moved:
    """Somebody whose first message brings that along."""
    return moves.enter(gate, a_meeting(*brings, room=room), contact="him", account="me")


def waiting(gate: Gate = TWO_STEPS) -> Stay:
    """Somebody who was asked the first question at noon."""
    return moves.sent(entered(gate).stay, gate, at=NOON)


def test_the_first_question_is_asked() -> None:
    """And nothing runs before it was sent."""
    moved = entered()

    assert moved.ask == "resume"
    assert moved.stay.stage is Stage.ASKING
    assert moved.stay.deadline is None


def test_what_the_opening_message_brings_is_not_asked() -> None:
    """The next question is."""
    moved = entered(TWO_STEPS, "resume")

    assert moved.ask == "next-week"
    assert moved.stay.step == 1


def test_who_brings_everything_is_asked_nothing() -> None:
    """One message may meet several steps."""
    gate = a_gate(a_step("a"), a_step("b", expect=expecting("name")))
    moved = entered(gate, "resume", "name")

    assert moved.ask is None
    assert moved.stay.stage is Stage.PASSED
    assert moved.stay.passed == NOON


def test_the_opening_message_is_no_answer_to_an_open_question() -> None:
    """A step that expects nothing in particular waits for what comes after it."""
    assert entered(a_gate(a_step("tell-me", expect=None))).ask == "tell-me"


def test_the_deadline_runs_from_the_sending() -> None:
    """However long the letter lay in the outbox."""
    stay = moves.sent(entered().stay, TWO_STEPS, at=NOON + 2 * DAY)

    assert stay.deadline == NOON + 16 * DAY


def test_a_message_that_meets_nothing_draws_no_second_question() -> None:
    """It waits with the first one."""
    moved = moves.came(waiting(), TWO_STEPS, a_meeting("joke", at=NOON + DAY, decision="d2"))

    assert moved.ask is None
    assert moved.stay.stage is Stage.WAITING
    assert moved.stay.latest == "d2"


def test_an_answer_leads_to_the_next_question() -> None:
    """Whose deadline is its own."""
    moved = moves.came(waiting(), TWO_STEPS, a_meeting("resume", at=NOON + DAY))

    assert moved.ask == "next-week"
    assert moved.stay.deadline is None


@pytest.mark.parametrize(("days", "is_early"), [(4, True), (5, False), (20, False)])
def test_days_of_the_calendar_count_and_not_hours(days: int, *, is_early: bool) -> None:
    """Asked at noon on a Friday, five days later is the whole Wednesday."""
    asked = moves.came(waiting(), TWO_STEPS, a_meeting("resume", at=NOON)).stay
    stay = moves.sent(asked, TWO_STEPS, at=NOON)
    moved = moves.came(stay, TWO_STEPS, a_meeting(at=NOON + days * DAY - timedelta(hours=11)))

    assert moved.stay.early is is_early
    assert (moved.stay.stage is Stage.PASSED) is not is_early


def test_who_came_too_early_may_come_again() -> None:
    """Nothing is lost by it, and it is told that they came too early until they come again."""
    asked = moves.came(waiting(), TWO_STEPS, a_meeting("resume", at=NOON)).stay
    stay = moves.sent(asked, TWO_STEPS, at=NOON)
    early = moves.came(stay, TWO_STEPS, a_meeting(at=NOON + DAY)).stay

    assert moves.came(early, TWO_STEPS, a_meeting(at=NOON + 6 * DAY)).stay.stage is Stage.PASSED


def test_silence_lapses_at_its_time() -> None:
    """Whenever it is noticed."""
    stay = waiting()

    assert not ends.is_late(stay, NOON + 14 * DAY)
    assert ends.is_late(stay, NOON + 14 * DAY + timedelta(seconds=1))
    assert ends.lapsed(stay, at=NOON + 20 * DAY).ended == NOON + 14 * DAY


def test_a_late_answer_comes_to_nothing() -> None:
    """Also where nobody had noticed the deadline yet."""
    moved = moves.came(waiting(), TWO_STEPS, a_meeting("resume", at=NOON + 15 * DAY))

    assert moved == Moved(moved.stay)
    assert moved.stay.stage is Stage.LAPSED


def test_who_cannot_be_answered_is_tried_again_with_their_next_message() -> None:
    """And told why until then."""
    stay = moves.not_asked(entered().stay, "nobody vouches for them")
    moved = moves.came(stay, TWO_STEPS, a_meeting(at=NOON + DAY))

    assert stay.reason == "nobody vouches for them"
    assert moved.ask == "resume"
    assert moved.stay.reason is None


def test_an_answer_to_a_question_that_was_never_sent_counts() -> None:
    """What they send by themselves is not asked."""
    stay = moves.not_asked(entered().stay, "no")

    assert moves.came(stay, TWO_STEPS, a_meeting("resume")).ask == "next-week"


def test_over_the_budget_they_are_told_and_out() -> None:
    """With a template for that."""
    gate = a_gate(a_step(), budget=Budget(at_most=1, per=7 * DAY, over="at-capacity"))
    moved = entered(gate, "resume", room=0)

    assert moved.ask == "at-capacity"
    assert moved.stay.stage is Stage.FULL
    assert moved.stay.passed is None


def test_over_the_budget_they_may_wait_for_room() -> None:
    """And draw nothing meanwhile, whatever they send."""
    gate = a_gate(a_step(), budget=Budget(at_most=1, per=7 * DAY))
    queued = entered(gate, "resume", room=0).stay

    assert queued.stage is Stage.QUEUED
    assert moves.came(queued, gate, a_meeting(room=1)).ask is None
    assert moves.admitted(queued, gate, at=NOON + DAY).passed == NOON + DAY


def test_choices_wait_for_the_users_word() -> None:
    """Nothing happens until then; afterwards they have left."""
    gate = a_gate(a_step(), choices={"Meet": (Action(do=Do.KEEP, value="true"),)})
    stay = entered(gate, "resume").stay

    assert stay.stage is Stage.CHOOSING
    assert stay.outcome == PASSED
    assert ends.chosen(stay, "Meet", at=NOON + DAY).stage is Stage.CHOSEN
    assert gate.actions("chose: Meet") == gate.choices["Meet"]
    assert gate.label(" meet ") == "Meet"


def test_a_gate_without_steps_only_asks_you() -> None:
    """One question; whatever comes then is the answer, and waits."""
    question = a_step("what", expect=None, within=TO_ANSWER)
    gate = a_gate(question, only_asks_you=True, choices={"Business": ()})
    asked = entered(gate)
    answered = moves.came(moves.sent(asked.stay, gate, at=NOON), gate, a_meeting())

    assert asked.ask == "what"
    assert answered.stay.stage is Stage.CHOOSING
    assert answered.stay.passed is None
    assert answered.stay.outcome is None


def test_your_word_goes_before_the_steps() -> None:
    """Advance leads to the next question, and past the last one, room or not."""
    second = moves.advanced(waiting(), TWO_STEPS, at=NOON + DAY)
    through = moves.advanced(second.stay, TWO_STEPS, at=NOON + DAY)

    assert second.ask == "next-week"
    assert through.stay.stage is Stage.PASSED


def test_the_end_is_final() -> None:
    """Whoever comes again begins anew."""
    stay = ends.lapsed(waiting(), at=NOON + DAY)

    with pytest.raises(ValueError, match="cannot go from lapsed to waiting"):
        stay.to(Stage.WAITING)


def test_passing_does_once_what_is_to_be_done_once() -> None:
    """A later message of theirs is filed like the one that passed, and answered no more."""
    reply, tag = Action(do=Do.REPLY, value="welcome"), Action(do=Do.TAG, value=("ready",))
    gate = a_gate(a_step(), passed=(reply, tag), choices={"Meet": ()})
    first = entered(gate, "resume")
    later = moves.came(first.stay, gate, a_meeting())

    assert first.actions(gate, before=None) == (reply, tag)
    assert later.actions(gate, before=first.stay) == (tag,)


def test_the_question_stands_in_the_place_of_other_answers() -> None:
    """One reply a message."""
    meanwhile = (Action(do=Do.REPLY, value="patience"), Action(do=Do.FILE, value="Waiting"))
    gate = a_gate(a_step("resume"), meanwhile=meanwhile)

    assert entered(gate).actions(gate, before=None) == (
        Action(do=Do.REPLY, value="resume"),
        Action(do=Do.FILE, value="Waiting"),
    )
