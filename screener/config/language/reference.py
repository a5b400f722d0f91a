"""The reference page of the rule language: reference.md with tables made from the models.

`python -m screener.config.language.reference > docs/rules.md` writes it, and a test compares.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from inspect import isclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from screener.config.language import file, gates, people, replies, tests, then, when
from screener.config.language.texts import TextTests
from screener.config.language.worked import Worked, words, worked
from screener.domain.late import late

MODELS: dict[str, type[BaseModel]] = {
    "RuleFile": file.RuleFile,
    "Closed": people.Closed,
    "Person": people.Person,
    "RuleShape": file.RuleShape,
    "When": when.When,
    "TextTests": TextTests,
    "AttachmentShape": when.AttachmentShape,
    "ReceivedShape": when.ReceivedShape,
    "KnocksShape": when.KnocksShape,
    "Then": then.Then,
    "ReplyShape": replies.ReplyShape,
    "HandOff": then.HandOff,
    "GateShape": gates.GateShape,
    "StepShape": gates.StepShape,
    "BudgetShape": gates.BudgetShape,
    "RuleTestShape": tests.RuleTestShape,
    "GivenShape": tests.GivenShape,
    "EventShape": tests.EventShape,
    "StandingShape": tests.StandingShape,
    "MessageShape": tests.MessageShape,
    "FileShape": tests.FileShape,
    "ExpectShape": tests.ExpectShape,
}

_KEYS = late(r"<!-- keys: (\w+)(?:: ([\w, ]+))? -->")
"""A model, and those of its keys that stand in the table if not all do."""

_WORD = late(r"<!-- fits: (\w+) (\w+) -->")
"""A key with a word of it, for which a message is shown."""


def page() -> str:
    """The whole page, as Markdown."""
    template = Path(__file__).with_name("reference.md").read_text("utf-8")
    filled = _WORD.sub(lambda found: _code(words()[found[1]][found[2]]), template)
    return _KEYS.sub(lambda found: _table(found[1], _named(found[2])), filled)


def _named(keys: str | None) -> Sequence[str]:
    return keys.split(", ") if keys else ()


def _table(name: str, only: Sequence[str]) -> str:
    fields = keys_of(MODELS[name])
    there = worked().get(name, {})
    more = _what_is_told(there)
    rows = [_row(["key", "meaning", "example", *more]), _row(["---"] * (3 + len(more)))]
    for key in only or fields:
        told = [f"`{key}`", _meaning(fields[key])]
        if more:
            rows += _worked_rows(told, key, fields[key].examples or (), there[key])
        else:
            rows.append(_row([*told, "<br>".join(_lines(key, fields[key]))]))
    return "\n".join(rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _what_is_told(there: Mapping[str, Sequence[Worked]]) -> Sequence[str]:
    """What is told of the examples of these keys, besides what they look like."""
    if not there:
        return ()
    of_actions = any(case.comes is not None for cases in there.values() for case in cases)
    return ("what comes of it",) if of_actions else ("✓ fits, ✗ does not fit",)


def _worked_rows(
    told: Sequence[str], key: str, examples: Sequence[Any], cases: Sequence[Worked]
) -> Iterator[str]:
    """A row for each example; the key and its meaning stand in the first."""
    for example, case in zip(examples, cases, strict=True):
        yield _row([*told, _code({key: example, **case.beside}), _outcome(case)])
        told = ["", ""]


def _outcome(case: Worked) -> str:
    if case.comes is None:
        return f"✓ {_code(case.fits)}<br>✗ {_code(case.misses)}"
    for_ = f"✓ {_code(case.message)}<br>" if case.message else ""
    but = f"<br>✗ {_code(case.misses)}" if case.misses else ""
    return f"{for_}{_code(case.comes)}{but}"


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys as users write them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _meaning(field: FieldInfo) -> str:
    words = list(dict.fromkeys(_words(field.annotation)))
    told = field.description or ""
    return f"{told} One of {', '.join(f'`{word}`' for word in words)}." if words else told


def _words(annotation: Any) -> Iterator[str]:
    """The words among which a value is chosen."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif isclass(annotation) and issubclass(annotation, Enum):
        yield from (member.value for member in annotation)
    else:
        for part in get_args(annotation):
            yield from _words(part)


def _lines(key: str, field: FieldInfo) -> Iterator[str]:
    """The examples, as they stand in a file."""
    return (_code({key: example}) for example in field.examples or ())


def _code(said: Mapping[str, Any] | None) -> str:
    """The mapping on one line, as it stands between braces."""
    text = flow(said or {}).removeprefix("{").removesuffix("}")
    return f"`{text}`".replace("|", "\\|")


def flow(value: Any) -> str:
    """The value as YAML on one line, with quotes only where this language needs them."""
    text = yaml.dump(
        _as_written(value),
        Dumper=_Written,
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return text.removesuffix("...\n").strip()


class _Written(yaml.SafeDumper):
    """Writes every scalar as the text that it is: no `2026-11-20` is mistaken for a date here."""

    def choose_scalar_style(self) -> str:
        """Double quotes, as everywhere on the page."""
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style


_Written.yaml_implicit_resolvers = {}


def _as_written(value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case dict():
            return {key: _as_written(one) for key, one in value.items()}
        case list() | tuple():
            return [_as_written(one) for one in value]
        case _:
            return str(value)


if __name__ == "__main__":
    sys.stdout.write(page())
