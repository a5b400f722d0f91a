"""The user's rules to a rulebook, or everything that is wrong with them, all at once."""

import gc
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple

from screener.config.complaint import Complaint, Findings, closest, refuse_errors
from screener.config.language.file import ITEMS, Parts, RuleFile, RuleShape, numbered
from screener.config.language.surroundings import NamedLists, Surroundings
from screener.config.language.then import actions_of
from screener.config.language.when import condition_of
from screener.config.lint.replies import lint_replies
from screener.config.rulebook.amounts import beyond_limits
from screener.config.rulebook.gates import GateShelf, gate_names, handed_on_unasked
from screener.config.rulebook.roster import Roster
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.config.rulebook.templates import TemplateShelf, in_gates, template_names
from screener.config.rulebook.told import Told, told_though_closed
from screener.config.validation.items import Items, TooMuchIsWrong
from screener.config.yaml.source import Path_, Tree, read_text
from screener.domain.conditions.condition import EVERYTHING
from screener.domain.place import Place
from screener.domain.record.decision import BUILT_IN, gate_rule
from screener.domain.rules.rulebook import Rule, Rulebook

_COMMENT = re.compile(r"(?:^|\s)#")


class Own(NamedTuple):
    """What the configuration says that rules are checked against."""

    accounts: frozenset[str]
    addresses: frozenset[str]
    """Canonical addresses of the user: nobody may close these."""
    region: str | None
    told: Told = ()
    """Addresses that are told things, with the keys of the configuration that name them."""


class Compiled(NamedTuple):
    """Rules that can be used, and what is doubtful about them."""

    rulebook: Rulebook
    warnings: list[Complaint]


def compile_rules(gathered: Gathered, own: Own) -> Compiled:
    """Read, check and compile all files.

    Raises InvalidConfiguration with every finding of every file.
    """
    with garbage_later():
        return _compile(gathered, own)


