"""Keys that exist, but not where they were written, such as an action under `when`."""

from collections.abc import Iterable

from pydantic import BaseModel


def belongs(key: str, models: Iterable[type[BaseModel]]) -> str | None:
    """Where the key belongs if it stands in a mapping of these models by mistake; None if nowhere.

    It is the end of a sentence that begins with the key.
    """
    from screener.config.language.file import RuleShape
    from screener.config.language.then import Then
    from screener.config.language.when import When

    here = {above for model in models for above in model.__mro__}
    if not here & {When, Then, RuleShape}:
        return None
    if key in keys_of(When) and When not in here:
        return "is a condition: it stands under `when`"
    if key in keys_of(Then) and Then not in here:
        return "is an action: it stands under `then`"
    if key in keys_of(RuleShape) and RuleShape not in here:
        return "belongs to the rule itself: write it as far to the left as `name`"
    return None


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys that a mapping of the model has, as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]
