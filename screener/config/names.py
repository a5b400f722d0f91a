"""What has a name in the user's files, read in passing to complete a word in the shell.

Nothing is validated and nothing is told: a file with a mistake gives the names that stand before
it. Only names and handles are read, so that nothing secret can come out.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from screener.config.places import expanded, find_config, state_of_systemd
from screener.config.yaml.yaml_events import (
    Alias,
    MappingEnd,
    MappingStart,
    NotYaml,
    Scalar,
    SequenceEnd,
    SequenceStart,
    events,
)

USUAL_STATE = "~/.local/state/screener"
USUAL_RULES = "rules"
USUAL_DOORS = "doors.yaml"

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

DOORS = ("closed", "welcome", "contacts")
"""The keys under which people stand."""


class Person(NamedTuple):
    """One entry of `closed`, `welcome` or `contacts`: its door's key, and all that it goes by."""

    under: str
    words: tuple[str, ...]


class Names(NamedTuple):
    """The names of one installation, in the order of the files.

    `database` is what the configuration says, None for a file in `state`. `gates` have the labels
    of their choices.
    """

    state: Path
    database: str | None
    zone: str
    accounts: list[str]
    people: list[Person]
    rules: list[str]
    templates: list[str]
    gates: dict[str, list[str]]


def names(path: Path | None, *, environ: Mapping[str, str], cwd: Path, home: Path) -> Names:
    """The names in the configuration that `--config` names, or that is found without it.

    Raises InvalidConfiguration where there is none.
    """
    found = find_config(path, environ=environ, cwd=cwd, home=home)
    config = _mapping(_read(found))

    def absolute(written: object, usual: Path) -> Path:
        return found.parent / expanded(Path(written) if isinstance(written, str) else usual, home)

    rules = absolute(config.get("rules"), Path(USUAL_RULES))
    doors = absolute(config.get("doors"), rules / USUAL_DOORS)
    state = absolute(config.get("state"), state_of_systemd(environ) or Path(USUAL_STATE))
    accounts = [_mapping(one) for one in _items(config.get("accounts"))]
    files = [_mapping(_read(file)) for file in _rule_files(rules, doors)]
    return Names(
        state=state,
        database=_text(config.get("database")),
        zone=next((zone for one in accounts if (zone := _text(one.get("timezone")))), "UTC"),
        accounts=[name for one in accounts if (name := _text(one.get("name")))],
        people=[person for file in files for person in _people(file)],
        rules=[name for file in files for name in _named(file.get("rules"))],
        templates=[name for file in files for name in _mapping(file.get("replies"))],
        gates={
            name: list(_mapping(gate.get("choices")))
            for file in files
            for gate in map(_mapping, _items(file.get("gates")))
            if (name := _text(gate.get("name")))
        },
    )


def _rule_files(rules: Path, doors: Path) -> list[Path]:
    here = sorted(path for path in rules.glob("*.yaml") if not path.name.startswith("."))
    return here if doors in here else [*here, doors]


def _people(file: Mapping[str, Any]) -> Iterator[Person]:
    for under in DOORS:
        for entry in _items(file.get(under)):
            if words := tuple(_words(entry)):
                yield Person(under, words)


def _words(entry: object) -> Iterator[str]:
    """The name, and the handles but those of a relay, which are no one word."""
    if isinstance(entry, str):
        yield entry
        return
    person = _mapping(entry)
    handles = person.get("handles")
    for word in (person.get("name"), person.get("contact"), *_items(handles), handles):
        if isinstance(word, str) and word:
            yield word


def _named(entries: object) -> Iterator[str]:
    for entry in map(_mapping, _items(entries)):
        if name := _text(entry.get("name")):
            yield name


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _read(path: Path) -> object:
    """What the file says as dict, list and str, up to its first mistake."""
    try:
        text = path.read_text("utf-8-sig", "replace")
    except OSError:
        return None
    growing = _Growing()
    with suppress(NotYaml), events(text) as stream:
        for event in stream:
            growing.take(event)
    return growing.whole


class _Growing:
    """A value that grows with every event; it is whole enough at any time."""

    def __init__(self) -> None:
        self.whole: object = None
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []
        """The key of each open mapping whose value is still to come."""

    def take(self, event: object) -> None:
        """Go on by one event."""
        match event:
            case Scalar(value=str(value), style=style):
                self._add(None if not style and value in _NULLS else value)
            case Alias():
                self._add(None)
            case MappingStart():
                self._enter({})
            case SequenceStart():
                self._enter([])
            case MappingEnd() | SequenceEnd():
                self._open.pop()
                self._keys.pop()
            case _:
                pass  # the beginning or the end of the whole

    def _enter(self, value: dict[str, Any] | list[Any]) -> None:
        self._add(value)
        self._open.append(value)
        self._keys.append(None)

    def _add(self, value: Any) -> None:
        if not self._open:
            self.whole = value
            return
        into = self._open[-1]
        if isinstance(into, list):
            into.append(value)
        elif self._keys[-1] is None:
            self._keys[-1] = str(value)
        else:
            into[self._keys[-1]] = value
            self._keys[-1] = None
