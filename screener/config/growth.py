"""Events of libyaml to a tree of nodes that know where they were written.

Every scalar stays the text that was written. What is a fault but not the end of reading is told,
and the tree goes on with what was probably meant.
"""

from typing import Any

from screener.config import traps, yaml_events
from screener.config.complaint import Complaint
from screener.config.curly import curly_quotes
from screener.config.lines import Lines
from screener.config.syntax import explain
from screener.config.yaml_events import NotYaml

NODE_LIMIT = 1_000_000
DEPTH_LIMIT = 40
ALIAS_LIMIT = 100

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# Shared by all scalars, and never written to.
_NO_ITEMS: list["Node"] = []
_NO_ENTRIES: dict[str, "Node"] = {}
_NO_KEYS: dict[str, int] = {}


class Node:
    """A value and where it is written; `keys` has the starts of a mapping's keys.

    `end` is the index after its last character; of a block scalar it is the next line's start.
    """

    __slots__ = ("data", "end", "entries", "items", "keys", "plain", "start")

    def __init__(self, start: int, end: int, data: Any, *, plain: bool = False) -> None:
        self.start = start
        self.end = end
        self.data = data
        self.plain = plain
        self.items = _NO_ITEMS
        self.entries = _NO_ENTRIES
        self.keys = _NO_KEYS


