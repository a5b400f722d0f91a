"""What every mapping of the rule language has in common."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator


class Nothing:
    """What stands for a value that is not written: no validator takes it for one."""


NOTHING = Nothing()


class Shape(BaseModel):
    """A mapping of the rule language: unknown keys are errors, and so are keys without a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _has_values(cls, value: object) -> object:
        # `when: {from: }` is a slip, and taken for "no condition" it would match everything.
        if isinstance(value, dict) and None in value.values():
            return {key: NOTHING if one is None else one for key, one in value.items()}
        return value


class NotEmpty(Shape):
    """A condition that says something."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("an empty condition would match everything; leave it out for that")
        return self


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""How somebody or something is called."""


def one_or_many(value: object) -> object:
    """A list as a value means any of its members; a single value is a list of one."""
    return value if isinstance(value, list) else [value]
