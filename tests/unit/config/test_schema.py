"""The JSON Schema of the files, held against the files that the program takes and refuses."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from screener.config.rule_sources import gather
from screener.config.rulebook import Own, compile_rules
from screener.config.schema import SCHEMAS
from screener.config.setting_words import WORDS
from screener.domain.settings import Settings
from screener.errors import InvalidConfiguration

ROOT = Path(__file__).parents[3]
MISTAKES = ROOT / "tests" / "mistakes"
OWN = Own(frozenset({"me", "work"}), frozenset({"me@example.com"}), "US")

_FENCE = re.compile(r"^```yaml (rules|config)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Core(yaml.CSafeLoader):
    """YAML as an editor reads it: by the core schema of YAML 1.2."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first)


SCHEMA = {kind: Draft202012Validator(made()) for kind, made in SCHEMAS.items()}


class File(NamedTuple):
    """A file, or a piece of a page, with the schema that is about it."""

    name: str
    kind: str
    text: str

    def __str__(self) -> str:
        return self.name

    @property
    def complaints(self) -> list[str]:
        """What the schema has against it."""
        found = SCHEMA[self.kind].iter_errors(yaml.load(self.text, Core))  # noqa: S506  a safe one
        return [error.message for error in found]


def good_files() -> Iterator[File]:
    """Everything that is shown to people or comes along, and every case that draws warnings."""
    yield File("config.example.yaml", "config", (ROOT / "config.example.yaml").read_text())
    for path in sorted((ROOT / "rules").glob("*.yaml")):
        yield File(path.name, "rules", path.read_text())
    for path in sorted((ROOT / "rules" / "tests").glob("*.yaml")):
        yield File(f"tests/{path.name}", "tests", path.read_text())
    for page in sorted((ROOT / "docs").glob("*.md")):
        for block in _FENCE.finditer(page.read_text()):
            line = page.read_text().count("\n", 0, block.start()) + 2
            yield File(f"{page.name}:{line}", block[1], block[2])
    for case in _cases("rules-*"):
        if not _is_refused(case):
            for path in sorted((case / "rules").glob("*.yaml")):
                yield File(f"{case.name}/{path.name}", "rules", path.read_text())


def bad_files() -> Iterator[File]:
    """Wrong keys, words and kinds of value: what an editor can know without the other files."""
    for case in (*_cases("rules-[acp]*"), *_cases("configuration")):
        says = (case / "says.txt").read_text()
        if re.search(r"is unknown|is missing|is not one of|not a span of time|not a size", says):
            config = case / "config.yaml"
            paths = [config] if config.exists() else sorted((case / "rules").glob("*.yaml"))
            if len(paths) == 1:
                kind = "config" if config.exists() else "rules"
                yield File(f"{case.parent.name}/{case.name}", kind, paths[0].read_text())


def _cases(kind: str) -> Iterator[Path]:
    return (case for folder in sorted(MISTAKES.glob(kind)) for case in sorted(folder.iterdir()))


def _is_refused(case: Path) -> bool:
    try:
        compile_rules(gather(case / "rules", case / "rules" / "doors.yaml"), OWN)
    except InvalidConfiguration:
        return True
    return False


GOOD, BAD = list(good_files()), list(bad_files())


def test_there_are_many_files_of_both_kinds() -> None:
    """An empty set of cases would pass for a success."""
    assert len(GOOD) >= 25
    assert len(BAD) >= 30


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_one(kind: str) -> None:
    """By the rules of its own draft, and each definition is used."""
    schema = SCHEMAS[kind]()
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)

    assert schema["$defs"]
    assert [name for name in schema["$defs"] if f'"#/$defs/{name}"' not in text] == []


@pytest.mark.parametrize("file", GOOD, ids=str)
def test_what_the_program_takes_is_not_underlined(file: File) -> None:
    """An editor that underlines what is right teaches people to look away."""
    assert file.complaints == []


@pytest.mark.parametrize("file", BAD, ids=str)
def test_a_wrong_key_or_word_is_underlined(file: File) -> None:
    """While it is being typed, and not only by `check`."""
    assert file.complaints != []


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{name: a, when: {from: {via: linkedin.com, name: X}}, then: {trash: yes}}]",
        "rules: [{name: 2026, when: {subject: 2026, header: {X-A: true}}, then: {file: Lunch}}]",
        "closed:\nwelcome:\n  - +12025550143\n",
        "lists: {press: [a@example.com], words: {file: words.txt}}",
    ],
)
def test_scalars_that_an_editor_reads_as_numbers_are_texts(text: str) -> None:
    """A year in a subject, a telephone number; and an empty list of doors is one."""
    assert File("here", "rules", text).complaints == []


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{name: a, when: {}, then: {keep: true}}]",
        "rules: [{name: a, when: {from: }, then: {keep: true}}]",
        "rules: [{name: a, then: {mark: red}}]",
        "closed: [{notes: nobody}]",
        "replies: {no: {body: No., every: sometimes}}",
        "tests: []",
    ],
)
def test_what_cannot_be_meant_is_underlined(text: str) -> None:
    """Empty conditions, keys without a value, entries of nobody."""
    assert File("here", "rules", text).complaints != []


def test_every_key_of_the_configuration_is_explained() -> None:
    """In the schema and nowhere else is there a word for it beside the key."""
    explained = {model: set(words) for model, words in WORDS.items()}

    assert explained == {model: set(model.model_fields) for model in models(Settings)}


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The model and every one below it that people write as a mapping."""
    below: set[type[BaseModel]] = set()
    for field in model.model_fields.values():
        for each in _named(field.annotation):
            below |= models(each)
    return {model, *below} - {each for each in below if each.__name__ == "HostAndPort"}


def _named(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _named(argument)


def test_every_key_of_rules_and_tests_has_words_and_an_example() -> None:
    """That is what an editor shows beside what it completes."""
    bare = [
        f"{kind} {name}.{key}"
        for kind in ("rules", "tests")
        for name, schema in SCHEMAS[kind]()["$defs"].items()
        for key, said in schema.get("properties", {}).items()
        if "description" not in said
    ]
    assert bare == []


def test_the_starter_rules_bring_the_schema_that_their_first_lines_name() -> None:
    """Whoever changes the language writes it anew: `screener schema > rules/rules.schema.json`."""
    brought = json.loads((ROOT / "rules" / "rules.schema.json").read_text())
    first = {path.read_text().splitlines()[0] for path in (ROOT / "rules").glob("*.yaml")}

    assert brought == SCHEMAS["rules"]()
    assert first == {"# yaml-language-server: $schema=rules.schema.json"}