class _Frame:
    """A collection that is being filled; `key`, written as `word`, waits for its value."""

    __slots__ = ("anchor", "before", "key", "node", "word")

    def __init__(self, node: Node, *, anchor: str | None, before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.before = before
        self.key: Node | None = None
        self.word: Any = None


class _Stop(Exception):
    """Reading cannot go on: a limit was passed."""


def grow(lines: Lines) -> tuple[Node | None, list[Complaint]]:
    """The root of the text, or None if it is empty or cannot be read, and all that is wrong."""
    growth = _Growth(lines)
    try:
        for event in yaml_events.events(lines.text):
            growth.take(event)
        growth.finish()
    except NotYaml as error:
        complaint = explain(error, lines)
        if complaint.place.line not in {known.place.line for known in growth.complaints}:
            growth.complaints.append(complaint)
        return None, growth.complaints
    except _Stop:
        return None, growth.complaints
    return growth.root, growth.complaints


class _Growth:
    def __init__(self, lines: Lines) -> None:
        self.root: Node | None = None
        self.complaints: list[Complaint] = []
        self._lines = lines
        self._suspects = traps.unseen_comments(lines.text)
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._unused: dict[str, int] = {}
        self._nodes = 0
        self._aliases = 0
        self._documents = 0
        self._template_start = 0
        self._template_depth = 0
        self._take = {
            yaml_events.Scalar: self._scalar,
            yaml_events.Alias: self._alias,
            yaml_events.SequenceStart: self._open,
            yaml_events.MappingStart: self._open,
            yaml_events.SequenceEnd: self._close,
            yaml_events.MappingEnd: self._close,
            yaml_events.DocumentStart: self._document,
        }

    def take(self, event: Any) -> None:
        if self._template_depth:
            self._pass_template(event)
        elif (take := self._take.get(type(event))) is not None:
            take(event)

    def finish(self) -> None:
        """Complain of anchors that nothing refers to."""
        for name, start in self._unused.items():
            self.complaints.append(traps.unused_anchor(self._lines, start, name))

    def _scalar(self, event: Any) -> None:
        start, end, value = event.start_mark.index, event.end_mark.index, event.value
        if event.tag is not None:
            self.complaints.append(traps.tag(self._lines, start))
        if event.style:
            node = Node(start, end, value)
        else:
            value = self._trapped(event, start, end, value)
            node = Node(start, end, None if value in _NULLS else value, plain=True)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1)
            self._unused[event.anchor] = start
        self._add(node, written=value)

    def _trapped(self, event: Any, start: int, end: int, value: str) -> str:
        """The plain text as it was probably meant, with a complaint if that is not what it says."""
        if end in self._suspects:
            self.complaints.append(traps.eaten_by_comment(self._lines, end))
            if not value:
                return "#" + self._lines.raw(event.end_mark.line + 1).partition("#")[2]
        found = curly_quotes(self._lines, start, value) if value else None
        if found is not None:
            self.complaints.append(found[0])
            return found[1]
        if event.end_mark.line != event.start_mark.line:
            swallowed = traps.swallowed_item(self._lines, start, end)
            self.complaints += [swallowed] if swallowed else []
        return value

    def _alias(self, event: Any) -> None:
        start, name = event.start_mark.index, event.anchor
        if any(frame.anchor is not None for frame in self._stack):
            text = f"the alias `*{name}` stands inside a value that has an anchor itself"
            self._stop(start, text, "write out what it stands for; nested aliases are not read")
        known = self._anchors.get(name)
        if known is None:
            self.complaints.append(traps.unknown_alias(self._lines, start, name))
            self._add(Node(start, event.end_mark.index, f"*{name}"), written=f"*{name}")
            return
        self._aliases += 1
        if self._aliases > ALIAS_LIMIT:
            self._stop(start, f"this file has more than {ALIAS_LIMIT} aliases")
        node, size = known
        self._unused.pop(name, None)
        self._nodes += size
        self._add(node, written=node.data)

    def _open(self, event: Any) -> None:
        start = event.start_mark.index
        if self._lines.text.startswith("{{", start):
            self.complaints.append(traps.bare_template(self._lines, start))
            self._template_start, self._template_depth = start, 1
            return
        if event.tag is not None:
            self.complaints.append(traps.tag(self._lines, start))
        if len(self._stack) == DEPTH_LIMIT:
            self._stop(start, f"this is nested more than {DEPTH_LIMIT} levels deep")
        if type(event) is yaml_events.MappingStart:
            node = Node(start, start, {})
            node.entries, node.keys = {}, {}
        else:
            node = Node(start, start, [])
            node.items = []
        self._stack.append(_Frame(node, anchor=event.anchor, before=self._nodes))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        if event.start_mark.index != event.end_mark.index:
            # Only what has a closing bracket ends there; block style ends with its last value.
            frame.node.end = event.end_mark.index
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.node, self._nodes - frame.before + 1)
        self._add(frame.node, written=None)

    def _pass_template(self, event: Any) -> None:
        """Leave out the mappings that `{{ … }}` is for YAML; its text is a scalar."""
        if isinstance(event, yaml_events.SequenceStart | yaml_events.MappingStart):
            self._template_depth += 1
        elif isinstance(event, yaml_events.SequenceEnd | yaml_events.MappingEnd):
            self._template_depth -= 1
        if self._template_depth == 0:
            start, end = self._template_start, event.end_mark.index
            text = self._lines.text[start:end]
            self._add(Node(start, end, text), written=text)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(
                event.start_mark.index,
                "a second document begins here",
                "remove the `---`, or put what follows into a file of its own",
            )

    def _add(self, node: Node, *, written: Any) -> None:
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            self._stop(node.start, f"this file has more than {NODE_LIMIT:,} values")
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        frame.node.end = node.end
        if isinstance(frame.node.data, list):
            frame.node.data.append(node.data)
            frame.node.items.append(node)
        elif frame.key is None:
            frame.key, frame.word = node, written
        else:
            self._entry(frame.node, frame.key, frame.word, node)
            frame.key = None

    def _entry(self, mapping: Node, key: Node, name: Any, value: Node) -> None:
        if not isinstance(name, str) or not name:
            text = "a key is missing before this `:`" if name == "" else "a key must be a word"
            self._complain(key.start, text)
        elif name == "<<" and key.plain:
            advice = "write out the keys that it would bring in"
            self._complain(key.start, "merge keys (`<<`) are not read", advice)
        elif name in mapping.keys:
            first = self._lines.number(mapping.keys[name])
            self._complain(key.start, f"`{name}` is here a second time; it is on line {first} too")
        else:
            mapping.keys[name] = key.start
            mapping.data[name] = value.data
            mapping.entries[name] = value

    def _complain(self, index: int, text: str, advice: str = "") -> None:
        self.complaints.append(self._lines.fault(index, text, advice))

    def _stop(self, index: int, text: str, advice: str = "") -> None:
        self._complain(index, text, advice)
        raise _Stop
