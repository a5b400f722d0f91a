"""Edits of the text of `doors.yaml` that leave every other character as it is.

The tree tells where each line of `closed` and `welcome` is written; only that is changed. What a
shape allows no such edit for (an alias, a door inside braces) comes out wrong, and whoever calls
must read the result again before trusting it.
"""

import re
from collections.abc import Mapping, Sequence

from screener.config.yaml.source import Path_, Tree
from screener.domain.record.decision import Door

Item = str | Mapping[str, str]
"""A handle: a text, or `{via: …, name: …}`."""

Entry = str | Mapping[str, str | Sequence[Item]]
"""A line under a door: a handle, or a mapping such as `{name: …, handles: […]}`."""

_PLAIN = re.compile(r"[A-Za-z0-9+][A-Za-z0-9+@._()/' -]*(?<! )", re.ASCII)
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def with_line(tree: Tree, door: Door, entry: Entry) -> str:
    """The text with one more line at the end of a door's list."""
    key = door.value
    lines = (tree.data or {}).get(key)
    if lines:
        return _after_the_last(tree, key, len(lines) - 1, entry)
    if tree.has((key,)):
        start, end = tree.span((key,))
        # Nothing, `null` or `[]` gives way; a comment after it stays on its line.
        head, tail = tree.text[:start].rstrip(" "), tree.text[end:]
        rest, _, below = tail.partition("\n")
        return f"{head}{rest.rstrip(chr(13))}{_eol(tree)}{_item(tree, '  ', entry)}{below}"
    text = tree.text
    if text and not text.endswith("\n"):
        text += _eol(tree)
    return f"{text}{key}:{_eol(tree)}{_item(tree, '  ', entry)}"


def without_line(tree: Tree, door: Door, index: int) -> str:
    """The text without one line of a door; comments above it stay."""
    key = door.value
    if len(tree.data[key]) == 1:
        start, end = tree.span((key,))
        if _in_brackets(tree, key):
            return tree.text[:start] + "[]" + tree.text[end:]
        colon = tree.text.index(":", tree.key_start((key,))) + 1
        first, last = _block(tree, key, index)
        return tree.text[:colon] + " []" + tree.text[colon:first] + tree.text[last:]
    if not _in_brackets(tree, key):
        first, last = _block(tree, key, index)
        return tree.text[:first] + tree.text[last:]
    spans = [tree.span((key, number)) for number in range(len(tree.data[key]))]
    if index == 0:
        return tree.text[: spans[0][0]] + tree.text[spans[1][0] :]
    return tree.text[: spans[index - 1][1]] + tree.text[spans[index][1] :]


def with_keys(tree: Tree, door: Door, index: int, keys: Mapping[str, str]) -> str:
    """The text with keys set in one line of a door; a bare handle becomes a mapping."""
    path = (door.value, index)
    entry = tree.data[door.value][index]
    start, end = tree.span(path)
    if isinstance(entry, str):
        handle = tree.text[start:end]
        if _in_brackets(tree, door.value):
            written = _flow({"handles": [entry], **keys})
            return tree.text[:start] + written + tree.text[end:]
        return _lengthened(
            tree.text[:start] + f"handles: [{handle}]" + tree.text[end:],
            end + len("handles: []"),
            [f"{_margin(tree, start)}{key}: {scalar(value)}" for key, value in keys.items()],
            _eol(tree),
        )
    text = tree.text
    new = {key: value for key, value in keys.items() if key not in entry}
    if new and text[start] == "{":
        last = max(tree.span((*path, key))[1] for key in entry)
        text = text[:last] + "".join(f", {k}: {scalar(v)}" for k, v in new.items()) + text[last:]
    elif new:
        lines = [f"{_margin(tree, start)}{key}: {scalar(value)}" for key, value in new.items()]
        text = _lengthened(text, end, lines, _eol(tree))
    old = sorted((tree.span((*path, key)), key) for key in keys if key in entry)
    for (first, last), key in reversed(old):
        text = text[:first] + scalar(keys[key]) + text[last:]
    return text


