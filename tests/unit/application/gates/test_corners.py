"""Gates where people and machines do what nobody expected of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from screener.application.gates.passing import ADVANCE, LAPSE
from screener.application.gates.words import choose, say, who_stands_where
from screener.application.record.card import card
from screener.application.record.forget import forget
from screener.application.record.likeness import Here
from screener.domain.gates.whereabouts import NotTaken
from screener.domain.record.effect import Do, Status
from screener.domain.record.stay import Stage
from tests.gates import DAY
from tests.house import House, a_house
from tests.unit.application.gates.test_passing import HIM, PDF, RULES, decided, him, through

MOMENT = timedelta(minutes=5)

Built = Callable[..., AbstractContextManager[House]]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """Builds a house with other rules or settings."""
    return partial(a_house, tmp_path / "it", hand_off_to=["hr@myfirm.example"])


@pytest.fixture
def house(built: Built) -> Iterator[House]:
    """One with the usual gates."""
    with built(RULES) as house:
        yield house


def chooses(house: House, label: str, who: str = HIM) -> None:
    """The user's word, and two rounds that do it."""
    rulebook = house.desk.rulebook()
    choose(label, him(house, who), rulebook=rulebook, store=house.store, clock=house.clock)
    house.later(MOMENT)
    house.later(MOMENT)


def says(house: House, word: str, who: str = HIM) -> None:
    """Advance or lapse, and two rounds that do it."""
    say(word, him(house, who), store=house.store, clock=house.clock)
    house.later(MOMENT)
    house.later(MOMENT)


def rings(house: House, number: str = "2025550143") -> None:
    """Ann leaves a voicemail, or somebody by another number, as the exchange reports it."""
    house.writes(
        "a@pbx.example",
        "New message 1 in mailbox 7",
        body="you were just left a 0:09 long message",
        X_Asterisk_CallerID=number,
    )


def replies(house: House, subject: str) -> list[Status]:
    """What became of the answers to that letter."""
    return [
        effect.status
        for one in decided(house, subject)
        for effect in one.effects
        if effect.do is Do.REPLY
    ]


def test_whoever_came_too_early_is_shown_until_the_step_is_over(house: House) -> None:
    """Although they write more; and the user's word takes it for met."""
    house.writes()
    house.later(DAY)
    house.writes(subject="cv", attach={"cv.pdf": PDF})
    house.later(DAY)
    house.writes(subject="now?")
    house.writes(subject="and now?")
    house.later(MOMENT)
    [shown] = who_stands_where(house.store, house.desk.archive, house.desk.rulebook())
    assert shown.stay.early
    says(house, ADVANCE)

    assert house.stay().stage is Stage.CHOOSING
    assert not house.stay().early
    assert len(house.sent()) == 2
    assert sorted(house.lying_in("INBOX")) == ["Hello", "and now?", "cv", "now?"]


def test_what_was_once_in_the_way_is_not_told_of_a_stay_that_is_over(house: House) -> None:
    """That they could not be asked has nothing to do with the choice."""
    house.writes(trusted=False)
    house.round()
    assert house.stay().reason is not None
    chooses(house, "Kind no")

    assert (house.stay().stage, house.stay().reason) == (Stage.CHOSEN, None)


def test_a_voicemail_belongs_to_the_gate_and_is_not_answered(built: Built) -> None:
    """One person, one gate: what they say on the telephone waits with their letters."""
    rules = RULES.replace("ann@work.example]", "ann@work.example, +1 202 555 0143]")
    account = {"region": "US", "voicemail": {"domains": {"pbx.example": "asterisk"}}}
    with built(rules, account=account) as house:
        through(house, "ann@example.com")
        rings(house)
        house.later(MOMENT)
        chooses(house, "Kind no", "Ann")

        assert house.sent()[2:] == [("ann@example.com", "sorry")]
        assert "New message 1 in mailbox 7" in house.lying_in("Done")


def test_a_voicemail_can_open_a_gate_and_a_letter_is_asked(built: Built) -> None:
    """Nobody is asked by way of the provider; their next letter is."""
    rules = RULES.replace("ann@work.example]", "ann@work.example, +1 202 555 0143]").replace(
        "when: {text: pick your brain}", "when: {contact: Ann}"
    )
    account = {"region": "US", "voicemail": {"domains": {"pbx.example": "asterisk"}}}
    with built(rules, account=account) as house:
        rings(house)
        house.later(MOMENT)
        assert house.stay("Ann").stage is Stage.UNASKED
        assert house.sent() == []
        house.writes("ann@example.com")
        house.later(MOMENT)

        assert [to for to, _ in house.sent()] == ["ann@example.com"]