@contextmanager
def garbage_later() -> Iterator[None]:
    """Thousands of rules are hundreds of thousands of values and no garbage; to look for some
    again and again while they are made takes as long as making them. Afterwards they count as old,
    which is looked through seldom.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was and not gc.get_freeze_count():  # what somebody else has frozen stays so
            gc.freeze()
            gc.unfreeze()
        if was:
            gc.enable()


def _compile(gathered: Gathered, own: Own) -> Compiled:
    complaints = Findings(gathered.complaints)
    trees = list(_trees(gathered.sources.files, complaints))
    surroundings = Surroundings(
        lists=NamedLists(_lists(trees, gathered.sources, complaints)),
        region=own.region,
        known={},
        templates=template_names(trees),
        gates=gate_names(trees),
    )
    roster = Roster(own.addresses)
    shelf = TemplateShelf(gathered.sources, in_gates=in_gates(trees))
    gates = GateShelf()
    names: dict[str, tuple[Tree, int]] = {}
    rules: list[Rule] = []
    for tree, parts in _parts(trees, surroundings, complaints):
        complaints += roster.add(parts, tree)
        complaints += shelf.add(parts.replies, tree)
        complaints += gates.add(parts, tree)
        complaints += handed_on_unasked(tree, told=own.told)
        complaints += _names(tree, names, taken={gate_rule(one) for one in surroundings.gates})
        complaints += _unknown_accounts(parts, tree, own)
        if not complaints.has_errors:
            rules += _rules(parts, tree)
    complaints += roster.finish()
    complaints += told_though_closed(trees, roster.contacts(), told=own.told)
    complaints += lint_replies(trees, shelf.templates)
    warnings = refuse_errors(complaints)
    rulebook = Rulebook(
        rules,
        roster.contacts(),
        own=own.addresses,
        templates=MappingProxyType(shelf.templates),
        gates=MappingProxyType(gates.gates),
    )
    return Compiled(rulebook, warnings)


def _trees(files: Mapping[str, str], complaints: Findings) -> Iterator[Tree]:
    for shown_as, text in files.items():
        tree, found = read_text(text, shown_as=shown_as)
        complaints += found
        if tree is None or tree.data is None:
            continue
        complaints.settle(shown_as, tree.mended)
        if not isinstance(tree.data, dict):
            advice = "begin with `rules:` or `closed:`, and indent what belongs to it"
            complaints.append(
                tree.complaint((), "a file of rules begins with a key", advice=advice)
            )
            continue
        yield tree


def _lists(
    trees: Iterable[Tree], sources: RuleSources, complaints: Findings
) -> dict[str, Sequence[object]]:
    lists: dict[str, Sequence[object]] = {}
    for tree in trees:
        raw = tree.data.get("lists")
        for name, members in raw.items() if isinstance(raw, dict) else ():
            path = ("lists", name)
            if name in lists:
                text = f"there is a list `{name}` already"
                complaints.append(tree.complaint(path, text, at="key"))
                continue
            lists[name] = _list_members(tree, path, members, sources, complaints)
    return lists


def _list_members(
    tree: Tree,
    path: Path_,
    members: object,
    sources: RuleSources,
    complaints: Findings,
) -> Sequence[object]:
    match members:
        case list() if all(isinstance(member, str | dict) for member in members):
            return members
        case {"file": str(name), **rest} if not rest:
            if name in sources.beside:
                return _lines_of(sources.beside[name])
            if name in sources.unread:
                complaints.append(tree.complaint((*path, "file"), sources.unread[name]))
                return []
            near = closest(name, sources.beside)
            text = f"there is no file `{name}` beside the rules" + (
                f"; did you mean `{near}`?" if near else ""
            )
            advice = "a file of members ends in `.txt` or `.list` and lies in the rules directory"
            complaints.append(tree.complaint((*path, "file"), text, advice=advice))
        case _:
            text = "a list is written as `[one, two]`, or as `file: NAME.txt`"
            complaints.append(tree.complaint(path, text))
    return []


def _lines_of(text: str) -> list[str]:
    lines = (_COMMENT.split(line, maxsplit=1)[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _parts(
    trees: Sequence[Tree], surroundings: Surroundings, complaints: Findings
) -> list[tuple[Tree, Parts]]:
    """What of each file can be used; nothing if far too much is wrong, or written."""
    too_much = list(beyond_limits(trees))
    complaints += too_much
    if too_much:
        return []
    try:
        return [(tree, _parts_of(tree, surroundings, complaints)) for tree in trees]
    except TooMuchIsWrong:
        return []


def _parts_of(tree: Tree, surroundings: Surroundings, complaints: Findings) -> Parts:
    items = Items(tree, complaints)
    items.outline(RuleFile, apart=ITEMS)
    return Parts(*(items.under(key, kind, surroundings) for key, kind in ITEMS.items()))


def _names(
    tree: Tree, known: dict[str, tuple[Tree, int]], *, taken: Collection[str]
) -> Iterator[Complaint]:
    """Names that are taken; those of rules that are wrong otherwise count too."""
    for number, rule in enumerate(_items(tree.data.get("rules"))):
        name = rule.get("name") if isinstance(rule, dict) else None
        if not isinstance(name, str):
            continue
        name = name.strip()
        if name in known or name.casefold() in BUILT_IN or name in taken:
            yield _name_taken(name, tree, number, first=known.get(name))
        known.setdefault(name, (tree, number))


def _name_taken(name: str, tree: Tree, number: int, *, first: tuple[Tree, int] | None) -> Complaint:
    path = ("rules", number, "name")
    if first is not None:
        place = first[0].place(("rules", first[1], "name"))
        text = f"there is a rule `{name}` already, at {place.file}:{place.line}"
        return tree.complaint(path, text)
    if (whose := BUILT_IN.get(name.casefold())) is not None:
        text = f"`{name.casefold()}` is the name {whose}"
    else:
        text = f"`{name}` is how the gate itself is called among rules"
    return tree.complaint(path, text, advice="give this rule another name")


def _unknown_accounts(parts: Parts, tree: Tree, own: Own) -> Iterator[Complaint]:
    for number, rule in numbered(parts.rules):
        for index, account in enumerate(rule.account or ()):
            if account not in own.accounts:
                yield _unknown_account(tree, ("rules", number, "account", index), account, own)


def _unknown_account(tree: Tree, path: Path_, account: str, own: Own) -> Complaint:
    near = closest(account, own.accounts)
    text = f"there is no account `{account}`" + (f"; did you mean `{near}`?" if near else "")
    return tree.complaint(path, text)


def _rules(parts: Parts, tree: Tree) -> Iterator[Rule]:
    raw, places = tree.data.get("rules"), tree.item_places(("rules",))
    for number, shape in numbered(parts.rules):
        yield _rule(shape, raw[number], places[number])


def _rule(shape: RuleShape, raw: dict[str, Any], place: Place) -> Rule:
    return Rule(
        name=shape.name,
        when=condition_of(shape.when, raw["when"]) if shape.when else EVERYTHING,
        then=actions_of(shape.then),
        continues=shape.continues,
        enabled=shape.enabled,
        trial=shape.trial,
        accounts=frozenset(shape.account) if shape.account else None,
        until=shape.until,
        place=place,
    )


def _items(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []
