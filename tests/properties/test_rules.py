"""Reading rules: whatever is written, the answer is a rulebook or a list of findings."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screener.config.language.then import Then
from screener.config.language.when import When
from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.errors import InvalidConfiguration

OWN = Own(frozenset({"me"}), frozenset({"me@example.com"}), "US")

TEXTS = [
    "him@example.com", "@firm.example", "*.firm.example", "sales-*@firm.example", "+12025550143",
    "+1900*", "anonymous", "list:press", "list:nope", "true", "false", "email", "voicemail",
    "closed", "welcome", "open", "attachment", "list", ">5MB", "<10s", "12:30", "18:00", "sat",
    "INBOX", "seen", "unseen", "show", "Ann", "2026-01-01", "(", "[a-z", "a/b", "a//b", "1d",
]  # fmt: skip
KEYS = [
    "contains", "word", "regex", "all", "none", "case", "name", "type", "larger_than", "between",
    "days", "via", "handles", "contact", "until", "when", "then", "continue", "account", "is",
    "starts_with", "notes", "at_least", "within", "x",
]  # fmt: skip
WHEN, THEN = (
    st.sampled_from([field.alias or name for name, field in model.model_fields.items()])
    for model in (When, Then)
)

SCALARS = st.none() | st.sampled_from(["", "  ", *TEXTS])
KEY = st.sampled_from(KEYS) | WHEN | THEN
FLAT = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(KEY, SCALARS, max_size=2)
VALUES = FLAT | st.lists(FLAT, max_size=2) | st.dictionaries(KEY, FLAT, max_size=2)
NAMES = st.sampled_from(["a", "b", "c"])
ONE_CONDITION = st.builds(
    lambda key, value: {"name": "a", "when": {key: value}, "then": {"keep": "true"}}, WHEN, VALUES
)
ONE_ACTION = st.builds(lambda key, value: {"name": "a", "then": {key: value}}, THEN, VALUES)
RULES = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "then": st.dictionaries(THEN, VALUES, max_size=3) | VALUES,
        "when": st.dictionaries(WHEN, VALUES, max_size=3) | VALUES,
        "continue": VALUES,
        "account": VALUES,
        "until": VALUES,
    },
)
PEOPLE = st.fixed_dictionaries({"name": SCALARS, "handles": VALUES})
FILES = st.fixed_dictionaries(
    {},
    optional={
        "rules": st.lists(RULES | VALUES, max_size=3) | VALUES,
        "closed": st.lists(VALUES | PEOPLE, max_size=3) | VALUES,
        "welcome": st.lists(VALUES, max_size=3) | VALUES,
        "contacts": st.lists(PEOPLE, max_size=3) | VALUES,
        "lists": st.dictionaries(st.sampled_from(["press", "x"]), VALUES, max_size=2) | VALUES,
        "replies": VALUES,
        "gates": VALUES,
    },
)


@given(one=FILES, other=FILES)
def test_no_file_breaks_the_reading(one: dict[str, Any], other: dict[str, Any]) -> None:
    """What is wrong has an address in one of the files."""
    assert said_of(one, other).startswith(("fine", "rules/0.yaml:1:", "rules/1.yaml:1:"))


@settings(max_examples=400)
@given(rule=ONE_CONDITION | ONE_ACTION)
def test_no_rule_breaks_the_reading(rule: dict[str, Any]) -> None:
    """With nothing else wrong, so that each condition and each action is read to the end."""
    assert said_of({"rules": [rule]}).startswith(("fine", "rules/0.yaml:1:"))


def said_of(*files: dict[str, Any]) -> str:
    """The findings, or that there are none."""
    texts = {
        f"rules/{number}.yaml": json.dumps(said, ensure_ascii=False)
        for number, said in enumerate(files)
    }
    try:
        compile_rules(Gathered(RuleSources(files=texts), []), OWN)
    except InvalidConfiguration as error:
        return str(error)
    return "fine"
