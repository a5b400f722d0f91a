"""Events of libyaml to a tree of branches that know where they were written.

Every scalar stays the text that was written. What is a fault but not the end of reading is told,
and the tree goes on with what was probably meant.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from screener.config import limits
from screener.config.yaml import traps
from screener.config.yaml.anchors import Anchors, Named
from screener.config.yaml.branch import Branch, start_of
from screener.config.yaml.faults import Faults
from screener.config.yaml.lines import Lines
from screener.config.yaml.yaml_events import (
    ENDS,
    STARTS,
    VALUES,
    Alias,
    DocumentStart,
    MappingEnd,
    Scalar,
    SequenceEnd,
    SequenceStart,
    events,
)

_LOOK_EVERY = 10_000
"""After so many events it is looked whether there are too many values."""

_ODD_KEYS = frozenset({"", "<<", None})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Root(NamedTuple):
    """The whole of a text: `data`, and where that stands."""

    data: Any
    there: Branch | int


class Growth:
    """The text while it is read; `faults` has what is wrong with it so far."""

    def __init__(self, lines: Lines) -> None:
        suspects = traps.unseen_comments(lines.text)
        self.faults = Faults(lines, suspects)
        self._anchors = Anchors(lines, self.faults)
        self._lines = lines
        self._wary = bool(suspects) or traps.has_odd_signs(lines.text)
        self._events: Iterator[Any] = iter(())
        self._open: list[Branch] = []
        self._closed = 0
        """Values in branches that are read to their end."""

    def whole(self) -> Root | None:
        """The one value that the text has; None if it has none. Raises NotYaml and Stop."""
        root, documents = None, 0
        with events(self._lines.text) as stream:
            self._events = chain.from_iterable(self._batches(stream))
            for event in self._events:
                kind = type(event)
                if kind is DocumentStart:
                    documents += 1
                    if documents > 1:
                        self._refuse_document(event)
                elif kind is Scalar:
                    root = Root(self._meant(event), event.start_mark.index)
                elif kind in VALUES:
                    root = Root(*self._other_value(event))
        self._anchors.tell_unused()
        return root

    def _fill_list(self, branch: Branch) -> None:
        # Nearly all that a file has is scalars, and nearly all of them are as plain as can be: for
        # these nothing is called that need not be, neither here nor in a mapping.
        add, place, wary = branch.data.append, branch.below.append, self._wary
        for event in self._events:
            kind = type(event)
            if kind is Scalar:
                value = event.value
                if wary or value in _NULLS or (" " in value and _is_broken(event)):
                    value = self._meant(event)
                add(value)
                place(event.start_mark.index)
            elif kind is SequenceEnd:
                return
            else:
                value, there = self._other_value(event)
                add(value)
                place(there)

    def _fill_mapping(self, branch: Branch) -> None:
        data, place, wary = branch.data, branch.below.append, self._wary
        for event in self._events:
            if (kind := type(event)) is MappingEnd:
                return
            key: Any = event.value if kind is Scalar else None
            at = event.start_mark.index
            ordinary = not wary and key not in data and key not in _ODD_KEYS and " " not in key
            if not ordinary:
                key = self._key(event)
            held = next(self._events)
            if (kind := type(held)) is Scalar:
                value, there = held.value, held.start_mark.index
                if wary or value in _NULLS or (" " in value and _is_broken(held)):
                    value = self._meant(held)
            else:
                value, there = self._other_value(held)
            if ordinary or self.faults.is_key(key, at, branch):
                data[key] = value
                place(at)
                place(there)

    def _key(self, event: Any) -> Any:
        """What a key was meant to say, which is no text if it is none."""
        if type(event) is not Scalar:
            return self._other_value(event)[0]
        return self._meant(event) or event.value

    def _meant(self, event: Any) -> str | None:
        """What a scalar was meant to say."""
        value: str | None = event.value
        start = event.start_mark.index
        if not event.style:
            value = self.faults.trapped(event)
            value = None if value in _NULLS else value
        if event.tag is not None:
            self.faults.tell(traps.tag(self._lines, start))
        if event.anchor is not None:
            self._anchors.give(event.anchor, Named(value, start))
        return value

    def _other_value(self, event: Any) -> tuple[Any, Branch | int]:
        """What is no scalar, and where that stands."""
        if type(event) is Alias:
            return self._alias(event)
        start = event.start_mark.index
        if self._lines.text.startswith("{{", start):
            self.faults.tell(traps.bare_template(self._lines, start))
            return self._template(start), start
        if event.tag is not None:
            self.faults.tell(traps.tag(self._lines, start))
        if len(self._open) == limits.DEPTH:
            self.faults.stop(start, f"this is nested more than {limits.DEPTH} levels deep")
        branch = Branch(start, [] if type(event) is SequenceStart else {})
        if event.anchor is None:
            self._fill(branch)
        else:
            self._fill_anchored(branch, event.anchor)
        return branch.data, branch

    def _fill(self, branch: Branch) -> None:
        self._open.append(branch)
        if type(branch.data) is list:
            self._fill_list(branch)
        else:
            self._fill_mapping(branch)
        self._open.pop()
        self._closed += len(branch.below)
        if len(branch.data) > limits.MAPPINGS:
            self.faults.see_to_items(branch)

    def _fill_anchored(self, branch: Branch, name: str) -> None:
        before = self._values()
        self._anchors.unfinished += 1
        self._fill(branch)
        self._anchors.unfinished -= 1
        self._anchors.give(name, Named(branch.data, branch, self._values() - before + 1))

    def _alias(self, event: Any) -> tuple[Any, Branch | int]:
        start = event.start_mark.index
        named = self._anchors.meant(event)
        if named is None:
            return self._lines.text[start : event.end_mark.index], start
        self._closed += named.values
        self._look(start)
        return named.data, named.there

    def _template(self, start: int) -> str:
        """`{{ … }}` as the text that was meant, and not as the mappings that it is for YAML."""
        depth, end = 1, start
        for event in self._events:
            if type(event) in STARTS:
                depth += 1
            elif type(event) in ENDS:
                depth -= 1
            if depth == 0:
                end = event.end_mark.index
                break
        return self._lines.text[start:end]

    def _batches(self, stream: Iterator[Any]) -> Iterator[Iterable[Any]]:
        """The events; between two batches it is looked whether there are too many."""
        for event in stream:
            yield (event,)
            yield islice(stream, max(0, min(_LOOK_EVERY, limits.NODES - self._values())))
            last = self._open[-1].below[-1:] if self._open else []
            self._look(start_of(last[0]) if last else 0)

    def _look(self, index: int) -> None:
        """See to what has grown large; only now and then, since it takes time."""
        for branch in self._open:
            self.faults.see_to_items(branch)
        if self._values() > limits.NODES:
            self.faults.stop(index, f"this file has more than {limits.NODES:,} values")

    def _values(self) -> int:
        return self._closed + sum(len(branch.below) for branch in self._open)

    def _refuse_document(self, event: Any) -> None:
        self.faults.stop(
            event.start_mark.index,
            "a second document begins here",
            "remove the `---`, or put what follows into a file of its own",
        )


def _is_broken(event: Any) -> bool:
    """Whether a scalar goes over the end of a line."""
    ends: bool = event.start_mark.line != event.end_mark.line
    return ends
