"""Three-valued truth: None means that what would have to be looked at was not read."""

from collections.abc import Iterable

Truth = bool | None


def every(parts: Iterable[Truth]) -> Truth:
    """Whether each of them holds; looks no further than the first that does not."""
    unknown = False
    for part in parts:
        if part is False:
            return False
        unknown = unknown or part is None
    return None if unknown else True


def some(parts: Iterable[Truth]) -> Truth:
    """Whether one of them holds; looks no further than the first that does."""
    return opposite(every(opposite(part) for part in parts))


def opposite(part: Truth) -> Truth:
    """Whether it does not hold; what is unknown stays unknown."""
    return None if part is None else not part
