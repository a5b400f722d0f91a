"""Names of what is written elsewhere in the files: of a template, of a gate."""

from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from screener.config.complaint import closest
from screener.config.fields import wrong
from screener.config.language.surroundings import surroundings


def _template_name(value: object, info: ValidationInfo) -> str:
    known = surroundings(info).templates
    if not isinstance(value, str):
        raise wrong("the name of a template must stand here: one under `replies`")
    if value not in known:
        near = closest(value, known)
        guess = f"; did you mean `{near}`?" if near else ""
        advice = "" if known else "write it under `replies:`"
        raise wrong(f"there is no template `{value}`{guess}", advice=advice)
    return value


TemplateName = Annotated[str, BeforeValidator(_template_name), WithJsonSchema({"type": "string"})]
"""The name of a template that is written in one of the files."""


def _gate_name(value: object, info: ValidationInfo) -> str:
    known = surroundings(info).gates
    if not isinstance(value, str):
        raise wrong("the name of a gate must stand here: one under `gates`")
    if value not in known:
        near = closest(value, known)
        guess = f"; did you mean `{near}`?" if near else ""
        advice = "" if known else "write it under `gates:`"
        raise wrong(f"there is no gate `{value}`{guess}", advice=advice)
    return value


GateName = Annotated[str, BeforeValidator(_gate_name), WithJsonSchema({"type": "string"})]
"""The name of a gate that is written in one of the files."""
