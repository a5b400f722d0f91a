"""Gates in rounds: what is sent, where letters lie, and what the user's word does."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.span import Span
from screener.application.doors.who import Who, who
from screener.application.gates.passing import ADVANCE, LAPSE
from screener.application.gates.words import choose, say, who_stands_where
from screener.application.insight.explain import explained
from screener.application.letters.handing_on import NO_ROOM
from screener.application.record.note import Channel, Note, take_note
from screener.domain.record.chain import Act
from screener.domain.record.decision import Mode
from screener.domain.record.effect import Do, Status
from screener.domain.record.question import Asks
from screener.domain.record.stay import Stage
from screener.domain.rules.passage import NO_GATE
from screener.errors import ScreenerError, WrongUse
from screener.ports.store import Query, Recorded
from tests.gates import DAY
from tests.house import House, a_house

HIM = "him@example.com"

PDF = b"%PDF-1.7 a resume"

RULES = """
contacts:
  - {name: Ann, handles: [ann@example.com, ann@work.example]}
replies:
  send: {body: "send by {{ deadline }}"}
  again: {body: "again on {{ not_before }}"}
  thirty: {body: thirty minutes}
  kindly: {body: sorry}
  favour: {body: as a favour}
  handed: {body: handed on}
  what: {body: what can I help with}
  personal: {body: thank you but no}
gates:
  - name: interview
    steps:
      - {ask: send, expect: {attachment: {type: pdf}}, within: 14d}
      - {ask: again, expect: {not_before: 5d}, within: 21d}
    meanwhile: {file: Waiting}
    passed: {file: INBOX, tag: ready}
    lapsed: {file: Lapsed}
    choices:
      Meet: {reply: thirty}
      Kind no: {reply: kindly, file: Done}
      Refer: {hand_off: {to: recruiter@myfirm.example, say: favour, reply: handed}, file: Done}
    budget: {at_most: 1, per: 7d, over: wait}
    keep: 90d
  - name: help
    ask: what
    meanwhile: {file: Waiting}
    choices:
      It is business:
        hand_off: {to: hr@myfirm.example, say: favour, reply: handed}
        file: Done
      It is personal: {close: {decline: personal}}
