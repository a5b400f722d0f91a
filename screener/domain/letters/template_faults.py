"""Why a template cannot be read, in the words of somebody who writes letters and no programs."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from screener.domain.late import late

# Patterns are compiled when something is wrong: all who start the program would wait for it.
_OPENED = r"\{\{|\{%"
_CLOSING = {"{{": "}}", "{%": "%}"}
_SINGLE = late(r"(?<!\{)\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*\}(?!\})")

_ENDS = frozenset({"elif", "else", "endif"})


class Fault(NamedTuple):
    """What is wrong, on which line of the template (from 1), and at which word of it."""

    text: str
    line: int
    word: str = ""


def fault_of(template: str, *, said: str, line: int) -> Fault:
    """The fault behind what Jinja2 says of a template that it cannot read."""
    if (unclosed := _unclosed(template)) is not None:
        return unclosed
    if block := re.search(r"needs to be closed is '(\w+)'", said):
        text = f"`{block[1]}` is never closed; write `{{% end{block[1]} %}}` where it ends"
        return Fault(text, line)
    if tag := re.search(r"unknown tag '(\w+)'", said):
        if tag[1] in _ENDS:
            return Fault(f"`{{% {tag[1]} %}}` belongs to no `{{% if … %}}` before it", line)
        return Fault(f"`{tag[1]}` is no word to begin with after `{{%`; `if` is", line)
    if sign := re.search(r"unexpected char ['\"]{1,2}(.)", said):
        return Fault(f"the sign `{sign[1]}` cannot stand in a name between `{{{{` and `}}}}`", line)
    if "expected an expression" in said.casefold():
        return Fault("a name is missing between these braces", line)
    if "got 'name'" in said:
        return Fault("two words stand between these braces without anything that joins them", line)
    first = said.partition(". ")[0].rstrip(".")
    return Fault(f"this cannot be read: {first[:1].lower()}{first[1:]}", line)


def single_braces(template: str, names: Iterable[str]) -> Fault | None:
    """One of these names between single braces, which would be sent as they are."""
    known = frozenset(names)
    for found in _SINGLE.finditer(template):
        if found[1] in known:
            text = f"`{found[0]}` would be sent as it is written; write `{{{{ {found[1]} }}}}`"
            return Fault(text, template.count("\n", 0, found.start()) + 1, found[1])
    return None


def _unclosed(template: str) -> Fault | None:
    """The first braces that are opened and not closed before others are."""
    for opened in re.finditer(_OPENED, template):
        end = template.find(_CLOSING[opened[0]], opened.end())
        following = re.compile(_OPENED).search(template, opened.end())
        if end < 0 or (following is not None and following.start() < end):
            name = re.match(r"\{\{\s*([\w.]+)", template[opened.start() :])
            advice = f"write `{{{{ {name[1]} }}}}`" if name else f"write `{_CLOSING[opened[0]]}`"
            text = f"this `{opened[0]}` is never closed; {advice} where it ends"
            text = text.removesuffix(" where it ends") if name else text
            word = name[1] if name else ""
            return Fault(text, template.count("\n", 0, opened.start()) + 1, word)
    return None
