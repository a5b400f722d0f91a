"""The words of other programs."""

import pytest
from pydantic import BaseModel

from screener.config.language.file import RuleFile, RuleShape
from screener.config.language.gates import Expected
from screener.config.language.people import Closed
from screener.config.language.replies import ReplyShape
from screener.config.language.texts import TextTests
from screener.config.language.then import Then
from screener.config.language.when import When
from screener.config.validation import other_keys
from screener.config.validation.elsewhere import meant_by, not_done, word_meant
from screener.config.validation.misplaced import belongs, keys_of

TABLES: list[tuple[type[BaseModel], dict[str, str]]] = [
    (When, dict(other_keys.CONDITIONS)),
    (Then, dict(other_keys.ACTIONS)),
    (RuleShape, dict(other_keys.OF_RULES)),
    (RuleFile, dict(other_keys.OF_FILES)),
    (Closed, dict(other_keys.OF_PEOPLE)),
    (ReplyShape, dict(other_keys.OF_REPLIES)),
    (TextTests, dict(other_keys.OF_TEXTS)),
]


@pytest.mark.parametrize(("model", "table"), TABLES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_offered_exists_and_what_exists_is_not_replaced(
    model: type[BaseModel], table: dict[str, str]
) -> None:
    """A key that the model has is right as it is; one that it has not is no help."""
    keys = set(keys_of(model))
    assert {meant.partition(":")[0] for meant in table.values()} <= keys
    assert not keys & table.keys()


@pytest.mark.parametrize("key", ["hasTheWord", "has the word", "Has-The-Word", "has_the_word"])
def test_a_word_is_known_however_it_is_spelled(key: str) -> None:
    """As XML, as YAML and as people write it."""
    assert meant_by(key, [When]) == "text"


def test_what_gates_expect_is_asked_in_the_same_words() -> None:
    """As in the conditions of rules."""
    assert meant_by("sender", [Expected]) == "from"


@pytest.mark.parametrize(
    ("model", "key", "end"),
    [
        (When, "file", "is an action: it stands under `then`"),
        (Then, "from", "is a condition: it stands under `when`"),
        (RuleShape, "subject", "is a condition: it stands under `when`"),
        (When, "then", "belongs to the rule itself: write it as far to the left as `name`"),
        (Then, "weather", None),
        (Closed, "file", None),
    ],
)
def test_a_key_in_the_wrong_place_is_shown_the_right_one(
    model: type[BaseModel], key: str, end: str | None
) -> None:
    """As the end of a sentence; only rules have such places."""
    assert belongs(key, [model]) == end


def test_what_is_not_done_here_is_told_in_rules_only() -> None:
    """Elsewhere it may be a slip for something else."""
    assert not_done("stop", [Then]) == (
        "is not needed: the first rule that matches ends the search by itself"
    )
    assert not_done("stop", [Closed]) is None


def test_words_for_words() -> None:
    """For keys that take one of a few."""
    assert word_meant("Read", of="mark") == "seen"
    assert word_meant("Read", of="digest") is None
