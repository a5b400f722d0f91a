"""Reading rules: whatever is written, the answer is a rulebook or a list of findings."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from screener.config.language.then import Then
from screener.config.language.when import When
from screener.config.rule_sources import Gathered, RuleSources
from screener.config.rulebook import Own, compile_rules
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
ALL_KEYS = [
    *KEYS,
    *(field.alias or name for model in (When, Then) for name, field in model.model_fields.items()),
]

SCALARS = st.none() | st.sampled_from(["", "  ", *TEXTS])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(ALL_KEYS), below, max_size=3)
    ),
    max_leaves=8,
)
RULES = st.fixed_dictionaries(
    {},
    optional={
        "name": SCALARS,
        "when": st.dictionaries(st.sampled_from(ALL_KEYS), VALUES, max_size=4) | VALUES,
        "then": st.dictionaries(st.sampled_from(ALL_KEYS), VALUES, max_size=3) | VALUES,
        "continue": VALUES,
        "account": VALUES,
        "until": VALUES,
    },
)
PEOPLE = st.fixed_dictionaries({"name": SCALARS, "handles": VALUES})
FILES = st.fixed_dictionaries(
    {},
    optional={
        "rules": st.lists(RULES, max_size=3) | VALUES,
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
    files = {
        f"rules/{name}.yaml": json.dumps(said, ensure_ascii=False)
        for name, said in (("a", one), ("b", other))
    }
    assert said_of(files).startswith(("fine", "rules/a.yaml:1:", "rules/b.yaml:1:"))


def said_of(files: dict[str, str]) -> str:
    """The findings, or that there are none."""
    try:
        compile_rules(Gathered(RuleSources(files=files), []), OWN)
    except InvalidConfiguration as error:
        return str(error)
    return "fine"
