"""How much all files may hold together."""

import pytest

from screener.config.rulebook.compiling import Compiled, Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.errors import InvalidConfiguration

OWN = Own(accounts=frozenset({"me"}), addresses=frozenset({"me@example.com"}), region="US")


def compiled(**files: str) -> Compiled:
    """The rules of these files."""
    texts = {f"rules/{name}.yaml": text for name, text in files.items()}
    return compile_rules(Gathered(RuleSources(files=texts), []), OWN)


def closed(count: int, *, at: str) -> str:
    """So many closed addresses."""
    return "closed:\n" + "".join(f"- a{n}@{at}\n" for n in range(count))


def test_handles_of_all_files_are_counted_together() -> None:
    """The one that is too many is told, and nothing else that is wrong with these files."""
    with pytest.raises(InvalidConfiguration) as refused:
        compiled(a=closed(60_000, at="one.example"), b=closed(60_000, at="two.example"))
    first, _, _ = str(refused.value).partition("\n")
    assert first == "rules/b.yaml:40002:3: all files together have more than 100,000 handles"
    assert str(refused.value).count("\n") == 2


def test_the_handles_of_one_entry_are_counted_too() -> None:
    """However they are spread over entries and doors."""
    many = ", ".join(f"a{n}@one.example" for n in range(99_999))
    with pytest.raises(InvalidConfiguration, match="more than 100,000 handles"):
        compiled(a=f"closed:\n- handles: [{many}]\nwelcome: [b@example.com, c@example.com]\n")


def test_rules_of_all_files_are_counted_together() -> None:
    """Twice as many as anybody has who has very many."""
    rules = "".join(f"- {{name: '%s {n}', then: {{keep: true}}}}\n" for n in range(10_001))
    with pytest.raises(InvalidConfiguration, match="more than 20,000 rules"):
        compiled(a="rules:\n" + rules.replace("%s", "a"), b="rules:\n" + rules.replace("%s", "b"))


def test_a_list_that_many_rules_ask_for_is_read_once() -> None:
    """The handles are the same ones for each."""
    rulebook = compiled(
        a="lists: {press: ['@daily.example', '@weekly.example']}\n"
        "rules:\n"
        "- {name: A, when: {from: list:press}, then: {keep: true}}\n"
        "- {name: B, when: {to: list:press}, then: {keep: true}}\n"
    ).rulebook
    (one,), (other,) = (rule.when.parts for rule in rulebook.rules)  # type: ignore[union-attr]
    assert [handle.key for handle in one.handles] == ["daily.example", "weekly.example"]  # type: ignore[union-attr]
    assert all(a is b for a, b in zip(one.handles, other.handles, strict=True))  # type: ignore[union-attr]


def test_no_number_of_rules_multiplies_a_long_list() -> None:
    """Each rule that asks for a list counts its members again."""
    members = ", ".join(f"a{n}@one.example" for n in range(20_000))
    rules = "".join(
        f"- {{name: R{n}, when: {{from: list:all}}, then: {{keep: true}}}}\n" for n in range(6)
    )
    with pytest.raises(InvalidConfiguration) as refused:
        compiled(a=f"lists: {{all: [{members}]}}\nrules:\n{rules}")
    first, *others = str(refused.value).splitlines()
    assert first.startswith("rules/a.yaml:8:27: with this the rules look for more than 100,000 han")
    assert len(others) == 2


def test_what_rules_look_for_is_counted_without_lists_too() -> None:
    """Handles and words alike; a person's handles are counted elsewhere."""
    words = ", ".join(f"w{n}" for n in range(60_000))
    handles = ", ".join(f"a{n}@one.example" for n in range(60_000))
    rules = (
        f"- {{name: A, when: {{text: [{words}]}}, then: {{keep: true}}}}\n"
        f"- {{name: B, when: {{from: [{handles}]}}, then: {{keep: true}}}}\n"
    )
    with pytest.raises(InvalidConfiguration, match=r"a\.yaml:3:26: with this the rules look for"):
        compiled(a=f"rules:\n{rules}")


def test_complicated_patterns_count_for_many() -> None:
    """Each is a program of its own, which takes memory; ten thousand simple ones are no matter."""
    rules = "".join(
        f"- {{name: R{n}, when: {{subject: {{regex: '%s{n}'}}}}, then: {{keep: true}}}}\n"
        for n in range(2_500)
    )
    assert len(compiled(a="rules:\n" + rules.replace("%s", "case [0-9]+ ")).rulebook.rules) == 2_500
    with pytest.raises(InvalidConfiguration, match="a complicated pattern as many"):
        compiled(a="rules:\n" + rules.replace("%s", "(a{99}){10}"))
