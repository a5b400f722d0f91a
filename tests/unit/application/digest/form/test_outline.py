"""What the digest says, and in which order."""

from screener.application.digest.form import wording
from screener.application.digest.form.entries import ACTS
from screener.application.digest.form.outline import ITEMS, RULES, Weight, acts_of, outline
from screener.domain.digest.command import Verb
from screener.domain.digest.digest import ByRule, InGate, Kind, NotAnswered, Waiting
from screener.domain.record.decision import Mode
from tests.digests import (
    a_digest,
    a_point,
    a_typical_day,
    an_act,
    an_item,
    at_the_door,
)


def test_what_needs_the_user_comes_first_and_the_balance_last() -> None:
    """The order of a mail that is read on a telephone before the first coffee."""
    assert [section.title for section in outline(a_typical_day())] == [
        "Needs you",
        "At closed doors",
        "Good to know",
        "Your commands",
        "In gates",
        "First contacts, left in your inbox",
        "What your rules did",
        "What rules on trial would have done",
        "Answers",
        "Not answered, and why",
        "In all",
    ]


def test_alarms_come_before_questions_before_gates_before_errors() -> None:
    """However the points came up."""
    kinds = (Kind.ERROR, Kind.DONE, Kind.NOT_DONE, Kind.NEWS, Kind.PROPOSAL, Kind.ALARM)
    gate = InGate("jo@example.org", "interview", 1, 1, "choosing", "the gate", needs_you=True)
    digest = a_digest(points=[a_point(kind.value, kind=kind) for kind in kinds], gates=[gate])

    first, news, commands, _ = outline(digest)

    assert [entry.text for entry in first.groups[0].entries] == [
        "alarm",
        "proposal",
        "the gate",
        "error",
    ]
    assert [entry.text for entry in news.groups[0].entries] == ["news"]
    assert [entry.text for entry in commands.groups[0].entries] == ["done", "not done"]


def test_an_empty_digest_has_no_sections() -> None:
    """What there is to know then stands at the top."""
    assert outline(a_digest()) == []


def test_what_is_not_shown_is_counted() -> None:
    """Of a rule's messages, of rules, and of first contacts."""
    items = [an_item(number) for number in range(40)]
    rules = [ByRule(f"Rule {number}", 214, items) for number in range(RULES + 3)]
    waiting = Waiting(300, [at_the_door(1, "ann@example.org", None, "Hello")])

    first_contacts, by_rule, _ = outline(a_digest(rules=rules, waiting=waiting))

    assert by_rule.hidden == 3
    assert len(by_rule.groups[0].entries) == ITEMS
    assert by_rule.groups[0].hidden == 214 - ITEMS
    assert first_contacts.groups[0].hidden == 299


def test_a_rule_that_is_only_counted_hides_nothing() -> None:
    """`digest: count` asked for the number."""
    section = outline(a_digest(rules=[ByRule("Codes and logins", 6)]))[0]

    assert section.groups[0].told == "6 messages"
    assert section.groups[0].hidden == 0


def test_observing_says_would() -> None:
    """Nothing was done."""
    titles = [section.title for section in outline(a_typical_day(mode=Mode.OBSERVE))]

    assert wording.RULES[Mode.OBSERVE] in titles
    assert wording.RULES[Mode.ENFORCE] not in titles


def test_a_pause_can_be_ended() -> None:
    """Where the balance stands, which is always there."""
    last = outline(a_digest(paused="Monday"))[-1]

    assert last.weight is Weight.LAST
    assert [act.command.verb for act in acts_of(last)] == [Verb.RESUME]


def test_a_name_is_shown_beside_the_address_that_it_claims() -> None:
    """The name is what a stranger chose; what they have to have is the address."""
    claimed = an_item(1, name="Your Bank", who="eve@evil.example")
    known = an_item(2, name="Ann", who="Ann")
    by_rule = outline(a_digest(rules=[ByRule("Lists", 2, [claimed, known])]))[0]
    one, other = by_rule.groups[0].entries

    assert (one.title, one.beside) == ("Your Bank", "eve@evil.example")
    assert (other.title, other.beside) == ("Ann", "")


def test_a_message_without_a_subject_says_so() -> None:
    """And a voicemail is called one."""
    items = [
        an_item(1, subject=None),
        an_item(2, subject=None, kind="voicemail"),
        an_item(3, subject="Call from +1 202 555 0143", kind="call"),
    ]
    section = outline(a_digest(rules=[ByRule("Lists", 3, items)]))[0]

    told = [(entry.text, entry.at) for entry in section.groups[0].entries]

    assert told == [
        ("(no subject)", "07:23 → Screened/Lists"),
        ("Voicemail", "07:16 → Screened/Lists"),
        ("Call from +1 202 555 0143", "Call, 07:09 → Screened/Lists"),
    ]


def test_refused_answers_have_their_reason_and_some_of_the_names() -> None:
    """The reason as a sentence."""
    refused = NotAnswered("it is bulk mail", 9, [f"n{number}@example.org" for number in range(9)])
    entry = outline(a_digest(refused=[refused]))[0].groups[0].entries[0]

    assert entry.text == "It is bulk mail"
    assert entry.told == "9 messages, to n0@example.org, n1@example.org, n2@example.org and 6 more"


def test_what_no_mail_can_hold_is_not_offered() -> None:
    """A command longer than a subject, or more links than anybody looks through."""
    acts = [an_act("Undo", Verb.UNDO, "d" * 601), *[an_act()] * (ACTS + 4)]
    digest = a_digest(points=[a_point(acts=acts)])

    assert len(acts_of(outline(digest)[0])) == ACTS - 1
