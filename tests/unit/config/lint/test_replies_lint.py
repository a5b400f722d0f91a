"""Letters that decline: which words weaken a no, and where they are found."""

import pytest

from screener.config.lint.declining_words import IN_NAMES, WORDS, Weakness
from screener.config.lint.replies import weak_words
from tests.rulebooks import compiled


def said(text: str) -> list[str]:
    """Every warning about these files, without its advice."""
    return [str(each.place) + ": " + each.text for each in compiled(text).warnings]


def a_no(body: str) -> list[str]:
    """What is weak in a letter that declines: the words alone."""
    return [weak.word for weak in weak_words(body)]


@pytest.mark.parametrize(
    "body",
    [
        "That's very kind, but I'm going to have to decline.\n",
        "Thank you for thinking of me. I have to say no.\n\nWith kind regards\n{{ my.name }}\n",
        "Dear {{ sender.name }},\n\nno, thank you.\n\n{{ my.name }}, {{ my.firm }}",
        "I have decided not to take part. Please do not write to me about it again.",
        "Vielen Dank für die Anfrage. Ich muss absagen.\n\nMit freundlichen Grüßen",
        "Je vous remercie, mais je dois décliner. Bien cordialement",
        "Muchas gracias, pero no voy a participar. Saludos",
        "{% if sender.name %}Dear {{ sender.name }}{% else %}Hello{% endif %}, no.",
        "{{ my.policy }}",
        "You may march on without me.",
        "In 2 of 10 cases I say so.",
    ],
)
def test_a_plain_no_is_left_alone(body: str) -> None:
    """It is what is wanted."""
    assert a_no(body) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("I am busy because I'm travelling.", ["busy", "because", "travelling"]),
        ("Perhaps another time.", ["Perhaps", "another time"]),
        ("Not at the\nmoment.", ["at the moment"]),
        ("My lawyer says no.", ["My lawyer"]),
        ("What do you think?", ["think?"]),
        ("See www.example.com or write to x@example.com", ["www.example.com", "x@example.com"]),
        ("http://example.com/?q=maybe", ["http://example.com/?q=maybe"]),
        ("Call (202) 555-0143.", ["(202) 555-0143"]),
        ("Call 0049 30 1234567", ["0049 30 1234567"]),
        ("The reception desk on Main Street", ["reception desk", "Street"]),
        ("on 2026-11-20", ["2026-11-20"]),
        ("on 20.11.2026 at 15:30", ["20.11.2026", "15:30"]),
        ("on May 5 at 3 pm", ["May 5", "3 pm"]),
        ("on Monday, December 24", ["Monday", "December"]),
        ("TOO BUSY", ["TOO BUSY"]),
        ("Vielleicht nächste Woche, ich bin verreist", ["Vielleicht", "nächste Woche", "verreist"]),
        ("parce que mon mari; une autre fois", ["parce que", "mon mari", "une autre fois"]),
        ("porque mi jefa; tal vez mañana", ["porque", "mi jefa", "tal vez", "mañana"]),
        ("Next week?", ["Next week", "week?"]),
    ],
)
def test_what_weakens_a_no_is_found(body: str, words: list[str]) -> None:
    """In its order, whole, and once."""
    assert a_no(body) == words


def test_every_weakness_is_found_by_some_word() -> None:
    """None of them is a promise that nothing keeps."""
    body = (
        "Perhaps, because my boss is here? Call +1 202 555 0143 on Monday, at my office:"
        " https://example.com"
    )

    assert {weak.weakness for weak in weak_words(body)} == set(Weakness)


def test_words_are_lower_case_and_stand_once() -> None:
    """So that the lists can be read and kept."""
    for words in (*WORDS.values(), tuple(IN_NAMES)):
        assert [word for word in words if word != word.casefold() and "ß" not in word] == []
        assert len(set(words)) == len(words)


def test_only_letters_that_decline_are_looked_at() -> None:
    """Those that a closed door or a rule's `close` names, and those that are called so."""
    found = said(
        """
        replies:
          received: {body: maybe}
          polite-no: {body: maybe}
          Sorry_but: {body: maybe}
          nothing: {body: maybe}
          known-as: {body: maybe}
          letter: {body: maybe}
        closed:
          - {handles: him@example.net, decline: letter}
        """
    )

    assert [one.partition(": ")[0] for one in found] == [
        "rules/0.yaml:4:21",
        "rules/0.yaml:5:21",
        "rules/0.yaml:8:18",
    ]


def test_lint_off_silences() -> None:
    """The user means it."""
    assert said("replies: {polite-no: {body: maybe, lint: off}}") == []


def test_a_finding_has_the_line_of_its_word() -> None:
    """In every style in which YAML writes texts, and in the subject."""
    found = said(
        """
        replies:
          no-1:
            subject: "Maybe"
            body: |2
              No.

              Maybe not.
          no-2:
            body: >-
              No. It
              is

              maybe not
              so.
          no-3:
            body: "No, \\u0061nd
              perhaps
              not"
        """
    )

    assert [one.partition(" ")[0] for one in found] == [
        "rules/0.yaml:4:15:",
        "rules/0.yaml:8:7:",
        "rules/0.yaml:14:7:",
        "rules/0.yaml:18:7:",
    ]


def test_a_word_over_two_lines_of_a_folded_text_is_found() -> None:
    """YAML has made one line of them."""
    (only,) = said("replies:\n  no:\n    body: >\n      Not at the\n      moment.\n")

    assert only == "rules/0.yaml:4:11: `at the moment` leaves the door ajar"
