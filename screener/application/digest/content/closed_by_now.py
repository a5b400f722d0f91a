"""Whose door is closed by now: what they wrote before that is not shown to the user either."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from screener.domain.people.contact import Directory, Met
from screener.domain.record.decision import CLOSED_DOOR, Door
from screener.ports.daybook import Dealt, Letterhead

UNKNOWN = "somebody unknown"

KNOWN = 2_000
"""So many people are looked up only once; of many more nobody comes twice soon."""


class ClosedByNow:
    """Looks up doors as they are on that day."""

    def __init__(self, directory: Directory, *, today: date) -> None:
        self._directory = directory
        self._today = today
        self._line = lru_cache(maxsize=KNOWN)(self._looked_up)

    def holds(self, one: Dealt) -> bool:
        """Whether it is about somebody whose door was closed then, or is by now."""
        return one.door is Door.CLOSED or self._line(one.handle, one.name) is not None

    def who(self, one: Dealt) -> str:
        """How they are called: at a closed door only as the user's own files have it."""
        if one.door is Door.CLOSED:
            return one.line or CLOSED_DOOR
        line = self._line(one.handle, one.name)
        return line or one.contact or one.handle or UNKNOWN

    def seen(self, letters: Mapping[str, Letterhead]) -> dict[str, Letterhead]:
        """Those that may be shown of messages that are not held: none that several people wrote,
        one of whom is closed.

        As at the door, a message that has a closed contact in its From is theirs; `holds` looks at
        the first of them only.
        """
        return {
            its_id: letter
            for its_id, letter in letters.items()
            if len(letter.senders) < 2 or not any(self._line(*one) for one in letter.senders)
        }

    def called(self, contact: str) -> str:
        """How somebody is called: who is closed, only as the user's own files have it."""
        return self._line(contact) or contact

    def _looked_up(self, handle: str | None, name: str | None = None) -> str | None:
        """The line of `closed` that covers them, None while their door is not closed."""
        if handle is None:
            return None
        met = self._meet(handle, name or "")
        return met.entry.line if met.entry and met.door is Door.CLOSED else None

    def _meet(self, handle: str, name: str) -> Met:
        if "@" in handle:
            return self._directory.of_address(handle, name=name, today=self._today)
        return self._directory.of_number(handle, today=self._today)
