"""The reference page of the rule language: reference.md with tables made from the models.

`python -m screener.config.language.reference > docs/rules.md` writes it, and a test compares.
"""

import re
import sys
from collections.abc import Iterator
from enum import Enum
from inspect import isclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from screener.config.language import file, gates, people, replies, tests, then, when
from screener.config.language.fields import TextTests

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

_KEYS = re.compile(r"<!-- keys: (\w+) -->")


def page() -> str:
    """The whole page, as Markdown."""
    template = Path(__file__).with_name("reference.md").read_text("utf-8")
    return _KEYS.sub(lambda found: _table(found[1]), template)


def _table(name: str) -> str:
    rows = ["| key | meaning | example |", "| --- | --- | --- |"]
    for key, field in keys_of(MODELS[name]).items():
        rows.append(f"| `{key}` | {_meaning(field)} | {_examples(key, field)} |")
    return "\n".join(rows)


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


def _examples(key: str, field: FieldInfo) -> str:
    return "<br>".join(f"`{key}: {_flow(example)}`" for example in field.examples or ())


def _flow(value: Any) -> str:
    """The value as YAML on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000)
    return text.removesuffix("...\n").strip()


if __name__ == "__main__":
    sys.stdout.write(page())
