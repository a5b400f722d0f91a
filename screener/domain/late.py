"""Regular expressions that are compiled when they are first asked.

Most commands ask few of the hundreds that there are, and to compile them all takes longer than many
a command. The surprise: what is wrong with one shows when it is first asked, too.
"""

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


class _Late(Generic[AnyStr]):
    """Stands for a pattern; each of its methods is looked up once and kept."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._written: AnyStr = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self._written, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern, for what is asked seldom; one that every message meets is better compiled."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
