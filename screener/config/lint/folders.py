"""Folders that are named and not there, by what was last seen on the servers: all warnings.

A folder to which mail is filed is made when it is needed, so only a name is told that is one slip
away from one that is there. Where nobody has looked yet nothing is said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from screener.config.complaint import Complaint
from screener.config.slips import Slips
from screener.config.yaml.source import Path_, Tree, read_text
from screener.domain.conditions.condition import Condition, OneOf, leaves
from screener.domain.place import Place
from screener.domain.record.effect import Action, Do
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Settings

Seen = Mapping[str, frozenset[str]]
"""By account, the folders that were there; an account at which nobody looked is left out."""

NOBODY_LOOKED: Seen = MappingProxyType({})

_INBOX = "INBOX"

_MADE = "it is made when the first message goes there, if it is meant as it is written"
_LOOK = "`screener doctor` looks again which folders there are"

_MUST_BE_THERE = {
    "watch": "what would come there is not screened",
    "sent": "without it your own answers cannot be seen",
}


class _Named(NamedTuple):
    """A folder that the rule or gate at `place` names, for these accounts.

    `asked` is whether a condition asks for it, in whatever case; else mail goes there.
    """

    folder: str
    place: Place
    accounts: Collection[str]
    asked: bool

    @property
    def keys(self) -> tuple[str, ...]:
        return ("folder",) if self.asked else ("file", "copy")


class _Missing(NamedTuple):
    """The account has no such folder, or perhaps one whose name is `near`."""

    account: str
    near: str | None

    def told_of(self, folder: str) -> str:
        guess = f"; did you mean `{self.near}`?" if self.near else ""
        return f"the account `{self.account}` has no folder `{folder}`{guess}"


def lint_folders(
    rulebook: Rulebook, settings: Settings, files: Mapping[str, str], seen: Seen
) -> Iterator[Complaint]:
    """What rules and gates name; `files` are their texts."""
    if not seen:
        return
    servers, texts = _Servers(seen), _Texts(files)
    for named in _named(rulebook, [account.name for account in settings.accounts]):
        missing = servers.missing(named.folder, named.accounts, in_any_case=named.asked)
        if missing is not None and (missing.near or named.asked):
            place, written = texts.find(named)
            advice = _LOOK if named.asked else _MADE
            yield _warning(place, missing.told_of(written), advice)


def lint_watched(tree: Tree, settings: Settings, seen: Seen) -> Iterator[Complaint]:
    """What the configuration names; `tree` is its file."""
    servers = _Servers(seen)
    names = [account.name for account in settings.accounts]
    for number, name in enumerate(names):
        for key, without in _MUST_BE_THERE.items():
            for path, folder in _under(tree.data, ("accounts", number), (key,)):
                if missing := servers.missing(folder, [name]):
                    text, advice = missing.told_of(folder), f"{without}; {_LOOK}"
                    yield tree.complaint(path, text, advice=advice, level="warning")
    for key in ("closed_door", "training"):
        for path, folder in _under(tree.data, (key,), ("file", "close", "welcome", "open")):
            missing = servers.missing(folder, names)
            if missing is not None and missing.near:
                yield tree.complaint(path, missing.told_of(folder), advice=_MADE, level="warning")


class _Servers:
    """What the servers have."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._in_any_case = {
            account: frozenset(map(str.casefold, there)) for account, there in seen.items()
        }
        self._slips = {account: Slips(there) for account, there in seen.items()}

    def missing(
        self, folder: str, accounts: Collection[str], *, in_any_case: bool = False
    ) -> _Missing | None:
        """That none of these accounts has it; None if one does, or if nobody looked there."""
        there = self._in_any_case if in_any_case else self._seen
        sought = folder.casefold() if in_any_case else folder
        known = [there.get(account) for account in accounts]
        if any(one is None or sought in one for one in known) or folder.upper() == _INBOX:
            return None
        near = ((account, self._slips[account].near(folder)) for account in accounts)
        first = ((account, None) for account in accounts)
        found = [_Missing(*one) for one in (*(each for each in near if each[1]), *first)]
        return next(iter(found), None)


class _Texts:
    """The files, which are read once more where something in them is pointed at."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._read: dict[str, tuple[Tree, Mapping[Place, Path_]]] = {}

    def find(self, named: _Named) -> tuple[Place, str]:
        """Where the folder is written, and how; at the least where the rule or the gate is."""
        tree, items = self._of(named.place.file)
        for path, text in _under(tree.data, items[named.place], named.keys):
            if text.casefold() == named.folder.casefold():
                return tree.place(path), text
        return named.place, named.folder

    def _of(self, file: str) -> tuple[Tree, Mapping[Place, Path_]]:
        if file not in self._read:
            tree, _ = read_text(self._files[file], shown_as=file)
            assert tree is not None  # noqa: S101  rules were made of it
            items: dict[Place, Path_] = {
                place: (key, number)
                for key in ("rules", "gates")
                for number, place in enumerate(tree.item_places((key,)))
            }
            self._read[file] = tree, items
        return self._read[file]


def _named(rulebook: Rulebook, accounts: Sequence[str]) -> Iterator[_Named]:
    for rule in rulebook.rules:
        if rule.enabled:
            concerned = [one for one in accounts if rule.accounts is None or one in rule.accounts]
            yield from _gone_to(rule.then, rule.place, concerned)
            yield from _asked_for(rule.when, rule.place, concerned)
    for gate in rulebook.gates.values():
        for actions in (gate.meanwhile, gate.passed, gate.lapsed, *gate.choices.values()):
            yield from _gone_to(actions, gate.place, accounts)
        for step in gate.steps:
            if step.expect is not None:
                yield from _asked_for(step.expect, gate.place, accounts)


def _gone_to(
    actions: Sequence[Action], place: Place, accounts: Collection[str]
) -> Iterator[_Named]:
    for action in actions:
        if action.do in (Do.FILE, Do.COPY):
            several = (action.value,) if isinstance(action.value, str) else action.value
            yield from (_Named(folder, place, accounts, asked=False) for folder in several)


def _asked_for(condition: Condition, place: Place, accounts: Collection[str]) -> Iterator[_Named]:
    for one in leaves(condition):
        if isinstance(one, OneOf) and one.field == "folder":
            yield from (_Named(word, place, accounts, asked=True) for word in sorted(one.words))


def _under(data: Any, path: Path_, keys: Collection[str]) -> Iterator[tuple[Path_, str]]:
    """Every text that stands there under one of the keys, alone or in a list, with its path."""
    there = data
    for part in path:
        there = there.get(part) if isinstance(there, dict) else there[part]
    yield from _texts(there, path, keys, wanted=False)


def _texts(
    there: Any, path: Path_, keys: Collection[str], *, wanted: bool
) -> Iterator[tuple[Path_, str]]:
    if isinstance(there, str) and wanted:
        yield path, there
    elif isinstance(there, list):
        for number, one in enumerate(there):
            yield from _texts(one, (*path, number), keys, wanted=wanted)
    elif isinstance(there, dict):
        for key, one in there.items():
            yield from _texts(one, (*path, key), keys, wanted=key in keys)


def _warning(place: Place, text: str, advice: str) -> Complaint:
    return Complaint(place=place, text=text, advice=advice, level="warning")
