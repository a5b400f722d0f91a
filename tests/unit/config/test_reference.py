"""The examples of the reference page: each key has one, and each of them is tried."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from screener.bootstrap import failing_tests
from screener.config.language import reference, tests
from screener.config.language.file import RuleFile
from screener.config.language.reference import MODELS, keys_of
from screener.config.language.surroundings import NamedLists, Surroundings
from screener.config.language.worked import a_test_of, rule_of, words, worked
from screener.config.settings.load import load_settings
from screener.config.yaml.source import read_text
from screener.domain.conditions.condition import Thing
from screener.domain.record.event import Class
from tests.unit.test_docs import blocks, compiled

PAGE = "rules.md"

CONFIG = """\
hand_off_to: [hr@myfirm.example]
accounts:
  - name: me
    address: me@example.com
    aliases: [shop@me.example]
    imap: {host: imap.example.com, user: me, password: {env: NOBODY}}
"""

SHOWN = {name: model for name, model in MODELS.items() if name in worked()}
"""Models whose examples are told with what they do to a message."""

AROUND = Surroundings(
    lists=NamedLists({"press": ["@daily.example", "@weekly.example"]}),
    region="US",
    known={},
    templates={
        *("polite-no", "for-you", "handed-on", "received", "at-capacity", "no-openings"),
        *("send-your-resume", "write-again", "what-can-i-help"),
    },
    gates={"informational-interview", "just-reaching-out"},
)


def the_people_of_the_page() -> dict[str, Any]:
    """What lies beside every example: the block that says so."""
    found = [one for one in blocks("rules") if one.page == PAGE and "press:" in one.text]
    people: dict[str, Any] = yaml.safe_load(found[0].text)
    return people


def cases() -> Iterator[Any]:
    """Each example of the page, with what it is said to do."""
    for name, model in SHOWN.items():
        for key, field in keys_of(model).items():
            for number, case in enumerate(worked()[name].get(key, ())):
                example = (field.examples or [])[number]
                yield pytest.param(name, key, example, case, id=f"{name}.{key}-{number}")


def failures(rule: Mapping[str, Any], tried: list[dict[str, Any]], folder: Path) -> list[str]:
    """How the tests fail that come to nothing."""
    (folder / "rules" / "tests").mkdir(parents=True)
    text = yaml.safe_dump({**the_people_of_the_page(), "rules": [rule]}, allow_unicode=True)
    (folder / "rules" / "10.yaml").write_text(text, "utf-8")
    written = yaml.safe_dump({"tests": tried}, allow_unicode=True)
    (folder / "rules" / "tests" / "shown.yaml").write_text(written, "utf-8")
    (folder / "config.yaml").write_text(CONFIG)
    settings, _ = load_settings(folder / "config.yaml", environ={}, cwd=folder, home=folder)
    found = compiled(text)
    assert found.warnings == []
    return list(map(str, failing_tests(settings, found.rulebook)))


@pytest.mark.parametrize(("name", "key", "example", "case"), list(cases()))
def test_what_the_page_says_of_an_example_is_so(
    name: str, key: str, example: Any, case: Any, tmp_path: Path
) -> None:
    """Fits what it is said to fit, misses what it is said to miss, and does what it says."""
    rule = rule_of(name, key, example, case.beside)
    if case.comes is not None:
        tried = [a_test_of(case.message, {"rule": "shown", **case.comes})]
        if case.misses is not None:
            tried.append(a_test_of(case.misses, {key: None}))
    else:
        tried = [
            a_test_of(case.fits, {"tag": "shown"}),
            a_test_of(case.misses, {"tag": "null"}),
        ]
    tried[0]["name"] += " first"
    assert failures(rule, tried, tmp_path) == []


@pytest.mark.parametrize(
    ("key", "word"), [(key, word) for key, there in words().items() for word in there]
)
def test_each_word_of_a_class_holds_for_the_message_beside_it(
    key: str, word: str, tmp_path: Path
) -> None:
    """And for a plain message none of them does."""
    rule = rule_of("When", key, word, {})
    plain = a_test_of({"subject": "Hello"}, {"tag": "null"})
    fits = a_test_of(words()[key][word], {"tag": "shown"})
    assert failures(rule, [fits, plain], tmp_path) == []


def test_every_word_has_its_message() -> None:
    """Those that the models know."""
    assert list(words()["is"]) == [one.value for one in Class]
    assert set(words()["has"]) == set(get_args(Thing))


def test_every_example_of_a_condition_or_an_action_says_what_it_does() -> None:
    """None is left out, and none is told that is not there."""
    told = {name: {key: len(cases) for key, cases in worked()[name].items()} for name in SHOWN}
    there = {
        name: {key: len(field.examples or ()) for key, field in keys_of(model).items()}
        for name, model in SHOWN.items()
    }
    assert told == there
    assert all(count for keys in there.values() for count in keys.values())
    assert SHOWN.keys() == worked().keys() >= {"When", "Then"}


def test_every_key_stands_on_the_page_once() -> None:
    """Tables may be split, and no key is lost by it."""
    template = Path(reference.__file__).with_name("reference.md").read_text("utf-8")
    shown: dict[str, list[str]] = {}
    for name, only in re.findall(r"<!-- keys: (\w+)(?:: ([\w, ]+))? -->", template):
        shown.setdefault(name, []).extend(only.split(", ") if only else keys_of(MODELS[name]))

    assert {name: sorted(keys) for name, keys in shown.items()} == {
        name: sorted(keys_of(model)) for name, model in MODELS.items()
    }


def test_every_key_has_an_example() -> None:
    """A table with an empty cell explains nothing."""
    bare = [
        f"{name}.{key}"
        for name, model in MODELS.items()
        for key, field in keys_of(model).items()
        if not field.examples
    ]
    assert bare == []


def test_every_other_key_stands_in_a_block_that_is_tried() -> None:
    """The blocks of the page are loaded, and their tests pass: those of test_docs say so."""
    used: set[tuple[str, str]] = set()
    for block in blocks("rules"):
        if block.page == PAGE:
            used |= _used(RuleFile.model_validate(_texts(block.text), context=AROUND))
    for block in blocks("tests"):
        if block.page == PAGE:
            file = tests.FileOfTests.model_validate(_texts(block.text), context=AROUND)
            used |= _used(file)
    wanted = {
        (model.__name__, key)
        for name, model in MODELS.items()
        if name not in worked()
        for key in model.model_fields
    }
    assert sorted(wanted - used) == []


def _texts(text: str) -> Any:
    """The block as the program reads it: every scalar as it is written."""
    tree, complaints = read_text(text, shown_as=PAGE)
    assert complaints == []
    assert tree is not None
    return tree.data


def _used(value: Any) -> set[tuple[str, str]]:
    """The keys that are written anywhere in it, each with its model."""
    match value:
        case BaseModel():
            own = {(type(value).__name__, key) for key in value.model_fields_set}
            below = (_used(getattr(value, key)) for key in value.model_fields_set)
            return own.union(*below)
        case dict():
            return set().union(*map(_used, value.values()))
        case list() | tuple():
            return set().union(*map(_used, value))
        case _:
            return set()