def test_what_the_user_took_out_of_the_folder_stays_where_it_is(house: House) -> None:
    """When they lapse nothing is dragged along, and nothing goes wrong."""
    house.writes()
    house.writes(subject="more", body="and another thing")
    house.round()
    waiting = house.world.folders["Waiting"].messages
    uid = next(uid for uid, one in waiting.items() if b"Subject: Hello" in one.raw)
    taken = waiting.pop(uid)
    house.world.make("Mine")
    house.world.deliver(taken.raw, folder="Mine", received=taken.received)
    for _ in range(3):
        house.later(7 * DAY)

    assert house.stay().stage is Stage.LAPSED
    assert (house.lying_in("Mine"), house.lying_in("Lapsed")) == (["Hello"], ["more"])


def test_who_is_welcome_leaves_the_gate_with_their_letters(house: House) -> None:
    """Nothing of somebody welcome lies where nobody looks."""
    house.writes()
    house.round()
    house.doors(f"welcome: [{HIM}]\n")
    house.later(MOMENT)
    house.later(MOMENT)
    house.writes(subject="thanks", body="Can I pick your brain?")
    house.later(30 * DAY)

    assert house.stay().stage is Stage.LEFT
    assert sorted(house.lying_in("INBOX")) == ["Hello", "thanks"]
    assert len(house.sent()) == 1


def test_choosing_before_they_have_met_the_steps_hides_nothing(house: House) -> None:
    """Where the choice names no folder their letters come back to the inbox."""
    house.writes()
    house.round()
    chooses(house, "Meet")

    assert house.stay().stage is Stage.CHOSEN
    assert house.lying_in("INBOX") == ["Hello"]
    assert house.sent()[1:] == [(HIM, "thirty minutes")]


def test_over_the_budget_a_template_sends_them_away(built: Built) -> None:
    """Once; their letters go where those of the lapsed go, and they are not asked again."""
    her = "her@example.com"
    with built(RULES.replace("over: wait", "over: kindly")) as house:
        for body, file in (("pick your brain", {}), ("cv", {"cv.pdf": PDF})):
            for sender in (HIM, her):
                house.writes(sender, body, body=body, attach=file)
            house.later(DAY)
        house.later(6 * DAY)
        for sender in (HIM, her):
            house.writes(sender, "questions")
            house.later(MOMENT)
        house.writes(her, "please", body="Can I pick your brain?")
        house.later(MOMENT)

        assert (house.stay().stage, house.stay(her).stage) == (Stage.CHOOSING, Stage.FULL)
        assert [text.split()[0] for to, text in house.sent() if to == her] == [
            "send",
            "again",
            "sorry",
        ]
        assert sorted(house.lying_in("Lapsed")) == ["cv", "pick your brain", "questions"]
        house.later(91 * DAY)
        [told] = house.store.doorbook.questions()
        assert told.contact == her
        assert "90 days after there was no room for them" in told.text
        assert "please" in house.lying_in("INBOX")
        house.later(90 * DAY)
        [told] = house.store.doorbook.questions()
        assert told.text.endswith("90 days after there was no room for them.")


def test_your_word_waits_for_the_hour_in_which_it_may_be_said(built: Built) -> None:
    """With more answers than an hour allows it is not lost."""
    askers = (HIM, "her@example.com")
    with built(RULES, account={"replies_per_hour": 1}) as house:
        for asker in askers:
            house.writes(asker)
            house.later(DAY)
        house.later(DAY)
        for asker in askers:
            chooses(house, "Meet", asker)
        assert [said for _, said in house.sent()].count("thirty minutes") == 1
        house.later(timedelta(hours=1))

        assert {to for to, said in house.sent() if said == "thirty minutes"} == set(askers)


def test_the_latest_word_counts(house: House) -> None:
    """Until a round has done it the user may change their mind."""
    house.writes()
    house.round()
    say(LAPSE, him(house), store=house.store, clock=house.clock)
    say(ADVANCE, him(house), store=house.store, clock=house.clock)
    house.later(MOMENT)

    assert house.stay().stage is Stage.WAITING
    assert house.stay().step == 1


def test_advancing_those_who_wait_for_your_word_hides_nothing(house: House) -> None:
    """They are out with no choice made, and what they sent is in the inbox."""
    house.writes(body="I just wanted to say hello.")
    house.round()
    house.writes(subject="a job", body="I look for one.")
    house.later(MOMENT)
    says(house, ADVANCE)

    assert house.stay().stage is Stage.PASSED
    assert sorted(house.lying_in("INBOX")) == ["Hello", "a job"]
    assert len(house.sent()) == 1


@pytest.mark.parametrize("which", ["passed", "lapsed"])
@pytest.mark.parametrize("actions", [None, "{tag: over}"])
def test_what_is_over_comes_to_the_inbox_where_nothing_else_is_said(
    built: Built, which: str, actions: str | None
) -> None:
    """Silence of the rules hides nothing for good."""
    lines = (line for line in RULES.splitlines() if f"    {which}:" not in line)
    rules = "\n".join(lines)
    if actions:
        rules = rules.replace(
            "    meanwhile: {file: Waiting}\n",
            f"    meanwhile: {{file: Waiting}}\n    {which}: {actions}\n",
            1,
        )
    with built(rules) as house:
        if which == "passed":
            through(house)
        else:
            house.writes()
            house.later(DAY)
        house.later(15 * DAY)

        assert house.lying_in("Waiting") == house.lying_in("Lapsed") == []
        assert "Hello" in house.lying_in("INBOX")
        assert all(("over" in one.flags) is bool(actions) for one in house.messages("INBOX"))


