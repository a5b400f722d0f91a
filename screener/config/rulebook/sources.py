"""The text of the user's rules, as it lies on disk or as it was when it last was good.

What was read is a value of its own, so that the rules which are in force can be kept and read
again later, word for word, when the files are broken.
"""

import json
import os
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from screener.config.complaint import Complaint, closest
from screener.config.limits import FILE_OCTETS
from screener.config.yaml.characters import decode
from screener.config.yaml.source import read_text
from screener.domain.place import Place
from screener.domain.value import Value

ATTACHED_LIMIT = 5 * 1024 * 1024
"""Octets of the files that go with one answer."""

Stamp = tuple[str, int, int, int]
"""Path, inode, size and time of change of one file: differs when it was written or its mode set."""


class RuleSources(Value):
    """Every rule file by the name under which it is shown, in the order of reading.

    `beside` has the lists of the rules directory by their path in it, `unread` says why there is
    no text of others. `attached` has the files that templates name, in Base64, and `unattached`
    says why there are no others.
    """

    files: dict[str, str]
    beside: dict[str, str] = Field(default_factory=dict)
    unread: dict[str, str] = Field(default_factory=dict)
    attached: dict[str, str] = Field(default_factory=dict)
    unattached: dict[str, str] = Field(default_factory=dict)

    def dump(self) -> str:
        """The text form that `load` reads."""
        return json.dumps(self.model_dump(), ensure_ascii=False, indent=0)

    def with_file(self, shown_as: str, text: str | None) -> "RuleSources":
        """The same, but for one rule file; None takes it out."""
        files = {name: said for name, said in self.files.items() if name != shown_as}
        if text is not None:
            files = dict(sorted([*files.items(), (shown_as, text)]))
        return self.model_copy(update={"files": files})

    @classmethod
    def load(cls, text: str) -> "RuleSources":
        """The sources out of their text form. Raises ValueError."""
        return cls.model_validate(json.loads(text))


class Gathered(NamedTuple):
    """What was found on disk, and what could not even be read as text."""

    sources: RuleSources
    complaints: list[Complaint]


def gather(rules: Path, doors: Path) -> Gathered:
    """Read every rule file, the lists that lie beside them, and the files that answers name."""
    try:
        paths, below = _rule_files(rules, doors), _below(rules)
    except OSError as error:
        text = f"the rules directory cannot be read: {_why(error)}"
        advice = "make it, or correct `rules` in the configuration"
        complaint = Complaint(place=Place(str(rules), 1, 1), text=text, advice=advice)
        return Gathered(RuleSources(files={}), [complaint])
    files = {name: _text(path, name) for path in paths for name in [shown(path, rules)]}
    lists = [name for name in below if name.endswith((".txt", ".list"))]
    beside = {name: _text(rules / name, f"{rules.name}/{name}") for name in lists}
    good = {name: text for name, text in files.items() if isinstance(text, str)}
    named = {name: _octets(rules, name, below) for name in sorted(set(_named(good)))}
    sources = RuleSources(
        files=good,
        beside={name: text for name, text in beside.items() if isinstance(text, str)},
        # Which matters only if a rule names the list.
        unread={
            name: f"{said.place}: {said.text}"
            for name, said in beside.items()
            if isinstance(said, Complaint)
        },
        attached={
            name: b64encode(octets).decode("ascii")
            for name, octets in named.items()
            if isinstance(octets, bytes)
        },
        unattached={name: why for name, why in named.items() if isinstance(why, str)},
    )
    return Gathered(sources, [said for said in files.values() if isinstance(said, Complaint)])


def shown(path: Path, rules: Path) -> str:
    """How a rule file is called in findings."""
    return f"{rules.name}/{path.name}" if path.parent == rules else str(path)


def stamps(rules: Path, doors: Path) -> frozenset[Stamp]:
    """What changes when one of the files does, or comes, or goes."""
    try:
        paths = [*_rule_files(rules, doors), *(rules / name for name in _below(rules))]
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


def _below(rules: Path) -> list[str]:
    """Every file in the rules directory and below it, hidden ones and a `.git` left out."""
    found: list[str] = []
    for folder, folders, names in os.walk(rules):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(folder).relative_to(rules)
        found += [(here / name).as_posix() for name in names if not name.startswith(".")]
    return sorted(found)


def _named(files: dict[str, str]) -> Iterator[str]:
    """The files that templates want to attach."""
    for shown_as, text in files.items():
        tree = read_text(text, shown_as=shown_as)[0] if "attach" in text else None
        replies = tree.data.get("replies") if tree and isinstance(tree.data, dict) else None
        for reply in replies.values() if isinstance(replies, dict) else ():
            wanted: Any = reply.get("attach") if isinstance(reply, dict) else None
            for name in wanted if isinstance(wanted, list) else [wanted]:
                if isinstance(name, str):
                    yield name


def _octets(rules: Path, name: str, below: Collection[str]) -> bytes | str:
    """The file, or why it does not go with a letter; a link out of the directory is none."""
    try:
        real = (rules / name).resolve(strict=True)
        if not real.is_relative_to(rules.resolve()):
            return f"`{name}` lies outside the rules directory"
        if not real.is_file():
            return f"`{name}` is no file"
        with real.open("rb") as file:
            octets = file.read(ATTACHED_LIMIT + 1)
    except FileNotFoundError:
        near = closest(name, below)
        guess = f"; did you mean `{near}`?" if near else ""
        return f"there is no file `{name}` in the rules directory{guess}"
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, or a NUL
        return f"`{name}` cannot be read: {_why(error)}"
    if len(octets) > ATTACHED_LIMIT:
        return f"`{name}` has more than {ATTACHED_LIMIT // 1024**2} MiB"
    return octets


def _text(path: Path, shown_as: str) -> str | Complaint:
    try:
        with path.open("rb") as file:
            octets = file.read(FILE_OCTETS + 1)
    except OSError as error:
        return Complaint(place=Place(shown_as, 1, 1), text=f"cannot be read: {_why(error)}")
    return decode(octets, shown_as=shown_as)


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


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
