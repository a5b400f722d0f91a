"""What to type to do by hand what a link does."""

import shlex

import pytest
from click.testing import CliRunner

from screener.application.digest.form.typed import typed
from screener.cli.main import screener
from screener.domain.digest.command import Command, Verb
from tests.digests import a_digest

ABOUT = {
    Verb.UNDO_RULE: ("Newsletters and lists", "2026-11-27"),
    Verb.CHOOSE: ("jo@example.org", "Kind no"),
    Verb.SAME: ("a@example.com", "b@example.com"),
    Verb.RESUME: (),
}

ONLY_A_LINK = {Verb.RELEASE, Verb.SAME, Verb.DISMISS}


def line(verb: Verb, *about: str) -> str | None:
    """The line for that command."""
    return " ".join(typed(Command(verb, about), a_digest())) or None


@pytest.mark.parametrize("verb", Verb)
def test_each_verb_has_a_command_line_or_only_its_link(verb: Verb) -> None:
    """Nobody who reads the text is left without knowing what else there is."""
    assert (line(verb, *ABOUT.get(verb, ("ann@example.com",))) is None) == (verb in ONLY_A_LINK)


@pytest.mark.parametrize("verb", sorted(set(Verb) - ONLY_A_LINK))
def test_what_is_to_be_typed_is_a_command_of_ours(verb: Verb) -> None:
    """With options that it knows: asked for help at its end, it helps."""
    typed_line = line(verb, *ABOUT.get(verb, ("ann@example.com",)))
    assert typed_line is not None
    program, *words = shlex.split(typed_line)

    done = CliRunner().invoke(screener, [*words, "--help"])

    assert program == "screener"
    assert done.exit_code == 0, done.output


def test_names_are_quoted_for_the_shell() -> None:
    """What a user called a rule, or a sender their address, runs nothing."""
    assert line(Verb.CHOOSE, "a;b@example.com", "It's `fine` $(x)") == (
        """screener gates choose 'a;b@example.com' 'It'"'"'s `fine` $(x)'"""
    )


def test_taking_a_rule_back_begins_where_the_digest_does() -> None:
    """What it did before was in another digest."""
    assert line(Verb.UNDO_RULE, "Lists", "2026-11-27") == (
        "screener undo --rule Lists --since 2026-11-26T07:30:00+01:00"
    )


@pytest.mark.parametrize("who", ["a\nb@example.com", "a\u202eb@example.com", "--help"])
def test_a_line_that_would_not_be_what_it_looks_like_is_not_for_typing(who: str) -> None:
    """The link does it."""
    assert line(Verb.CLOSE, who) is None
