"""Templates of answers: what may stand in them, and the text that comes out.

They are Jinja2 in its sandbox, cut down to what a letter needs: names, conditions, a few filters.
The user writes them, but what goes into them a sender has written; so nothing of a sender is ever
a template, and what comes out is bounded. Calculating is left out since the sandbox does not bound
it: `{{ "a" * 10**9 }}` takes all memory, even before anything is filled in.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from screener.domain.letters.template_faults import fault_of, single_braces
from screener.domain.place import Place
from screener.domain.value import Value

if TYPE_CHECKING:
    import jinja2

VARIABLES: Mapping[str, frozenset[str] | None] = {
    "subject": None,
    "received": None,
    "deadline": None,
    "not_before": None,
    "sender": frozenset({"name", "address"}),
    "my": frozenset({"name", "address", "firm", "field", "policy"}),
    "contact": frozenset({"name"}),
}
"""What a template may speak of; None where the name itself is the value."""

IN_GATES_ONLY = frozenset({"deadline", "not_before"})

NEVER_AGAIN = "never-again"

USUAL_EVERY = timedelta(days=7)

USUAL_SUBJECT = "Re: {{ subject }}"

RENDERED_LIMIT = 64 * 1024
"""Characters that a template may have, and may come to."""

FILTERS = ("capitalize", "default", "lower", "title", "trim", "upper")
"""What may follow a `|`; none makes much of little."""

_NODES = frozenset({
    "And", "Compare", "CondExpr", "Const", "Filter", "Getattr", "If", "Name", "Not", "Operand",
    "Or", "Output", "Template", "TemplateData",
})  # fmt: skip
"""What of Jinja2's grammar belongs into a letter."""

_ALWAYS_FILLED = _NODES - {"Compare", "CondExpr", "Const", "Filter", "Operand"}
"""What can be filled in whatever the facts are: names, and conditions over names."""

_COMPARISONS = frozenset({"eq", "ne", "in", "notin"})


class Attached(Value):
    """A file that goes with an answer."""

    name: str
    octets: bytes


class Template(Value):
    """One entry of `replies`. `every` is None for an answer that is never given twice."""

    name: str
    subject: str = USUAL_SUBJECT
    body: str
    attach: tuple[Attached, ...] = ()
    every: timedelta | None = USUAL_EVERY
    linted: bool = True
    place: Place | None = None


