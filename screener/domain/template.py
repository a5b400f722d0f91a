"""Templates of answers: what may stand in them, and the text that comes out.

They are Jinja2 in its sandbox. The user writes them, but what goes into them a sender has written;
so nothing of a sender is ever a template, and what comes out is bounded.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

from screener.domain.place import Place
from screener.domain.value import Value

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
"""Characters that a template may come to."""


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
    """The template cannot be used; `line` counts from 1 within the text."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


Facts = Mapping[str, object]
"""The values of VARIABLES, mappings for those with parts; all texts, None for what is not there."""


def render(text: str, facts: Facts) -> str:
    """The text with its variables filled in. Raises BadTemplate if it comes out too long."""
    rendered = str(_compiled(text).render({key: facts.get(key, "") for key in VARIABLES}))
    if len(rendered) > RENDERED_LIMIT:
        raise BadTemplate(f"comes to more than {RENDERED_LIMIT} characters")
    return rendered


def check(text: str, *, in_gate: bool = False) -> None:
    """Raises BadTemplate for what Jinja2 cannot read, or for a variable that does not exist."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        raise BadTemplate(f"cannot be read: {error.message}", error.lineno) from error
    for banned in tree.find_all((nodes.For, nodes.Macro, nodes.Call, nodes.Import, nodes.Include)):
        raise BadTemplate("loops, calls and includes do not belong into a letter", banned.lineno)
    for attribute in tree.find_all((nodes.Getattr, nodes.Getitem)):
        _check_part(attribute)
    for name in tree.find_all(nodes.Name):
        if name.name not in VARIABLES:
            raise BadTemplate(_unknown(name.name), name.lineno)
        if name.name in IN_GATES_ONLY and not in_gate:
            raise BadTemplate(f"`{name.name}` exists in the templates of gates only", name.lineno)


def _check_part(attribute: object) -> None:
    from jinja2 import nodes

    assert isinstance(attribute, nodes.Getattr | nodes.Getitem)  # noqa: S101  find_all promises
    if isinstance(attribute, nodes.Getitem) or not isinstance(attribute.node, nodes.Name):
        raise BadTemplate("only names such as `sender.name` can stand here", attribute.lineno)
    whole, part = attribute.node.name, attribute.attr
    if part not in (VARIABLES.get(whole) or ()):
        raise BadTemplate(_unknown(f"{whole}.{part}"), attribute.lineno)


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    words = [
        f"{whole}.{part}" if parts else whole
        for whole, parts in VARIABLES.items()
        for part in sorted(parts or {""})
    ]
    near = get_close_matches(name, words, n=1)
    return f"`{name}` is unknown" + (f"; did you mean `{near[0]}`?" if near else "")


@lru_cache(maxsize=1)
def _environment() -> "jinja2.sandbox.ImmutableSandboxedEnvironment":  # noqa: F821  late import
    # Late: 40 ms that only those pay who answer.
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@lru_cache(maxsize=256)
def _compiled(text: str) -> "jinja2.Template":  # noqa: F821  late import
    return _environment().from_string(text)
