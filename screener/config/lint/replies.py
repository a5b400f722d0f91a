"""Letters that decline and leave something open: every finding is a warning.

A letter declines if it is named by a `decline:`, or if its own name has a word such as `no`,
`decline` or `sorry` in it. `lint: off` on a template silences this.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from screener.config.complaint import Complaint
from screener.config.lint.declining_words import IN_NAMES, SHAPES, WORDS, Weakness
from screener.config.yaml.inside import index_inside
from screener.config.yaml.source import Tree
from screener.domain.letters.template import Template

_FILLED_IN = re.compile(r"\{([{%#]).*?[}%#]\}", re.DOTALL)
_NOT_LETTERS = re.compile(r"[^\w]+|_")
_ADVICE = "a no is best said and left alone; `lint: off` on the template silences this"


class Weak(NamedTuple):
    """One finding in a text; `line` counts from 1."""

    line: int
    column: int
    word: str
    weakness: Weakness


def lint_replies(trees: Collection[Tree], templates: Mapping[str, Template]) -> Iterator[Complaint]:
    """Every finding in every template that declines."""
    named = frozenset(name for tree in trees for name in _declined_with(tree.data))
    for tree in trees:
        for template in templates.values():
            here = template.place is not None and template.place.file == tree.file
            if here and template.linted and (template.name in named or _says_no(template.name)):
                yield from _lint(template, tree)


def weak_words(text: str) -> list[Weak]:
    """What weakens a no in this text, in its order; what is filled in later is not looked at."""
    text = _FILLED_IN.sub(lambda found: _blank(found[0]), text)
    found: list[Weak] = []
    for weakness, pattern in _patterns(text.casefold()):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            found.append(Weak(line, column, " ".join(match[0].split()), weakness))
        # A link with a question mark asks nothing, and a date is no telephone number.
        if weakness in (Weakness.LINK, Weakness.DATE):
            text = pattern.sub(lambda match: _blank(match[0]), text)
    return sorted(found)


def _lint(template: Template, tree: Tree) -> Iterator[Complaint]:
    for key, text in (("subject", template.subject), ("body", template.body)):
        path = ("replies", template.name, key)
        for weak in weak_words(text) if tree.has(path) else ():
            index = index_inside(tree, path, line=weak.line, word=weak.word)
            said = f"`{weak.word}` {weak.weakness.value}"
            yield tree.complaint_at(index, said, advice=_ADVICE, level="warning")


def _says_no(name: str) -> bool:
    return not IN_NAMES.isdisjoint(_NOT_LETTERS.split(name.casefold()))


def _declined_with(data: Any) -> Iterator[str]:
    """The templates that `decline:` names, at a closed door or in the `close` of a rule."""
    closed = data.get("closed")
    actions = [rule.get("then") for rule in _mappings(data.get("rules"))]
    closes = [then.get("close") for then in _mappings(actions)]
    gates = _mappings(data.get("gates"))
    chosen = [
        then
        for gate in gates
        if isinstance(gate.get("choices"), dict)
        for then in gate["choices"].values()
    ]
    closes += [then.get("close") for then in _mappings(chosen)]
    for entry in (*_mappings(closed), *_mappings(closes)):
        if isinstance(name := entry.get("decline"), str):
            yield name


def _mappings(value: Any) -> Iterable[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _patterns(folded: str) -> Iterator[tuple[Weakness, re.Pattern[str]]]:
    """The shapes first, then the words that may be there: whose parts are, in whatever order."""
    yield from _shapes()
    for weakness, listed in WORDS.items():
        if likely := tuple(word for word in listed if all(part in folded for part in word.split())):
            yield weakness, _any_of(likely)


@lru_cache(maxsize=1)
def _shapes() -> list[tuple[Weakness, re.Pattern[str]]]:
    return [(weakness, re.compile(shape, re.IGNORECASE)) for weakness, shape in SHAPES.items()]


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """The longest first, so that `too busy` is found whole."""
    longest_first = sorted(words, key=len, reverse=True)
    each = (r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