rules:
  - {name: Urgent, when: {gate: interview, subject: urgent}, then: {tag: urgent, keep: true}}
  - {name: Askers, when: {text: pick your brain}, then: {gate: interview}}
  - {name: Hello, when: {body: just wanted to say hello}, then: {gate: help}}
  - {name: Jobs, when: {subject: application}, then: {hand_off: {to: hr@myfirm.example,
     say: favour, reply: handed}, file: Jobs}}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One with these gates."""
    with a_house(tmp_path / "it", RULES, hand_off_to=["hr@myfirm.example"]) as house:
        yield house


def him(house: House, said: str = HIM) -> Who:
    """Somebody as a command names them."""
    return who(said, directory=house.desk.rulebook().directory, region=None)


def through(house: House, sender: str = HIM) -> None:
    """Both steps are met, and a round is made."""
    house.writes(sender)
    house.later(DAY)
    house.writes(sender, "cv", body="here", attach={"cv.pdf": PDF})
    house.later(DAY)
    house.later(6 * DAY)
    house.writes(sender, "questions", body="three of them")
    house.later(DAY)


def decided(house: House, subject: str) -> list[Recorded]:
    """All decisions about letters of that subject, oldest first."""
    return sorted(
        house.store.decisions(Query(subject=subject)), key=lambda one: one.decision.decided
    )


def test_an_asker_who_does_what_is_asked_comes_to_you(house: House) -> None:
    """Asked twice, filed meanwhile, and then all of it lies in the inbox."""
    house.writes()
    house.round()
    assert house.sent() == [(HIM, "send by 2026-12-04 12:00 UTC")]
    assert house.lying_in("Waiting") == ["Hello"]
    house.clock.advance(DAY)
    house.writes(subject="cv", body="here", attach={"cv.pdf": PDF})
    house.round()
    assert house.sent()[1:] == [(HIM, "again on 2026-11-26")]
    house.clock.advance(6 * DAY)
    house.writes(subject="questions", body="three of them")
    house.round()

    assert sorted(house.lying_in("INBOX")) == ["Hello", "cv", "questions"]
    assert all("ready" in one.flags for one in house.messages("INBOX"))
    assert house.lying_in("Waiting") == []
    assert house.stay().stage is Stage.CHOOSING
    assert len(house.sent()) == 2


def test_what_came_back_to_the_inbox_is_not_taken_for_new(house: House) -> None:
    """However many rounds follow."""
    through(house)
    before = len(list(house.store.decisions(Query())))
    for _ in range(3):
        house.later(DAY)

    assert len(list(house.store.decisions(Query()))) == before


def test_silence_lapses_without_a_message(house: House) -> None:
    """At its time, and all of theirs goes with it."""
    house.writes()
    house.round()
    house.writes(subject="more", body="and another thing")
    house.later(14 * DAY)
    assert house.stay().stage is Stage.WAITING
    house.later(timedelta(minutes=1))

    assert house.stay().stage is Stage.LAPSED
    assert sorted(house.lying_in("Lapsed")) == ["Hello", "more"]
    assert len(house.sent()) == 1


def test_whoever_keeps_to_the_letter_is_in_time(house: House) -> None:
    """To the minute that it names, which is said so that everybody can tell when that is."""
    house.clock.advance(timedelta(hours=11, minutes=59))
    house.writes()
    house.round()
    house.clock.advance(timedelta(minutes=-1) + 14 * DAY)
    house.writes(subject="cv", attach={"cv.pdf": PDF})
    house.round()

    assert house.sent()[0] == (HIM, "send by 2026-12-04 23:59 UTC")
    assert house.stay().step == 1


def test_the_lapsed_are_not_asked_again_for_ninety_days(house: House) -> None:
    """Then they may begin anew."""
    house.writes()
    house.round()
    house.later(15 * DAY)
    house.writes(subject="once more")
    house.later(DAY)
    [refused] = [one for one in decided(house, "once more")[0].effects if one.do is Do.GATE]
    house.later(100 * DAY)
    house.writes(subject="in spring")
    house.round()

    assert refused.status is Status.REFUSED
    assert house.lying_in("INBOX") == ["once more"]
    assert len(house.sent()) == 2
    assert house.stay().stage is Stage.WAITING


def test_what_lapsed_askers_sent_goes_to_the_trash_in_the_end(house: House) -> None:
    """And the user is told."""
    house.writes()
    house.round()
    house.later(15 * DAY)
    house.later(88 * DAY)
    assert house.lying_in("Lapsed") == ["Hello"]
    house.later(DAY)

    assert house.lying_in("Trash") == ["Hello"]
    [told] = house.store.doorbook.questions()
    assert told.kind is Asks.TRASHED
    assert "90 days after they lapsed" in told.text


def test_what_is_kept_for_less_than_a_day_is_told_so(house: House) -> None:
    """And not as so many days."""
    house.rules(RULES.replace("keep: 90d", "keep: 90m"))
    house.writes()
    house.later(DAY)
    house.later(15 * DAY)
    house.later(timedelta(hours=2))
    [told] = house.store.doorbook.questions()

    assert "90 minutes after they lapsed" in told.text


def test_who_cannot_be_answered_waits_and_it_is_told_why(house: House) -> None:
    """A draft is laid for the user, once; as soon as they can be answered they are asked."""
    house.writes(trusted=False)
    house.round()
    house.writes(subject="still here", trusted=False)
    house.round()
    [shown] = who_stands_where(house.store, house.desk.archive, house.desk.rulebook())

    assert house.sent() == []
    assert shown.stay.stage is Stage.UNASKED
    assert "vouches" in (shown.stay.reason or "")
    assert house.lying_in("Drafts") == ["Re: Hello"]
    house.writes(subject="vouched for")
    house.round()
    assert [to for to, _ in house.sent()] == [HIM]


def test_two_letters_in_one_round_draw_one_question(house: House) -> None:
    """And are both the gate's."""
    house.writes()
    house.writes(subject="more", body="and another thing")
    house.round()

    assert len(house.sent()) == 1
    assert sorted(house.lying_in("Waiting")) == ["Hello", "more"]


def test_a_letter_in_the_same_round_can_be_the_answer(house: House) -> None:
    """Then the first question is never sent, and the second is."""
    house.writes()
    house.writes(subject="cv", body="forgot it", attach={"cv.pdf": PDF})
    house.round()

    assert [text.split()[0] for _, text in house.sent()] == ["again"]


def test_the_one_of_two_letters_that_can_be_answered_is(house: House) -> None:
    """Although the other came first."""
    house.writes(trusted=False)
    house.writes(subject="more", body="and another thing")
    house.round()
    house.round()

    assert len(house.sent()) == 1


