"""JSON Schema (draft 2020-12) of the files that people write, for editors that help with them.

It is made from the models that read the files. An editor types scalars by YAML 1.2's core schema
before it asks the schema, while the models see text as it was written; so where a text may stand, a
number may, too. What the schema refuses the program refuses; the program refuses more.
"""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from screener.config.as_written import as_written
from screener.config.language.file import RuleFile
from screener.config.language.handles import HANDLE_SCHEMA
from screener.config.language.people import Entry
from screener.config.language.shape import NotEmpty, one_or_many
from screener.config.language.tests import ExpectShape, FileOfTests
from screener.config.language.texts import TextTests
from screener.config.language.then import Then
from screener.config.settings.examples import EXAMPLES
from screener.config.settings.words import WORDS
from screener.domain.settings.login import Secret
from screener.domain.settings.setting_types import several
from screener.domain.settings.settings import Settings

_A_LIST = {
    "anyOf": [
        {"type": "array", "items": HANDLE_SCHEMA},
        {
            "type": "object",
            "properties": {
                "file": {
                    "type": "string",
                    "description": "A file beside the rules with one member a line.",
                    "examples": ["press.txt"],
                }
            },
            "required": ["file"],
            "additionalProperties": False,
        },
    ]
}
_NULL = {"type": "null"}


def schema_of_rules() -> dict[str, Any]:
    """The schema of one file of rules, doors or people."""
    return _finished(RuleFile, _OfRules, title="Rules of screener")


def schema_of_tests() -> dict[str, Any]:
    """The schema of one file of rule tests."""
    return _finished(FileOfTests, _OfRules, title="Tests of screener's rules")


def schema_of_configuration() -> dict[str, Any]:
    """The schema of the configuration."""
    return _finished(Settings, _ForEditors, title="Configuration of screener")


class _ForEditors(GenerateJsonSchema):
    """Says what may be written, where pydantic would say what is held in the end."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """The key is title enough."""
        del schema
        return False

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """A plain `2026` is a text, too."""
        found = super().str_schema(schema)
        return found if "pattern" in found else found | {"type": ["string", "number"]}

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """A list that may be written as its only member."""
        found = super().function_before_schema(schema)
        if schema["function"]["function"] in (one_or_many, several):
            return {"anyOf": [found["items"], found]}
        return found

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Any of the branches, since an editor does not know which was meant."""
        found = super().tagged_union_schema(schema)
        return {"anyOf": found["oneOf"]}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """With what the validators of whole mappings ask for, and the words for people."""
        found, model = super().model_schema(schema), schema["cls"]
        for key, words in WORDS.get(model, {}).items():
            said = {"description": words, "examples": EXAMPLES[model][key]}
            found["properties"][key] = said | found["properties"][key]
        return found | _of_the_whole(model)

    def encode_default(self, dft: Any) -> Any:
        """As it stands in a file."""
        return as_written(dft)


class _OfRules(_ForEditors):
    """In rules a key without a value is a slip, as a rule."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What may stand there besides nothing."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Without a default that nobody can write."""
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value}

    def encode_default(self, dft: Any) -> Any:
        """Without the keys that say nothing."""
        written = as_written(dft)
        if not isinstance(written, dict):
            return written
        return {key: value for key, value in written.items() if value}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The keys at the left edge may be empty, and `null` may be expected of a test."""
        found = super().model_schema(schema)
        if schema["cls"] is RuleFile:
            found["properties"]["lists"] |= {"additionalProperties": _A_LIST}
        if schema["cls"] in (RuleFile, FileOfTests, ExpectShape):
            found["properties"] = {key: _or_empty(it) for key, it in found["properties"].items()}
        if schema["cls"] in (RuleFile, FileOfTests):
            found["type"] = ["object", "null"]  # a file of comments says nothing
        return found


def _of_the_whole(model: type[BaseModel]) -> JsonSchemaValue:
    if issubclass(model, Secret):
        return {"minProperties": 1, "maxProperties": 1}
    if issubclass(model, Entry):
        return {"oneOf": [{"required": ["handles"]}, {"required": ["contact"]}]}
    says_something = issubclass(model, NotEmpty | TextTests | Then | ExpectShape)
    return {"minProperties": 1} if says_something else {}


def _or_empty(schema: JsonSchemaValue) -> JsonSchemaValue:
    said = {key: schema[key] for key in ("description", "examples") if key in schema}
    rest = {key: value for key, value in schema.items() if key not in said}
    return said | {"anyOf": [rest, _NULL]}


def _finished(
    model: type[BaseModel], generator: type[GenerateJsonSchema], *, title: str
) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, schema_generator=generator)
    used = {name: schema["$defs"][name] for name in _reached(schema)}
    return {"$schema": generator.schema_dialect, **schema, "title": title, "$defs": used}


def _reached(schema: dict[str, Any]) -> list[str]:
    """The names of the definitions that are used: what a key of later needs is not."""
    found: set[str] = set()
    waiting = list(_refs({key: part for key, part in schema.items() if key != "$defs"}))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _refs(schema["$defs"][name])
    return sorted(found)


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str):
            yield ref.rpartition("/")[2]
        for below in part.values():
            yield from _refs(below)
    elif isinstance(part, list):
        for below in part:
            yield from _refs(below)


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "rules": schema_of_rules,
    "config": schema_of_configuration,
    "tests": schema_of_tests,
}
"""What there is a schema of."""