def test_lapsing_those_who_wait_for_your_word(house: House) -> None:
    """It is a word, too."""
    through(house)
    says(house, LAPSE)

    assert house.stay().stage is Stage.LAPSED
    assert sorted(house.lying_in("Lapsed")) == ["Hello", "cv", "questions"]
    assert len(house.sent()) == 2


def test_a_clock_that_is_set_back_asks_nobody_again(house: House) -> None:
    """The answer comes before the question, by that clock, and counts."""
    house.writes()
    house.round()
    house.clock.advance(-2 * DAY)
    house.writes(subject="cv", attach={"cv.pdf": PDF})
    house.round()
    house.later(MOMENT)

    assert [text.split()[0] for _, text in house.sent()] == ["send", "again"]
    assert house.stay().stage is Stage.WAITING


def test_meanwhile_may_answer_what_is_not_asked(built: Built) -> None:
    """A receipt, as often as the template allows; the question goes first."""
    rules = RULES.replace("{file: Waiting}", "{file: Waiting, reply: kindly}", 1)
    with built(rules) as house:
        house.writes()
        house.round()
        for subject in ("one", "two"):
            house.later(DAY)
            house.writes(subject=subject, body="and another thing")
            house.round()

        assert [text.split()[0] for _, text in house.sent()] == ["send", "sorry"]


def test_a_rule_that_speaks_of_the_gate_may_add_to_it(built: Built) -> None:
    """With `continue` the gate goes on as if there were no rule."""
    rules = RULES.replace(
        "rules:\n",
        "rules:\n  - {name: Mark, continue: true, when: {gate: interview}, then: {tag: asker}}\n",
    )
    with built(rules) as house:
        house.writes()
        house.round()
        house.writes(subject="cv", attach={"cv.pdf": PDF})
        house.later(MOMENT)

        assert ["asker" in one.flags for one in house.messages("Waiting")] == [False, True]
        assert house.stay().step == 1


def test_nobody_is_in_two_gates(house: House) -> None:
    """A letter that would open another one is the gate's."""
    house.writes()
    house.round()
    house.writes(subject="hello", body="I just wanted to say hello.")
    house.round()

    assert [stay.gate for stay in house.store.gatebook.inside()] == ["interview"]
    assert len(house.sent()) == 1


def test_nobody_who_withholds_the_number_is_taken_in(built: Built) -> None:
    """All who do would be one asker, and wait together; whoever has a number is taken in."""
    rules = f"{RULES}  - {{name: Calls, when: {{kind: voicemail}}, then: {{gate: interview}}}}\n"
    account = {"region": "US", "voicemail": {"domains": {"pbx.example": "asterisk"}}}
    with built(rules, account=account) as house:
        rings(house, "anonymous")
        house.round()
        rings(house)
        house.later(MOMENT)
        reasons = [
            effect.reason
            for one in decided(house, "New message 1 in mailbox 7")
            for effect in one.effects
            if effect.do is Do.GATE and effect.status is Status.REFUSED
        ]

        assert reasons == [NotTaken.ANONYMOUS.value]
        assert house.lying_in("INBOX") == house.lying_in("Waiting")
        assert [one.contact for one in house.store.gatebook.inside()] == ["+12025550143"]


def test_whoever_has_met_every_step_is_shown_at_the_last(house: House) -> None:
    """There is none after it."""
    through(house)
    [shown] = who_stands_where(house.store, house.desk.archive, house.desk.rulebook())

    assert shown.stay.stage is Stage.CHOOSING
    assert shown.gate is not None
    assert shown.gate.step_of(shown.stay) == len(shown.gate.steps) == 2


def test_whoever_is_forgotten_leaves_no_trace_in_gates(house: House) -> None:
    """And nothing is told of their letters later, which lie where they lay."""
    house.writes()
    house.round()
    house.later(15 * DAY)
    house.later(DAY)
    forget(him(house), store=house.store, archive=house.desk.archive, now=house.clock.now())
    house.later(90 * DAY)

    assert house.store.gatebook.stays({HIM}, since=house.clock.now() - 365 * DAY) == ()
    assert not house.store.doorbook.questions()
    assert house.lying_in("Lapsed") == ["Hello"]


def test_the_page_of_somebody_tells_what_became_of_a_letter_in_its_order(house: House) -> None:
    """It came once, and waited before it passed."""
    through(house)
    here = Here(None, house.desk.policy.zone, house.clock.now().date())
    told = card(him(house), store=house.store, archive=house.desk.archive, here=here)

    assert [one.status for one in told.timeline if one.text == "Hello"] == [
        "filed in Waiting",
        "filed in INBOX",
    ]
