"""Rulebooks for tests, from the text that a user would write."""

from textwrap import dedent

from screener.config.rulebook.compiling import Compiled, Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.domain.people.handle import address_key
from screener.domain.rules.rulebook import Rulebook


def compiled(*files: str, own: str = "me@example.com", **lists: str) -> Compiled:
    """What these files come to for somebody in the US with the accounts `me` and `work`.

    The files are read in the order given; `lists` are files of members without their `.txt`.
    """
    texts = {f"rules/{number}.yaml": dedent(text) for number, text in enumerate(files)}
    beside = {f"{name}.txt": text for name, text in lists.items()}
    gathered = Gathered(RuleSources(files=texts, beside=beside), [])
    accounts = frozenset({"me", "work"})
    return compile_rules(gathered, Own(accounts, frozenset({address_key(own)}), "US"))


def a_rulebook(*files: str, own: str = "me@example.com", **lists: str) -> Rulebook:
    """The rulebook alone."""
    return compiled(*files, own=own, **lists).rulebook