def with_handle(tree: Tree, door: Door, index: int, handle: Item) -> str:
    """The text with one more handle in one line of a door; a bare handle becomes a mapping."""
    path: Path_ = (door.value, index)
    entry = tree.data[door.value][index]
    text, new = tree.text, _flow(handle)
    if isinstance(entry, str):
        start, end = tree.span(path)
        both = f"handles: [{text[start:end]}, {new}]"
        written = f"{{{both}}}" if _in_brackets(tree, door.value) else both
        return text[:start] + written + text[end:]
    path = (*path, "handles")
    start, end = tree.span(path)
    if isinstance(entry["handles"], str):
        return f"{text[:start]}[{text[start:end]}, {new}]{text[end:]}"
    first, last = tree.span((*path, len(entry["handles"]) - 1))
    if text[start] == "[":
        return f"{text[:last]}, {new}{text[last:]}"
    margin = re.match(r"[ ]*", text[text.rfind("\n", 0, first) + 1 :])
    return _lengthened(text, last, [f"{margin[0] if margin else ''}- {new}"], _eol(tree))


def scalar(text: str) -> str:
    """The text as a scalar of one line, in quotes where it would be read as something else."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char == "\n":
        return "\\n"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _after_the_last(tree: Tree, key: str, last: int, entry: Entry) -> str:
    if _in_brackets(tree, key):
        _, end = tree.span((key, last))
        return f"{tree.text[:end]}, {_flow(entry)}{tree.text[end:]}"
    first, end = _block(tree, key, last)
    head = tree.text[:end]
    if not head.endswith("\n"):
        head += _eol(tree)
    margin = re.match(r"[ ]*", tree.text[first:])
    return head + _item(tree, margin[0] if margin else "", entry) + tree.text[end:]


def _block(tree: Tree, key: str, index: int) -> tuple[int, int]:
    """Where the lines of one item begin and end, its dash included."""
    dashes = tree.place((key,)).column
    start, end = tree.span((key, index))
    number = tree.text.count("\n", 0, start)
    starts = [0, *(found.end() for found in re.finditer("\n", tree.text))]
    while tree.text[starts[number] : starts[number] + dashes].strip(" ") != "-" and number:
        number -= 1
    return starts[number], _below(tree.text, end)


def _below(text: str, end: int) -> int:
    """The index of the line after the one in which something ends."""
    if text[end - 1] == "\n":
        # A block scalar; empty lines after it are nobody's.
        end = len(text[:end].rstrip())
    newline = text.find("\n", end)
    return len(text) if newline < 0 else newline + 1


def _item(tree: Tree, margin: str, entry: Entry) -> str:
    if isinstance(entry, str):
        return f"{margin}- {scalar(entry)}{_eol(tree)}"
    lines = [f"{key}: {_flow(value)}" for key, value in entry.items()]
    return "".join(
        f"{margin}{'  ' if number else '- '}{line}{_eol(tree)}" for number, line in enumerate(lines)
    )


def _flow(entry: Entry | Sequence[Item]) -> str:
    if isinstance(entry, str):
        return scalar(entry)
    if isinstance(entry, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in entry.items()) + "}"
    return "[" + ", ".join(_flow(item) for item in entry) + "]"


def _lengthened(text: str, end: int, lines: Sequence[str], eol: str) -> str:
    """The text with lines below the one in which something ends."""
    below = _below(text, end)
    head = text[:below] if text[:below].endswith("\n") else text[:below] + eol
    return head + "".join(line + eol for line in lines) + text[below:]


def _margin(tree: Tree, index: int) -> str:
    return " " * (index - tree.text.rfind("\n", 0, index) - 1)


def _in_brackets(tree: Tree, key: str) -> bool:
    return tree.text[tree.start((key,))] == "["


def _eol(tree: Tree) -> str:
    return "\r\n" if "\r\n" in tree.text else "\n"