def test_all_addresses_of_a_contact_are_one_asker(house: House) -> None:
    """Asked at the one, answering from the other."""
    house.writes("ann@example.com")
    house.round()
    house.writes("ann@work.example", "cv", body="here", attach={"cv.pdf": PDF})
    house.round()

    assert [to for to, _ in house.sent()] == ["ann@example.com", "ann@work.example"]
    assert house.stay("Ann").step == 1


def test_a_closed_contact_leaves_the_gate_at_once(house: House) -> None:
    """With no letter of theirs needed, and nothing is sent any more."""
    house.writes()
    house.round()
    house.doors(f"closed: [{HIM}]\n")
    house.round()
    assert house.stay().stage is Stage.LEFT
    house.writes(subject="cv", body="here", attach={"cv.pdf": PDF})
    house.later(30 * DAY)

    assert len(house.sent()) == 1
    assert house.lying_in("Screened/Closed") == ["cv"]


def test_a_door_that_closes_stops_the_question_that_waits(tmp_path: Path) -> None:
    """With `reply_after` it may lie in the outbox for long."""
    account = {"reply_after": "2h"}
    with a_house(
        tmp_path / "it",
        RULES.replace("handed}, file: Jobs", "handed}, keep: true"),
        account=account,
        hand_off_to=["hr@myfirm.example"],
    ) as house:
        house.writes()
        house.round()
        house.doors(f"closed: [{HIM}]\n")
        house.later(timedelta(hours=3))
        assert house.sent() == []


def test_the_deadline_runs_from_the_sending(house: House) -> None:
    """Not from the deciding."""
    house.post.is_down = True
    house.writes()
    house.round()
    house.clock.advance(timedelta(hours=1))
    house.post.is_down = False
    house.round()
    house.round()

    assert house.stay().deadline == house.clock.now() + 14 * DAY


def test_a_question_that_nobody_takes_is_told(house: House) -> None:
    """Nothing lapses by it."""
    house.post.refuses[HIM] = 550
    house.writes()
    house.round()
    house.later(40 * DAY)

    assert house.stay().stage is Stage.UNASKED
    assert house.stay().reason == "refused"


def test_over_the_hourly_limit_they_are_asked_later(tmp_path: Path) -> None:
    """Once each, all of them."""
    with a_house(
        tmp_path / "it", RULES, account={"replies_per_hour": 2}, hand_off_to=["hr@myfirm.example"]
    ) as house:
        for number in range(5):
            house.writes(f"asker{number}@example.com")
        house.round()
        assert len(house.sent()) == 2
        for _ in range(4):
            house.later(timedelta(minutes=61))

        assert len(house.sent()) == 5
        assert len({to for to, _ in house.sent()}) == 5


def test_over_the_budget_they_wait_in_their_order(house: House) -> None:
    """And come in by themselves when there is room."""
    for sender in ("a@example.com", "b@example.com", "c@example.com"):
        house.writes(sender)
    house.later(DAY)
    for sender in ("b@example.com", "a@example.com", "c@example.com"):
        house.writes(sender, "cv", body="here", attach={"cv.pdf": PDF})
        house.later(timedelta(minutes=5))
    house.later(6 * DAY)
    for sender in ("c@example.com", "a@example.com", "b@example.com"):
        house.writes(sender, "questions", body="three")
        house.later(timedelta(minutes=5))
    stages = [house.stay(f"{one}@example.com").stage for one in "abc"]
    assert stages == [Stage.QUEUED, Stage.QUEUED, Stage.CHOOSING]
    house.later(7 * DAY)
    assert house.stay("a@example.com").stage is Stage.CHOOSING
    assert house.stay("b@example.com").stage is Stage.QUEUED
    house.later(7 * DAY)
    assert house.stay("b@example.com").stage is Stage.CHOOSING
    assert house.lying_in("Waiting") == []


def test_your_word_is_done_by_the_next_round(house: House) -> None:
    """A choice answers the last letter, however long ago it came."""
    through(house)
    label = choose(
        "meet", him(house), rulebook=house.desk.rulebook(), store=house.store, clock=house.clock
    )
    house.later(20 * DAY)

    assert label == "Meet"
    assert house.sent()[2:] == [(HIM, "thirty minutes")]
    assert house.stay().stage is Stage.CHOSEN


def test_a_choice_files_all_of_theirs_and_answers_once(house: House) -> None:
    """Wherever it lay."""
    through(house)
    choose(
        "Kind no", him(house), rulebook=house.desk.rulebook(), store=house.store, clock=house.clock
    )
    house.later(DAY)

    assert sorted(house.lying_in("Done")) == ["Hello", "cv", "questions"]
    assert house.sent()[2:] == [(HIM, "sorry")]


