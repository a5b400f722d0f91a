"""The trace: every rule up to the one that decides, condition by condition."""

from screener.domain.conditions.condition import Trace
from screener.domain.record.decision import CLOSED_DOOR
from screener.domain.record.event import Content, MailReceived
from screener.domain.rules.decide import Tried, explain
from screener.domain.rules.rulebook import Rulebook
from tests.builders import NOON, a_mail
from tests.rulebooks import a_rulebook
from tests.unit.domain.rules.deciding import a_policy, decided

RULES = """\
rules:
  - name: off
    enabled: false
    then: {trash: true}
  - name: theirs
    account: work
    then: {trash: true}
  - name: gone
    until: 2026-01-01
    then: {trash: true}
  - name: dinner
    when:
      subject: [dinner, supper]
      from: him@example.com
    then: {file: Dinner}
  - name: trial
    trial: true
    then: {trash: true}
  - name: tag
    continue: true
    when: {not: {is: list}}
    then: {tag: x}
  - name: lunch
    when:
      any:
        - header: {X-Mailer: BulkMail}
        - {subject: {word: lunch}, size: "<5kB"}
    then: {file: Lunch}
  - name: never reached
    then: {trash: true}
"""


def trace(mail: MailReceived, rulebook: Rulebook) -> dict[str, Tried]:
    """The trace by name of the rule."""
    tried = explain(mail, rulebook=rulebook, policy=a_policy(), now=NOON)
    return {one.rule: one for one in tried}


MAIL = a_mail(headers={"x-mailer": ("Other",)}, content=Content())


def test_every_rule_up_to_the_deciding_one_is_told_in_order() -> None:
    """And none after it; `matched` says which ones had their conditions met."""
    tried = trace(MAIL, a_rulebook(RULES))
    assert {name: one.matched for name, one in tried.items()} == {
        "off": False,
        "theirs": False,
        "gone": False,
        "dinner": False,
        "trial": True,
        "tag": True,
        "lunch": True,
    }
    assert list(tried)[-1] == decided(MAIL, a_rulebook(RULES)).rule


def test_each_rule_has_its_place() -> None:
    """The line of its list item."""
    tried = trace(MAIL, a_rulebook(RULES))
    assert (tried["off"].file, tried["off"].line) == ("rules/0.yaml", 2)
    assert tried["dinner"].line == 11


def test_each_condition_says_what_was_expected_and_what_was_there() -> None:
    """In the words of the file, in its order, with the path into `any` and `not`."""
    tried = trace(MAIL, a_rulebook(RULES))
    assert tried["dinner"].conditions == [
        Trace("subject", "dinner, supper", "Lunch?", held=False),
        Trace("from", "him@example.com", ["him@example.com"], held=True),
    ]
    assert tried["tag"].conditions == [Trace("not.is", "list", [], held=False)]
    assert tried["lunch"].conditions == [
        Trace("any.0.header.X-Mailer", "BulkMail", ["Other"], held=False),
        Trace("any.1.subject", "{word: lunch}", "Lunch?", held=True),
        Trace("any.1.size", "<5kB", 2_000, held=True),
    ]


def test_a_rule_that_was_not_tried_says_why() -> None:
    """Switched off, for another account, retired."""
    tried = trace(MAIL, a_rulebook(RULES))
    assert tried["off"].conditions == [Trace("enabled", True, False, held=False)]
    assert tried["theirs"].conditions == [Trace("account", ["work"], "me", held=False)]
    assert tried["gone"].conditions == [Trace("until", "2026-01-01", "2026-11-20", held=False)]


def test_a_rule_that_a_welcome_never_meets_says_so() -> None:
    """Since it does not name the door."""
    rulebook = a_rulebook("welcome: [him@example.com]\nrules: [{name: a, then: {trash: true}}]")
    [line] = trace(MAIL, rulebook)["a"].conditions
    assert (line.key, line.actual, line.held) == ("door", "welcome", False)


def test_the_closed_door_is_the_first_rule_of_all() -> None:
    """With the place of the line that closed it; the user's rules follow."""
    rulebook = a_rulebook("closed:\n  - pushy@example.com\n  - '@example.com'\n" + RULES)
    tried = trace(MAIL, rulebook)
    assert next(iter(tried)) == CLOSED_DOOR
    assert (tried[CLOSED_DOOR].matched, tried[CLOSED_DOOR].line) == (True, 3)
    assert tried[CLOSED_DOOR].conditions == [
        Trace("from", "@example.com", "him@example.com", held=True),
        Trace("door", "closed", "closed", held=True),
    ]


def test_what_was_not_read_is_told_as_unknown() -> None:
    """It neither held nor failed."""
    rulebook = a_rulebook("rules: [{name: a, when: {body: x}, then: {trash: true}}]")
    assert trace(a_mail(), rulebook)["a"].conditions == [Trace("body", "x", None, held=None)]
