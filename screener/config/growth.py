"""Events of libyaml to a tree of branches that know where they were written.

Every scalar stays the text that was written. What is a fault but not the end of reading is told,
and the tree goes on with what was probably meant.
"""

from itertools import islice
from typing import Any

from screener.config import limits, traps, yaml_events
from screener.config.branch import BITS, SHIFT, Branch, span, start_of, written
from screener.config.complaint import MOST, Complaint
from screener.config.curly import curly_quotes
from screener.config.lines import Lines
from screener.config.syntax import explain
from screener.config.yaml_events import NotYaml

_LOOK_EVERY = 10_000
"""After so many values it is looked whether there are too many of them."""

_NO_KEY = object()
_ODD_KEYS = frozenset({"", "<<"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Root:
    """The whole of a text: `data`, and where that stands."""

    __slots__ = ("data", "there")

    def __init__(self, data: Any, there: Branch | int) -> None:
        self.data = data
        self.there = there


class _Frame:
    """A collection that is being filled; a key may wait for its value, written `at`.

    The outermost frame is a list, whose one item is the whole text.
    """

    __slots__ = ("anchor", "at", "before", "below", "branch", "data", "is_list", "key", "starts")

    def __init__(self, branch: Branch, *, anchor: str | None = None, before: int = 0) -> None:
        self.branch = branch
        self.data = branch.data
        self.below = branch.below
        self.starts = branch.starts
        self.is_list = isinstance(branch.data, list)
        self.anchor = anchor
        self.before = before
        self.key: Any = _NO_KEY
        self.at = 0


class _Stop(Exception):
    """Reading cannot go on: a limit was passed."""


def grow(lines: Lines) -> tuple[Root | None, list[Complaint]]:
    """The root of the text, or None if it is empty or cannot be read, and all that is wrong."""
    growth = _Growth(lines)
    try:
        scalar_event, scalar, take = yaml_events.Scalar, growth.scalar, growth.take
        for event in yaml_events.events(lines.text):
            if type(event) is scalar_event and not growth.in_template:
                scalar(event)
            else:
                take(event)
        growth.finish()
    except NotYaml as error:
        complaint = explain(error, lines)
        if complaint.place.line not in {known.place.line for known in growth.complaints}:
            growth.complaints.append(complaint)
        return None, growth.complaints
    except _Stop:
        return None, growth.complaints
    return growth.root(), growth.complaints


class _Growth:
    def __init__(self, lines: Lines) -> None:
        self.complaints: list[Complaint] = []
        self._lines = lines
        self._suspects = traps.unseen_comments(lines.text)
        self._frame = _Frame(Branch(0, []))
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, Branch | int, int]] = {}
        self._unused: dict[str, int] = {}
        self._nodes = 0
        self._look_at = _LOOK_EVERY
        self._aliases = 0
        self._documents = 0
        self._template_start = 0
        self.in_template = 0
        self._take = {
            yaml_events.Alias: self._alias,
            yaml_events.SequenceStart: self._open,
            yaml_events.MappingStart: self._open,
            yaml_events.SequenceEnd: self._close,
            yaml_events.MappingEnd: self._close,
            yaml_events.DocumentStart: self._document,
        }

    def root(self) -> Root | None:
        """The whole of what was taken; None if there was nothing."""
        top = self._frame
        return Root(top.data[0], top.below[0]) if top.data else None

    def take(self, event: Any) -> None:
        if self.in_template:
            self._pass_template(event)
        elif (take := self._take.get(type(event))) is not None:
            take(event)

    def finish(self) -> None:
        """Complain of anchors that nothing refers to."""
        for name, start in self._unused.items():
            self._tell(traps.unused_anchor(self._lines, start, name))

    def scalar(self, event: Any) -> None:
        # Nearly all that a file has is scalars: what can be done here calls nothing.
        began, ended, value, plain = event.start_mark, event.end_mark, event.value, not event.style
        start, end = began.index, ended.index
        data = value
        if plain:
            if end in self._suspects or began.line != ended.line or not value.isascii():
                value = self._trapped(event, start, end, value)
            data = None if value in _NULLS else value
        there = (start << BITS | end) << 1 | plain
        if event.tag is not None or event.anchor is not None:
            self._adorned(event, data, there)
        self._nodes += 1
        frame = self._frame
        frame.branch.end = end
        if self._nodes >= self._look_at:
            self._look(start)
        if frame.is_list:
            frame.data.append(data)
            frame.below.append(there)
        elif frame.key is _NO_KEY:
            frame.key, frame.at = value, there
        elif type(key := frame.key) is str and key not in frame.data and key not in _ODD_KEYS:
            frame.data[key] = data
            frame.below.append(there)
            frame.starts.append(frame.at >> SHIFT)
            frame.key = _NO_KEY
        else:
            self._entry(frame, data, there)

    def _adorned(self, event: Any, data: Any, there: int) -> None:
        start = event.start_mark.index
        if event.tag is not None:
            self._tell(traps.tag(self._lines, start))
        if event.anchor is not None:
            self._anchors[event.anchor] = (data, there, 1)
            self._unused[event.anchor] = start

    def _trapped(self, event: Any, start: int, end: int, value: str) -> str:
        """The plain text as it was probably meant, with a complaint if that is not what it says."""
        if end in self._suspects:
            self._tell(traps.eaten_by_comment(self._lines, end))
            if not value:
                return "#" + self._lines.raw(event.end_mark.line + 1).partition("#")[2]
        if value and (found := curly_quotes(self._lines, start, value)):
            self._tell(found[0])
            return found[1]
        if event.end_mark.line != event.start_mark.line:
            swallowed = traps.swallowed_item(self._lines, start, end)
            if swallowed is not None:
                self._tell(swallowed)
        return value

    def _alias(self, event: Any) -> None:
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        if any(frame.anchor is not None for frame in (*self._stack, self._frame)):
            text = f"the alias `*{name}` stands inside a value that has an anchor itself"
            self._stop(start, text, "write out what it stands for; nested aliases are not read")
        known = self._anchors.get(name)
        if known is None:
            self._tell(traps.unknown_alias(self._lines, start, name))
            word = f"*{name}"
            there = span(start, end, plain=False)
            self._add(word, there, word, start, end)
            return
        self._aliases += 1
        if self._aliases > limits.ALIASES:
            self._stop(start, f"this file has more than {limits.ALIASES} aliases")
        data, original, size = known
        self._unused.pop(name, None)
        self._nodes += size
        self._add(data, original, data, start, end)

    def _open(self, event: Any) -> None:
        start = event.start_mark.index
        if self._lines.text.startswith("{{", start):
            self._tell(traps.bare_template(self._lines, start))
            self._template_start, self.in_template = start, 1
            return
        if event.tag is not None:
            self._tell(traps.tag(self._lines, start))
        if len(self._stack) == limits.DEPTH:
            self._stop(start, f"this is nested more than {limits.DEPTH} levels deep")
        data: Any = [] if type(event) is yaml_events.SequenceStart else {}
        self._stack.append(self._frame)
        self._frame = _Frame(Branch(start, data), anchor=event.anchor, before=self._nodes)

    def _close(self, event: Any) -> None:
        frame, self._frame = self._frame, self._stack.pop()
        branch = frame.branch
        if event.start_mark.index != event.end_mark.index:
            # Only what has a closing bracket ends there; block style ends with its last value.
            branch.end = event.end_mark.index
        if len(branch.below) > limits.MAPPINGS:
            self._see_to_items(branch)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (branch.data, branch, self._nodes - frame.before + 1)
        self._add(branch.data, branch, None, branch.start, branch.end)

    def _pass_template(self, event: Any) -> None:
        """Leave out the mappings that `{{ … }}` is for YAML; its text is a scalar."""
        if isinstance(event, yaml_events.SequenceStart | yaml_events.MappingStart):
            self.in_template += 1
        elif isinstance(event, yaml_events.SequenceEnd | yaml_events.MappingEnd):
            self.in_template -= 1
        if self.in_template == 0:
            start, end = self._template_start, event.end_mark.index
            text = self._lines.text[start:end]
            there = span(start, end, plain=False)
            self._add(text, there, text, start, end)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(
                event.start_mark.index,
                "a second document begins here",
                "remove the `---`, or put what follows into a file of its own",
            )

    def _add(self, data: Any, there: Branch | int, word: Any, start: int, end: int) -> None:
        """Put a value where it belongs; as a key it is called `word`."""
        self._nodes += 1
        if self._nodes >= self._look_at:
            self._look(start)
        frame = self._frame
        frame.branch.end = end
        if frame.is_list:
            frame.data.append(data)
            frame.below.append(there)
        elif frame.key is _NO_KEY:
            frame.key, frame.at = word, span(start, end, plain=False)
        else:
            self._entry(frame, data, there)

    def _entry(self, frame: _Frame, data: Any, there: Branch | int) -> None:
        key, at, frame.key = frame.key, frame.at, _NO_KEY
        if self._is_key(key, at, frame):
            frame.data[key] = data
            frame.below.append(there)
            frame.starts.append(at >> SHIFT)

    def _is_key(self, word: Any, at: int, frame: _Frame) -> bool:
        start = at >> SHIFT
        if not isinstance(word, str) or not word:
            text = "a key is missing before this `:`" if word == "" else "a key must be a word"
            self._complain(start, text)
        elif word == "<<" and written(at).plain:
            advice = "write out the keys that it would bring in"
            self._complain(start, "merge keys (`<<`) are not read", advice)
        elif word in frame.data:
            first = frame.branch.key_start(word)
            line = self._lines.number(first if first is not None else start)
            text = f"`{word}` is here a second time; it is on line {line} too"
            self._complain(start, text, "write it once; several things below it make a list")
        else:
            return True
        return False

    def _look(self, index: int) -> None:
        """See to what has grown large; only now and then, since it takes time."""
        for frame in (*self._stack, self._frame):
            self._see_to_items(frame.branch)
        if self._nodes > limits.NODES:
            self._stop(index, f"this file has more than {limits.NODES:,} values")
        self._look_at = min(self._nodes + _LOOK_EVERY, limits.NODES + 1)

    def _see_to_items(self, branch: Branch) -> None:
        """Stop if there are too many of them."""
        what = "list" if isinstance(branch.data, list) else "mapping"
        if len(branch.below) > limits.ITEMS:
            text = f"this {what} has more than {limits.ITEMS:,} items"
            self._stop(start_of(branch.below[limits.ITEMS]), text)
        mappings = (below for below in branch.below if isinstance(below, Branch))
        if (first := next(islice(mappings, limits.MAPPINGS, None), None)) is not None:
            text = f"this {what} has more than {limits.MAPPINGS:,} items with parts of their own"
            self._stop(first.start, text)

    def _complain(self, index: int, text: str, advice: str = "") -> None:
        self._tell(self._lines.fault(index, text, advice))

    def _tell(self, complaint: Complaint) -> None:
        self.complaints.append(complaint)
        if len(self.complaints) > MOST:
            raise _Stop

    def _stop(self, index: int, text: str, advice: str = "") -> None:
        self._complain(index, text, advice)
        raise _Stop
