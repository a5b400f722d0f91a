"""The templates of all files, put together: each checked, and with the files that go with it."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from screener.config.complaint import Complaint
from screener.config.language.replies import ReplyShape
from screener.config.rulebook.sources import ATTACHED_LIMIT, RuleSources
from screener.config.yaml.inside import index_inside
from screener.config.yaml.source import Path_, Tree
from screener.domain.letters.template import Attached, Template, faults

if TYPE_CHECKING:
    from screener.domain.place import Place

_MIB = 1024 * 1024


def template_names(trees: Iterable[Tree]) -> frozenset[str]:
    """Every name under `replies`, those of templates with faults too."""
    return frozenset(name for tree in trees for name in _replies(tree))


def in_gates(trees: Iterable[Tree]) -> frozenset[str]:
    """Every text under `gates`, names of templates among them."""
    return frozenset(text for tree in trees for text in _texts(tree.data.get("gates")))


class TemplateShelf:
    """Collects the templates of all files."""

    def __init__(self, sources: RuleSources, *, in_gates: frozenset[str]) -> None:
        self._sources = sources
        self._in_gates = in_gates
        self._first: dict[str, Place] = {}
        self.templates: dict[str, Template] = {}

    def add(self, replies: Mapping[str, ReplyShape | None], tree: Tree) -> Iterator[Complaint]:
        """Take in those of one file."""
        yield from self._twice(tree)
        for name, shape in replies.items():
            if shape is None:
                continue
            path = ("replies", name)
            yield from self._read(name, shape, tree)
            attached, said = self._attached(shape, tree, path)
            yield from said
            self.templates[name] = Template(
                name=name,
                subject=shape.subject,
                body=shape.body,
                attach=tuple(attached),
                every=shape.every,
                linted=shape.lint,
                place=tree.key_place(path),
            )

    def _twice(self, tree: Tree) -> Iterator[Complaint]:
        for name in _replies(tree):
            place = tree.key_place(("replies", name))
            first = self._first.setdefault(name, place)
            if first != place:
                text = f"there is a template `{name}` already, at {first.file}:{first.line}"
                yield tree.complaint(("replies", name), text, at="key")

    def _read(self, name: str, shape: ReplyShape, tree: Tree) -> Iterator[Complaint]:
        for key, text in (("subject", shape.subject), ("body", shape.body)):
            path = ("replies", name, key)
            for fault in faults(text, in_gate=name in self._in_gates):
                index = index_inside(tree, path, line=fault.line, word=fault.word)
                yield tree.complaint_at(index, str(fault))

    def _attached(
        self, shape: ReplyShape, tree: Tree, path: Path_
    ) -> tuple[list[Attached], list[Complaint]]:
        files: list[Attached] = []
        complaints: list[Complaint] = []
        for number, name in enumerate(shape.attach):
            octets = self._sources.attached.get(name)
            if octets is None:
                why = self._sources.unattached.get(name, f"there is no file `{name}`")
                complaints.append(tree.complaint(_item(tree, path, number), why))
                continue
            files.append(Attached(name=PurePosixPath(name).name, octets=b64decode(octets)))
        if sum(len(file.octets) for file in files) > ATTACHED_LIMIT:
            text = f"these files have more than {ATTACHED_LIMIT // _MIB} MiB together"
            complaints.append(tree.complaint((*path, "attach"), text))
        return files, complaints


def _item(tree: Tree, path: Path_, number: int) -> Path_:
    item = (*path, "attach", number)
    return item if tree.has(item) else (*path, "attach")


def _replies(tree: Tree) -> Iterable[str]:
    replies = tree.data.get("replies")
    return replies if isinstance(replies, dict) else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _texts(below)