def test_handing_on_encloses_all_that_they_sent(house: House) -> None:
    """As whole messages, as they came, once; the asker is told, and it is on record."""
    through(house)
    originals = [one.raw for one in house.messages("INBOX")]
    for _ in range(2):
        if house.stay().is_inside:
            choose(
                "Refer",
                him(house),
                rulebook=house.desk.rulebook(),
                store=house.store,
                clock=house.clock,
            )
        house.later(DAY)
    letter = next(one for one in house.post.arrived if "recruiter" in one.recipients[0])

    assert house.sent()[2:] == [
        ("recruiter@myfirm.example", "as a favour"),
        (HIM, "handed on"),
    ]
    assert letter.raw.count(b"Content-Type: message/rfc822") == 3
    assert all(original in letter.raw for original in originals)
    assert sorted(house.lying_in("Done")) == ["Hello", "cv", "questions"]
    acts = [entry.deed.act for entry in house.store.entries() if entry.deed]
    assert acts.count(Act.HANDED_OFF) == 1
    assert acts.count(Act.PRESERVED) == 3


def test_what_finds_no_room_in_the_letter_is_not_taken_for_sent(house: House) -> None:
    """The receiver is told, and so are the log and the digest."""
    house.writes()
    house.later(DAY)
    house.writes(HIM, "cv", body="here", attach={"cv.pdf": PDF + bytes(12 * 1024 * 1024)})
    house.later(7 * DAY)
    house.writes(HIM, "questions", body="three of them")
    house.later(DAY)
    choose(
        "Refer", him(house), rulebook=house.desk.rulebook(), store=house.store, clock=house.clock
    )
    house.later(DAY)
    letter = next(one for one in house.post.arrived if "recruiter" in one.recipients[0])

    assert letter.raw.count(b"Content-Type: message/rfc822") == 2
    assert b"Not enclosed, since there is no room in one mail:" in letter.raw
    assert b'- "cv", 2026-11-21 12:00 UTC' in letter.raw
    refused = {
        subject: effect.reason
        for subject in ("Hello", "cv", "questions")
        for one in decided(house, subject)
        for effect in one.effects
        if effect.do is Do.HAND_OFF and effect.status is Status.REFUSED
    }
    assert refused == {"cv": NO_ROOM}
    now = house.clock.now()
    digest = gather(house.desk, Span(now.date(), now - 2 * DAY, now))
    [told] = (one.text for one in digest.points if one.name == "not_handed_on")
    assert told == (
        "1 message was not handed on: the letter that hands them on has no room for it. Send it"
        f" yourself; the latest is of {HIM}."
    )


def test_a_rule_hands_on_by_itself(house: House) -> None:
    """To somebody who stands in the configuration; the sender is told."""
    raw = house.writes(subject="application", body="I want to work with you.")
    house.round()
    house.round()

    assert house.sent() == [("hr@myfirm.example", "as a favour"), (HIM, "handed on")]
    assert raw in house.post.arrived[0].raw
    assert house.lying_in("Jobs") == ["application"]
    [handed] = [one for one in decided(house, "application")[0].effects if one.do is Do.HAND_OFF]
    assert handed.status is Status.DONE


def test_what_comes_from_the_receiver_is_not_handed_back(house: House) -> None:
    """Two programs would do that for ever."""
    house.writes("hr@myfirm.example", "application", body="It is enclosed.")
    house.round()

    assert house.sent() == []


def test_one_question_and_your_word(house: House) -> None:
    """It is business: handed on, and wished luck."""
    house.writes(body="I just wanted to say hello.")
    house.round()
    house.writes(subject="Re: Hello", body="I look for a job.")
    house.later(DAY)
    assert house.stay().stage is Stage.CHOOSING
    assert house.lying_in("Waiting") == ["Hello", "Re: Hello"]
    choose(
        "It is business",
        him(house),
        rulebook=house.desk.rulebook(),
        store=house.store,
        clock=house.clock,
    )
    house.later(DAY)

    assert [to for to, _ in house.sent()] == [HIM, "hr@myfirm.example", HIM]
    assert sorted(house.lying_in("Done")) == ["Hello", "Re: Hello"]


def test_a_choice_can_close_the_door(house: House) -> None:
    """It is personal: the door is closed, with one answer, and nothing else is ever sent."""
    house.writes(body="I just wanted to say hello.")
    house.round()
    house.writes(subject="Re: Hello", body="Dinner?")
    house.later(DAY)
    choose(
        "It is personal",
        him(house),
        rulebook=house.desk.rulebook(),
        store=house.store,
        clock=house.clock,
    )
    for _ in range(3):
        house.later(timedelta(hours=1))
    house.writes(subject="why", body="I just wanted to say hello.")
    for _ in range(3):
        house.later(timedelta(hours=1))

    assert "decline: personal" in (house.folder / "rules" / "doors.yaml").read_text()
    assert "why" in house.lying_in("Screened/Closed")
    assert [text for _, text in house.sent()].count("thank you but no") == 1


def test_advancing_asks_the_next_question(house: House) -> None:
    """To their last letter, although it is old."""
    house.writes()
    house.round()
    house.later(10 * DAY)
    say(ADVANCE, him(house), store=house.store, clock=house.clock)
    house.round()

    assert [text.split()[0] for _, text in house.sent()] == ["send", "again"]
    say(ADVANCE, him(house), store=house.store, clock=house.clock)
    house.round()
    assert house.stay().stage is Stage.CHOOSING
    assert house.lying_in("INBOX") == ["Hello"]


def test_lapsing_by_hand_needs_no_deadline(house: House) -> None:
    """Their letters go where those of the silent go."""
    house.writes()
    house.round()
    say(LAPSE, him(house), store=house.store, clock=house.clock)
    house.later(DAY)

    assert house.lying_in("Lapsed") == ["Hello"]


def test_a_word_on_nobody_is_refused(house: House) -> None:
    """And a choice that the gate does not have."""
    with pytest.raises(ScreenerError, match="is in no gate"):
        say(LAPSE, him(house), store=house.store, clock=house.clock)
    house.writes()
    house.round()
    with pytest.raises(WrongUse, match="has no choice `Dinner`"):
        choose(
            "Dinner",
            him(house),
            rulebook=house.desk.rulebook(),
            store=house.store,
            clock=house.clock,
        )


def test_rules_that_speak_of_gates_go_first(house: House) -> None:
    """Others are not tried on those inside."""
    house.writes()
    house.round()
    house.writes(subject="urgent", body="pick your brain")
    house.round()

    assert house.lying_in("INBOX") == ["urgent"]
    assert len(house.sent()) == 1


def test_why_names_the_gate(house: House) -> None:
    """And does not claim that the rules of today would come to something else."""
    house.writes()
    house.round()
    house.writes(subject="more", body="and another thing")
    house.round()
    told = explained(
        decided(house, "more")[0],
        store=house.store,
        rulebook=house.desk.rulebook(),
        policy=house.desk.policy,
    )

    assert [one.rule for one in told.trace] == ["gate interview"]
    assert not told.rules_changed


def test_observing_moves_nobody(house: House) -> None:
    """Nobody comes in, and nobody lapses."""
    house.writes()
    house.round()
    desk = house.desk
    house.desk = desk._replace(policy=desk.policy._replace(mode=Mode.OBSERVE))
    house.writes("ann@example.com")
    house.later(30 * DAY)

    assert house.stay().stage is Stage.WAITING
    assert house.store.gatebook.stays({"Ann"}, since=house.clock.now()) == ()
    assert house.lying_in("Waiting") == ["Hello"]


def test_a_gate_that_is_gone_from_the_rules_holds_nobody(house: House) -> None:
    """Nor hides what they sent, where nobody would look for it any more."""
    house.writes()
    house.round()
    house.rules("rules: []\n")
    house.writes(subject="on its way")
    house.later(30 * DAY)
    house.later(DAY)

    assert house.stay().stage is Stage.LEFT
    assert sorted(house.lying_in("INBOX")) == ["Hello", "on its way"]
    assert [one.decision.reason for one in decided(house, "Hello")[1:]] == [NO_GATE]


def test_what_you_noted_stands_beside_them_when_they_come_again(house: House) -> None:
    """For instance that they did not show up."""
    note = Note(house.clock.now(), "did not show up", Channel.OTHER, told_no=False)
    take_note(
        note,
        about=him(house),
        zone=house.desk.policy.zone,
        files=(),
        store=house.store,
        archive=house.desk.archive,
    )
    house.writes()
    house.round()
    [shown] = who_stands_where(house.store, house.desk.archive, house.desk.rulebook())

    assert shown.notes == ("did not show up",)
