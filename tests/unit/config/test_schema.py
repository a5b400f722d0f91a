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

from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import gather
from screener.config.schema import SCHEMAS
from screener.config.settings.examples import EXAMPLES
from screener.config.settings.load import load_settings
from screener.config.settings.words import WORDS
from screener.domain.settings import login, settings
from screener.domain.settings.settings import Settings
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
        if "needs quotes" in says:
            continue  # what YAML cannot read, no schema sees
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
    """In the schema and nowhere else is there a word for it beside the key, and an example."""
    there = {model: set(model.model_fields) for model in models(Settings)}

    assert {model: set(words) for model, words in WORDS.items()} == there
    assert {model: set(some) for model, some in EXAMPLES.items()} == there


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


class Key(NamedTuple):
    """One key of a schema, with what is said of it."""

    name: str
    said: dict[str, Any]


def keys(kind: str) -> list[Key]:
    """Every key of one schema, wherever it stands in it."""
    return list(_keys(SCHEMAS[kind](), kind))


def _keys(part: Any, name: str) -> Iterator[Key]:
    if isinstance(part, dict):
        for key, said in part.get("properties", {}).items():
            yield Key(f"{name}.{key}", said)
        for key, below in part.items():
            # Examples and defaults are no schemas, even where they look like one.
            if key not in ("examples", "default"):
                yield from _keys(below, f"{name}.{key}")
    elif isinstance(part, list):
        for below in part:
            yield from _keys(below, name)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_has_words_and_an_example(kind: str) -> None:
    """That is what an editor shows beside what it completes."""
    found = keys(kind)
    bare = [one.name for one in found if not one.said.get("description")]
    without = [one.name for one in found if not one.said.get("examples")]

    assert len(found) > 30
    assert bare == []
    assert without == []


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_example_and_every_default_may_be_written(kind: str) -> None:
    """They are in the words of the file: a default is `5m` there, and never `PT5M`."""
    definitions = SCHEMAS[kind]()["$defs"]
    wrong = []
    for key in keys(kind):
        schema = {**key.said, "$defs": definitions}
        proposed = [
            *key.said.get("examples", ()),
            *([key.said["default"]] if "default" in key.said else ()),
        ]
        for value in proposed:
            wrong += [
                f"{key.name}: {value!r}: {error.message}"
                for error in Draft202012Validator(schema).iter_errors(value)
            ]
    assert wrong == []


LOGIN = {"host": "mail.example.com", "user": "me", "password": {"env": "NOBODY"}}

WHERE: dict[type[BaseModel], tuple[str | int, ...]] = {
    settings.Settings: (),
    settings.Account: ("accounts", 0),
    login.ImapLogin: ("accounts", 0, "imap"),
    login.SmtpLogin: ("accounts", 0, "smtp"),
    login.Secret: ("accounts", 0, "imap", "password"),
    settings.My: ("accounts", 0, "my"),
    settings.Voicemail: ("accounts", 0, "voicemail"),
    settings.ClosedDoor: ("closed_door",),
    settings.AlertWhen: ("alert_when", 0),
    settings.Training: ("training",),
    settings.DigestSettings: ("digest",),
    settings.Brake: ("brake",),
    settings.RunCommand: ("trouble",),
    settings.LogSettings: ("log",),
}
"""Where in the configuration the mapping of each model stands."""


@pytest.mark.parametrize(
    ("model", "key", "example"),
    [(model, key, one) for model in WHERE for key, some in EXAMPLES[model].items() for one in some],
    ids=str,
)
def test_every_example_of_the_configuration_is_taken(
    model: type[BaseModel], key: str, example: Any, tmp_path: Path
) -> None:
    """Editors propose them, and people take what is proposed."""
    written: Any = {
        "accounts": [{"name": "me", "address": "me@example.com", "imap": LOGIN, "smtp": LOGIN}],
        "alert_when": [{"at_least": 1, "within": "1h"}],
    }
    written = json.loads(json.dumps(written))  # each login is its own
    inside = written
    for step in WHERE[model]:
        inside = inside[step] if isinstance(step, int) else inside.setdefault(step, {})
    if model is login.Secret:
        inside.clear()
    inside[key] = example
    (tmp_path / "config.yaml").write_text(json.dumps(written))
    found, warnings = load_settings(
        tmp_path / "config.yaml", environ={}, cwd=tmp_path, home=tmp_path
    )

    assert EXAMPLES.keys() == WHERE.keys()
    assert found.accounts
    assert warnings == []


def test_defaults_are_those_of_the_example() -> None:
    """Word for word, but for spans of no time, which have no unit of their own."""
    schema = SCHEMAS["config"]()
    written = yaml.load((ROOT / "config.example.yaml").read_text(), Core)  # noqa: S506  a safe one
    account = schema["$defs"]["Account"]["properties"]
    differing = [
        (key, said["default"], there[key])
        for there, properties in (
            (written, schema["properties"]),
            (written["accounts"][0], account),
        )
        for key, said in properties.items()
        if "default" in said and not _alike(said["default"], there[key])
    ]
    assert differing == []


def _alike(default: Any, written: Any) -> bool:
    """A list of one may be written as its member, and no time in any unit."""
    if isinstance(default, dict):
        return all(_alike(default[key], written[key]) for key in default)
    both = {str(default), str(written)}
    return len(both) == 1 or default == [written] or both <= {"0d", "0m"}


def test_the_starter_rules_bring_the_schema_that_their_first_lines_name() -> None:
    """Whoever changes the language writes it anew: `screener schema > rules/rules.schema.json`."""
    brought = json.loads((ROOT / "rules" / "rules.schema.json").read_text())
    first = {path.read_text().splitlines()[0] for path in (ROOT / "rules").glob("*.yaml")}

    assert brought == SCHEMAS["rules"]()
    assert first == {"# yaml-language-server: $schema=rules.schema.json"}
