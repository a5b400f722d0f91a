"""The corrected line where something of another kind stands than is wanted.

What is offered can be read again; where the line does not tell what was meant, an example is.
"""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from screener.config.names import DOORS as PEOPLE
from screener.config.validation.other_keys import ACTIONS
from screener.config.yaml.correction import quote, readable
from screener.config.yaml.source import Path_, Tree

_LONGEST = 200
"""Characters of a line that somebody would type anew."""

_MOST_KEYS = 100
"""Keys of one mapping among which values that stand side by side are looked for."""

_FALSE = frozenset({"false", "no", "off"})
_FLAGS = frozenset({"keep", "trash"})

_LIST_OF_KEYS = {
    "when": "write the conditions without `-`; under `any:` and `all:` they may be a list",
    "not": "write the conditions without `-`; under `any:` and `all:` they may be a list",
    "then": "write the actions without `-`",
    "replies": "write the name of each as a key of its own, and `body:` below it",
}
_WRAPPED = {
    "when": "{text: %s}",
    "meanwhile": "{file: %s}",
    "passed": "{file: %s}",
    "lapsed": "{file: %s}",
}
"""What somebody who writes only one text there is likely to mean by it."""

_EXAMPLES = {
    "attachment": "{type: [pdf, docx]}",
    "header": "{X-Mailer: BulkMail}",
    "imap": "{host: imap.example.com, user: me, password: {env: NAME}}",
    "knocks": "{at_least: 3, within: 1d}",
    "not": "{has: attachment}",
    "password": "{env: NAME}",
    "received": '{between: ["18:00", "08:00"]}',
    "digest": '{at: "07:30"}',
    "smtp": "{host: smtp.example.com}",
    "given": "{door: {him@example.com: closed}}",
    "expect": "{file: Screened/Closed}",
    "then": "{file: Screened/News}",
    "message": "{from: him@example.com, subject: Lunch?}",
}


def renamed(tree: Tree, path: Path_, meant: str) -> str:
    """The line with the key at `path` as it is called here, or with all of `key: value`."""
    key, start = str(path[-1]), tree.key_start(path)
    value, (began, ended) = _value(tree, path), tree.span(path)
    if ":" not in meant:
        return _write(tree, start, start + len(key), meant)
    if not isinstance(value, str) or value.casefold() in _FALSE:
        return ""
    if value.startswith((">", "<")):
        value = value[1:].strip()
    filled = meant.replace("%s", value)
    advice = _write(tree, start, ended, filled) if began < ended else f"write `{filled}`"
    if "TEMPLATE" in meant:
        advice += "; TEMPLATE is what you say with it: one of your `replies`"
    return advice.removeprefix("; ")


def of_another_kind(tree: Tree, path: Path_, wanted: str) -> str:
    """What to write where a list, text, or keys with values are `wanted`; empty if that is open."""
    key = str(path[-1]) if path else ""
    match wanted, _value(tree, path):
        case "keys with values", list():
            return _LIST_OF_KEYS.get(key, "write the keys without `-` and without brackets")
        case "keys with values", str(value):
            return _with_keys(tree, path, key, value)
        case "a list", str(value):
            start, end = tree.span(path)
            items = _side_by_side(key, value) or tree.text[start:end]
            return _write(tree, start, end, f"[{items}]")
        case "a list", dict(value):
            return _as_items(tree, path, key, value)
        case "text", list():
            return "write one, without brackets and `-`"
        case _:
            return ""


def as_several(tree: Tree, path: Path_) -> str:
    """The line with brackets round values side by side, where all but the first seem to be keys.

    Empty if that is not how the key at `path` came to be one.
    """
    above = path[:-1]
    if tree.text[tree.start(above)] != "{":
        return ""
    values = _value(tree, above)
    if len(values) > _MOST_KEYS:
        return ""
    keys = list(values)
    first = last = keys.index(path[-1])
    while first > 0 and values[keys[first]] is None:
        first -= 1
    while last + 1 < len(keys) and values[keys[last + 1]] is None:
        last += 1
    if values[keys[last]] is not None or not isinstance(values[keys[first]], str):
        return ""
    start, end = tree.start((*above, keys[first])), tree.key_start((*above, keys[last]))
    end += len(keys[last])
    return _write(tree, start, end, f"[{tree.text[start:end]}]")


def missing(key: str, models: Iterable[type[BaseModel]]) -> str:
    """What to write where that key of one of the models is missing."""
    for model in models:
        for name, field in model.model_fields.items():
            if key == (field.alias or name):
                example = _EXAMPLES.get(key) or next(map(_flow, field.examples or ()), "")
                line = f"{key}: {example}"
                fits = example and len(line) <= _LONGEST and readable(line)
                return f"write it as `{line}`" if fits else ""
    return ""


def _flow(example: Any) -> str:
    """An example on one line of YAML."""
    match example:
        case bool():
            return str(example).lower()
        case dict():
            return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in example.items())}}}"
        case list():
            return f"[{', '.join(map(_flow, example))}]"
        case str() if example[:1] in ">@*[{" or ": " in example:
            return quote(example)
        case _:
            return str(example)


def _with_keys(tree: Tree, path: Path_, key: str, value: str) -> str:
    start, end = tree.span(path)
    written = tree.text[start:end]
    word = value.casefold().strip().replace(" ", "_")
    action = f"{word}: true" if word in _FLAGS else ACTIONS.get(word, "")
    if key == "then" and ": " in action and "%s" not in action:
        return _write(tree, start, end, f"{{{action}}}")
    if path[:-1] == ("replies",):
        return _write(tree, start, end, f"{{body: {written}}}")
    if key in _WRAPPED:
        return _write(tree, start, end, _WRAPPED[key] % written)
    if key == "attachment":
        asked = "type" if value.isalnum() else "name"
        return _write(tree, start, end, f"{{{asked}: {written}}}")
    if key == "header" and re.fullmatch(r"[A-Za-z-]+", value):
        return _write(tree, start, end, f"{{{written}: true}}")
    if key == "knocks" and value.isdecimal():
        return _write(tree, start, end, f"{{at_least: {value}, within: 1d}}")
    example = _EXAMPLES.get(key)
    return f"write it as `{key}: {example}`" if example else ""


def _side_by_side(key: str, value: str) -> str:
    """What stands in the text side by side, as the items of a list, where that can be told."""
    times = re.findall(r"\d{1,2}:\d\d", value) if key == "between" else []
    return ", ".join(map(quote, times)) if len(times) == 2 else ""


def _as_items(tree: Tree, path: Path_, key: str, value: dict[str, Any]) -> str:
    start, end = tree.span(path)
    name, first = next(iter(value.items()), ("", None))
    if isinstance(first, dict) and key != "any":
        return f"write `- name: {name}`, and what belongs to it on the lines below"
    if key in PEOPLE:
        return "write each handle on a line of its own, which begins with `- `"
    if tree.text[start : start + 1] != "{":
        item = _write(tree, start, start, "- ")
        return f"{item}, and indent the lines that belong to it two spaces more" if item else ""
    if key == "any" and all(isinstance(each, str) for each in value.values()):
        items = ", ".join(f"{{{one}: {each}}}" for one, each in value.items())
        return _write(tree, start, end, f"[{items}]")
    return "write each item on a line of its own, which begins with `- `"


def _value(tree: Tree, path: Path_) -> Any:
    there = tree.data
    for part in path:
        there = there[part]
    return there


def _write(tree: Tree, start: int, end: int, instead: str) -> str:
    line = tree.rewritten(start, end, instead)
    return f"write `{line}`" if line and len(line) <= _LONGEST and readable(line) else ""
