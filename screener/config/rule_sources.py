"""The text of the user's rules, as it lies on disk or as it was when it last was good.

What was read is a value of its own, so that the rules which are in force can be kept and read
again later, word for word, when the files are broken.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from screener.config.characters import FILE_LIMIT, decode
from screener.config.complaint import Complaint
from screener.domain.place import Place
from screener.domain.value import Value

Stamp = tuple[str, int, int, int]
"""Path, inode, size and time of change of one file: differs when it was written or its mode set."""


class RuleSources(Value):
    """Every rule file by the name under which it is shown, in the order of reading.

    `beside` has the lists of the rules directory by their path in it, `unread` says why there is
    no text of others.
    """

    files: dict[str, str]
    beside: dict[str, str] = Field(default_factory=dict)
    unread: dict[str, str] = Field(default_factory=dict)

    def dump(self) -> str:
        """The text form that `load` reads."""
        return json.dumps(self.model_dump(), ensure_ascii=False, indent=0)

    @classmethod
    def load(cls, text: str) -> "RuleSources":
        """The sources out of their text form. Raises ValueError."""
        return cls.model_validate(json.loads(text))


class Gathered(NamedTuple):
    """What was found on disk, and what could not even be read as text."""

    sources: RuleSources
    complaints: list[Complaint]


def gather(rules: Path, doors: Path) -> Gathered:
    """Read every rule file, and the lists that lie beside them."""
    try:
        paths, lists = _rule_files(rules, doors), _list_files(rules)
    except OSError as error:
        text = f"the rules directory cannot be read: {_why(error)}"
        advice = "make it, or correct `rules` in the configuration"
        complaint = Complaint(place=Place(str(rules), 1, 1), text=text, advice=advice)
        return Gathered(RuleSources(files={}), [complaint])
    files = {shown: _text(path, shown) for path in paths for shown in [_shown(path, rules)]}
    beside = {name: _text(rules / name, f"{rules.name}/{name}") for name in lists}
    sources = RuleSources(
        files={name: text for name, text in files.items() if isinstance(text, str)},
        beside={name: text for name, text in beside.items() if isinstance(text, str)},
        # Which matters only if a rule names the list.
        unread={
            name: f"{said.place}: {said.text}"
            for name, said in beside.items()
            if isinstance(said, Complaint)
        },
    )
    return Gathered(sources, [said for said in files.values() if isinstance(said, Complaint)])


def stamps(rules: Path, doors: Path) -> frozenset[Stamp]:
    """What changes when one of the files does, or comes, or goes."""
    try:
        paths = [*_rule_files(rules, doors), *(rules / name for name in _list_files(rules))]
    except OSError:
        paths = []
    return frozenset(_stamps([rules, *paths]))


def _rule_files(rules: Path, doors: Path) -> list[Path]:
    """In the order of their names; `doors` may lie elsewhere. Raises OSError.

    A hidden file is an editor's own, such as a lock.
    """
    here = (path for path in rules.iterdir() if path.suffix == ".yaml")
    found = sorted(path for path in here if not path.name.startswith("."))
    elsewhere = _is_there(doors) and not any(_same(doors, path) for path in found)
    return [*found, *([doors] if elsewhere else [])]


def _list_files(rules: Path) -> list[str]:
    paths = (path for end in ("txt", "list") for path in rules.rglob(f"*.{end}"))
    return sorted(path.relative_to(rules).as_posix() for path in paths)


def _text(path: Path, shown_as: str) -> str | Complaint:
    try:
        with path.open("rb") as file:
            octets = file.read(FILE_LIMIT + 1)
    except OSError as error:
        return Complaint(place=Place(shown_as, 1, 1), text=f"cannot be read: {_why(error)}")
    return decode(octets, shown_as=shown_as)


def _shown(path: Path, rules: Path) -> str:
    return f"{rules.name}/{path.name}" if path.parent == rules else str(path)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _stamps(paths: Iterable[Path]) -> Iterable[Stamp]:
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        yield str(path), stat.st_ino, stat.st_size, stat.st_ctime_ns


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # reading it will tell what is wrong
    return True


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