class BadTemplate(ValueError):
    """The template cannot be used; `line` counts from 1 within the text.

    `word` is what is wrong as it is written there, empty where it is the line as a whole.
    """

    def __init__(self, message: str, line: int = 1, word: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.word = word


Facts = Mapping[str, object]
"""The values of VARIABLES, mappings for those with parts; all texts, None for what is not there."""

_SAMPLE: Facts = {
    name: dict.fromkeys(parts, "x") if parts else "x" for name, parts in VARIABLES.items()
}


def render(text: str, facts: Facts) -> str:
    """The text with its variables filled in; what is not in the facts is empty.

    The text has passed `check`. Raises BadTemplate if it comes out too long.
    """
    rendered: list[str] = []
    length = 0
    for piece in _compiled(text).generate(_complete(facts)):
        rendered.append(piece)
        length += len(piece)
        if length > RENDERED_LIMIT:
            raise BadTemplate(f"comes to more than {RENDERED_LIMIT} characters")
    return "".join(rendered)


def faults(text: str, *, in_gate: bool = False) -> list[BadTemplate]:
    """What Jinja2 cannot read, else all that does not belong into a letter and every variable that
    does not exist; one that stands twice on a line is told once.
    """
    try:
        tree = _parsed(text)
        if (fault := single_braces(text, _words())) is not None:
            raise BadTemplate(*fault)
        found = {(one.line, one.word): one for one in _below(tree, 1, in_gate=in_gate)}
        if not found and not _is_always_filled(tree):
            _try(text)
    except BadTemplate as error:
        return [error]
    return list(found.values())


def _try(text: str) -> None:
    from jinja2 import TemplateError

    try:
        for facts in (_SAMPLE, {}):
            render(text, facts)
    except (TemplateError, TypeError, ValueError) as error:
        raise BadTemplate(f"cannot be filled in: {error}") from error


def _complete(facts: Facts) -> dict[str, object]:
    """Every variable as text, so that nothing a caller leaves out can stop a letter."""
    complete: dict[str, object] = {}
    for name, parts in VARIABLES.items():
        given = facts.get(name)
        known = given if isinstance(given, Mapping) else {}
        complete[name] = {part: _text(known.get(part)) for part in parts} if parts else _text(given)
    return complete


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _parsed(text: str) -> "jinja2.nodes.Template":
    from jinja2 import TemplateSyntaxError

    if len(text) > RENDERED_LIMIT:
        raise BadTemplate(f"has more than {RENDERED_LIMIT} characters")
    try:
        return _environment().parse(text)
    except TemplateSyntaxError as error:
        fault = fault_of(text, said=error.message or "", line=error.lineno)
        raise BadTemplate(*fault) from error
    except RecursionError as error:
        raise BadTemplate("cannot be read: too much is nested here") from error


def _below(node: "jinja2.nodes.Node", line: int, *, in_gate: bool) -> Iterator[BadTemplate]:
    from jinja2 import nodes

    line = node.lineno or line
    if type(node).__name__ not in _NODES or not _is_harmless(node):
        text = "loops, calls and calculations do not belong into a letter"
        yield BadTemplate(f"{text}; names, `if` and a few filters do", line)
        return
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        near = _near(node.name, FILTERS) or f"; there are {', '.join(FILTERS)}"
        yield BadTemplate(f"there is no filter `{node.name}`{near}", line, node.name)
    if isinstance(node, nodes.Getattr | nodes.Name):
        if (fault := _fault_of_name(_dotted(node), in_gate=in_gate)) is not None:
            yield BadTemplate(fault, line, _dotted(node))
        return
    for below in node.iter_child_nodes():
        yield from _below(below, line, in_gate=in_gate)


def _is_always_filled(tree: "jinja2.nodes.Template") -> bool:
    from jinja2 import nodes

    return all(type(node).__name__ in _ALWAYS_FILLED for node in tree.find_all(nodes.Node))


def _is_harmless(node: "jinja2.nodes.Node") -> bool:
    """Whether it can come to nothing but text, a truth, or another of texts."""
    from jinja2 import nodes

    if isinstance(node, nodes.Operand):
        return node.op in _COMPARISONS
    return not isinstance(node, nodes.Const) or isinstance(node.value, str | bool)


def _fault_of_name(name: str, *, in_gate: bool) -> str | None:
    whole, _, part = name.partition(".")
    parts = VARIABLES.get(whole)
    if part not in (parts or ()) if part else whole not in VARIABLES:
        return f"`{name}` is unknown{_near(name, _words())}"
    if not part and parts:
        listed = " or ".join(f"`{whole}.{each}`" for each in sorted(parts))
        return f"`{name}` is no text by itself; write {listed}"
    if name in IN_GATES_ONLY and not in_gate:
        return f"`{name}` exists in the templates of gates only"
    return None


def _dotted(node: "jinja2.nodes.Node") -> str:
    """The name as it is written, such as `my.firm`."""
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _words() -> list[str]:
    """Every variable as it is written."""
    return [
        f"{whole}.{part}" if part else whole
        for whole, parts in VARIABLES.items()
        for part in sorted(parts or {""})
    ]


def _near(name: str, words: Iterable[str]) -> str:
    near = get_close_matches(name, list(words), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _default(value: str, otherwise: str = "", *_more: bool) -> str:
    """What stands in for an empty text; Jinja2's own knows only what is not there at all."""
    return value or otherwise


@lru_cache(maxsize=1)
def _environment() -> "jinja2.sandbox.ImmutableSandboxedEnvironment":
    # Late: 40 ms that only those pay who answer.
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,  # a line with nothing but an `if` leaves no empty line
        lstrip_blocks=True,
    )
    environment.filters["default"] = _default
    return environment


@lru_cache(maxsize=256)
def _compiled(text: str) -> "jinja2.Template":
    return _environment().from_string(text)
