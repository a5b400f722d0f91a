"""Text matches: how texts are compared."""

from typing import Any

import pytest

from screener.domain.text import BadPattern, TextMatch, compiled, fold, has_word, text_of


def fits(text: str, **tests: Any) -> bool:
    """Whether the text passes the tests."""
    match: dict[str, Any] = {
        name: one if isinstance(one, bool) else tuple(one) for name, one in tests.items()
    }
    return TextMatch(**match).holds(text_of(text)) is True


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Lunch on Friday?", "LUNCH"),
        ("Straße", "STRASSE"),
        ("ＬＵＮＣＨ", "lunch"),
        ("ﬁnal offer", "Final"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "CAFÉ"),
        ("pick   your\r\n\tbrain", "pick your brain"),
        ("pick\N{NO-BREAK SPACE}your\N{EM SPACE}brain", "pick your brain"),
        ("pick your brain", "  pick  your "),
        ("ΟΔΟΣ", "οδος"),
    ],
)
def test_case_width_form_and_white_space_do_not_count(text: str, piece: str) -> None:
    """NFKC, casefold, white space collapsed: on both sides."""
    assert fits(text, contains=[piece])


@pytest.mark.parametrize(
    ("tests", "text"),
    [
        ({"contains": ["lunch"]}, "a quick lunch?"),
        ({"is_": ["hello"]}, " Hello "),
        ({"starts_with": ["re:"]}, "RE: lunch"),
        ({"ends_with": ["regards"]}, "best Regards"),
        ({"word": ["tax"]}, "the tax, again"),
        ({"regex": ["invoice [0-9]+"]}, "INVOICE 17"),
        ({"regex": ["^re"]}, "Re: x"),
        ({"contains": ["dinner"], "word": ["lunch"]}, "lunch"),
        ({"all_": [TextMatch(contains=("a",)), TextMatch(contains=("b",))]}, "b a"),
        ({"none": [TextMatch(contains=("a",))]}, "b"),
        ({"contains": ["b"], "none": [TextMatch(contains=("a",))]}, "b"),
        ({"contains": ["Lunch"], "case": True}, "Lunch"),
        ({"regex": ["[A-Z]{3}"], "case": True}, "see ABC"),
    ],
)
def test_a_test_holds(tests: dict[str, Any], text: str) -> None:
    """Any of the single tests, all of `all`, none of `none`."""
    assert fits(text, **tests)


@pytest.mark.parametrize(
    ("tests", "text"),
    [
        ({"contains": ["lunch"]}, "dinner"),
        ({"is_": ["hello"]}, "hello there"),
        ({"starts_with": ["re:"]}, "AW: Re: lunch"),
        ({"ends_with": ["regards"]}, "regards, me"),
        ({"word": ["tax"]}, "taxi and syntax"),
        ({"regex": ["^lunch$"]}, "a lunch"),
        ({"all_": [TextMatch(contains=("a",)), TextMatch(contains=("b",))]}, "a"),
        ({"none": [TextMatch(contains=("a",)), TextMatch(contains=("b",))]}, "b"),
        ({"contains": ["b"], "none": [TextMatch(contains=("a",))]}, "a b"),
        ({"contains": ["Lunch"], "case": True}, "lunch"),
        ({"regex": ["[A-Z]{3}"], "case": True}, "abc"),
        ({"contains": []}, "anything"),
        ({"contains": [], "none": [TextMatch(contains=("a",))]}, "b"),
    ],
)
def test_a_test_does_not_hold(tests: dict[str, Any], text: str) -> None:
    """And a test over an empty list never does."""
    assert not fits(text, **tests)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("über allem", "über"),
        ("(lunch)", "lunch"),
        ("lunch", "lunch"),
        ("c++ and c", "c++"),
        ("語 語", "語"),
        ("taxi tax", "tax"),
        ("हिन्दी में", "हिन्दी"),
    ],
)
def test_a_word_stands_by_itself(text: str, word: str) -> None:
    """Letters of every script end at what is no letter."""
    assert has_word(fold(text), fold(word))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("überallem", "über"),
        ("lunchtime", "lunch"),
        ("brunch2", "brunch"),
        ("日本語", "本"),
        ("हिन्दी", "हिन्द"),  # what follows is a vowel sign
        ("lunch", ""),
    ],
)
def test_a_part_of_a_word_is_none(text: str, word: str) -> None:
    """Nor is a letter without the marks that belong to it."""
    assert not has_word(fold(text), fold(word))


def test_several_texts_are_looked_at_as_one() -> None:
    """`all` may be spread over them, and `none` speaks of every one."""
    texts = text_of("Lunch?"), text_of("Shall we meet today")
    lunch, today = TextMatch(contains=("lunch",)), TextMatch(contains=("today",))
    assert TextMatch(all_=(lunch, today)).holds(*texts) is True
    assert TextMatch(none=(today,)).holds(*texts) is False
    assert TextMatch(none=(today,)).holds() is True
    assert lunch.holds() is False


def test_a_text_that_was_not_read_may_turn_out_either_way() -> None:
    """Unless another one settles it."""
    lunch = TextMatch(contains=("lunch",))
    assert lunch.holds(text_of("dinner"), None) is None
    assert lunch.holds(text_of("lunch"), None) is True
    assert TextMatch(none=(lunch,)).holds(text_of("dinner"), None) is None
    assert TextMatch(none=(lunch,)).holds(text_of("lunch"), None) is False


@pytest.mark.parametrize("pattern", ["(", "[a-", "(?=x)", "(?<!x)y", r"(x)\1", "x{2000}", "*"])
def test_a_pattern_that_re2_refuses_is_refused(pattern: str) -> None:
    """With the pattern in the message."""
    with pytest.raises(BadPattern) as refusal:
        compiled(pattern, case=False)
    assert f"`{pattern}`" in str(refusal.value)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)*c", "(.*)(.*)(.*)(.*)x$"])
def test_a_pattern_that_would_backtrack_for_ages_ends(pattern: str) -> None:
    """With a backtracking engine this test would not end in anybody's lifetime."""
    assert not fits("a" * 20_000 + "!", regex=[pattern])
