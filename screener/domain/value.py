"""The one ancestor of every value in the domain: a frozen model that knows no extra keys."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A value: compared by content, never changed; a transition returns the next one."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=False, defer_build=True
    )
