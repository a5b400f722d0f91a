"""Events of libyaml to a tree of branches that know where they were written.

Every scalar stays the text that was written. What is a fault but not the end of reading is told,
and the tree goes on with what was probably meant.
"""

from typing import Any

from screener.config import limits
from screener.config.complaint import Complaint
from screener.config.yaml import traps, yaml_events
from screener.config.yaml.branch import BITS, SHIFT, Branch, span
from screener.config.yaml.faults import Faults, Stop
from screener.config.yaml.frame import NO_KEY, Frame
from screener.config.yaml.lines import Lines
from screener.config.yaml.syntax import explain
from screener.config.yaml.yaml_events import NotYaml

_LOOK_EVERY = 10_000
"""After so many values it is looked whether there are too many of them."""

_ODD_KEYS = frozenset({"", "<<"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Root:
    """The whole of a text: `data`, and where that stands."""

    __slots__ = ("data", "there")

    def __init__(self, data: Any, there: Branch | int) -> None:
        self.data = data
        self.there = there


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
        if complaint.place.line not in {known.place.line for known in growth.faults.complaints}:
            growth.faults.complaints.append(complaint)
        return None, growth.faults.complaints
    except Stop:
        return None, growth.faults.complaints
    return growth.root(), growth.faults.complaints


class _Growth:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._suspects = traps.unseen_comments(lines.text)
        self.faults = Faults(lines, self._suspects)
        self._frame = Frame(Branch(0, []))
        self._stack: list[Frame] = []
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
            self.faults.tell(traps.unused_anchor(self._lines, start, name))

    def scalar(self, event: Any) -> None:
        # Nearly all that a file has is scalars: what can be done here calls nothing.
        began, ended, value, plain = event.start_mark, event.end_mark, event.value, not event.style
        start, end = began.index, ended.index
        data = value
        if plain:
            if end in self._suspects or began.line != ended.line or not value.isascii():
                value = self.faults.trapped(event, start, end, value)
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
        elif frame.key is NO_KEY:
            frame.key, frame.at = value, there
        elif type(key := frame.key) is str and key not in frame.data and key not in _ODD_KEYS:
            frame.data[key] = data
            frame.below.append(there)
            frame.starts.append(frame.at >> SHIFT)
            frame.key = NO_KEY
        else:
            self._entry(frame, data, there)

    def _adorned(self, event: Any, data: Any, there: int) -> None:
        start = event.start_mark.index
        if event.tag is not None:
            self.faults.tell(traps.tag(self._lines, start))
        if event.anchor is not None:
            self._anchors[event.anchor] = (data, there, 1)
            self._unused[event.anchor] = start

    def _alias(self, event: Any) -> None:
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        if any(frame.anchor is not None for frame in (*self._stack, self._frame)):
            text = f"the alias `*{name}` stands inside a value that has an anchor itself"
            self.faults.stop(
                start, text, "write out what it stands for; nested aliases are not read"
            )
        known = self._anchors.get(name)
        if known is None:
            self.faults.tell(traps.unknown_alias(self._lines, start, name))
            word = f"*{name}"
            there = span(start, end, plain=False)
            self._add(word, there, word, start, end)
            return
        self._aliases += 1
        if self._aliases > limits.ALIASES:
            self.faults.stop(start, f"this file has more than {limits.ALIASES} aliases")
        data, original, size = known
        self._unused.pop(name, None)
        self._nodes += size
        self._add(data, original, data, start, end)

    def _open(self, event: Any) -> None:
        start = event.start_mark.index
        if self._lines.text.startswith("{{", start):
            self.faults.tell(traps.bare_template(self._lines, start))
            self._template_start, self.in_template = start, 1
            return
        if event.tag is not None:
            self.faults.tell(traps.tag(self._lines, start))
        if len(self._stack) == limits.DEPTH:
            self.faults.stop(start, f"this is nested more than {limits.DEPTH} levels deep")
        data: Any = [] if type(event) is yaml_events.SequenceStart else {}
        self._stack.append(self._frame)
        self._frame = Frame(Branch(start, data), anchor=event.anchor, before=self._nodes)

    def _close(self, event: Any) -> None:
        frame, self._frame = self._frame, self._stack.pop()
        branch = frame.branch
        if event.start_mark.index != event.end_mark.index:
            # Only what has a closing bracket ends there; block style ends with its last value.
            branch.end = event.end_mark.index
        if len(branch.below) > limits.MAPPINGS:
            self.faults.see_to_items(branch)
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
            self.faults.stop(
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
        elif frame.key is NO_KEY:
            frame.key, frame.at = word, span(start, end, plain=False)
        else:
            self._entry(frame, data, there)

    def _entry(self, frame: Frame, data: Any, there: Branch | int) -> None:
        key, at, frame.key = frame.key, frame.at, NO_KEY
        if self.faults.is_key(key, at, frame.branch):
            frame.data[key] = data
            frame.below.append(there)
            frame.starts.append(at >> SHIFT)

    def _look(self, index: int) -> None:
        """See to what has grown large; only now and then, since it takes time."""
        for frame in (*self._stack, self._frame):
            self.faults.see_to_items(frame.branch)
        if self._nodes > limits.NODES:
            self.faults.stop(index, f"this file has more than {limits.NODES:,} values")
        self._look_at = min(self._nodes + _LOOK_EVERY, limits.NODES + 1)
