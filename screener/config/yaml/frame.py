"""A list or a mapping while it is being read."""

from typing import Any

from screener.config.yaml.branch import Branch

NO_KEY = object()
"""No key waits for its value."""


class Frame:
    """A collection that is being filled; a key may wait for its value, written `at`.

    The outermost frame is a list, whose one item is the whole text.
    """

    __slots__ = ("anchor", "at", "before", "below", "branch", "data", "is_list", "key", "starts")

    def __init__(self, branch: Branch, *, anchor: str | None = None, before: int = 0) -> None:
        self.branch = branch
        self.data = branch.data
        self.below = branch.below
        self.starts = branch.starts
        self.is_list = isinstance(branch.data, list)
        self.anchor = anchor
        self.before = before
        self.key: Any = NO_KEY
        self.at = 0
