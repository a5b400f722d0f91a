"""Whose door is closed by now: what they wrote before that is not shown to the user either."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from screener.domain.contact import Directory, Met
from screener.domain.decision import Door
from screener.ports.daybook import Dealt, Letterhead


class ClosedByNow:
    """Looks up doors as they are on that day; everybody once."""

    def __init__(self, directory: Directory, *, today: date) -> None:
        self._directory = directory
        self._today = today
        self._lines: dict[tuple[str, str], str | None] = {}

    def seen(self, decisions: Iterable[Dealt]) -> Iterator[Dealt]:
        """The same decisions; those about somebody closed since count as at a closed door.

        They are no knocks for that.
        """
        for one in decisions:
            line = None if one.door is Door.CLOSED else self._line(one.handle, one.name)
            yield one if line is None else one._replace(door=Door.CLOSED, line=line)

    def behind(self, letters: Mapping[str, Letterhead]) -> frozenset[str]:
        """Those that several people wrote, one of whom is closed; `seen` looks at the first only.

        As at the door, a message that has a closed contact in its From is theirs.
        """
        return frozenset(
            name
            for name, letter in letters.items()
            if len(letter.senders) > 1 and any(self._line(*one) for one in letter.senders)
        )

    def called(self, contact: str) -> str:
        """How somebody is called: who is closed, only as the user's own files have it."""
        return self._line(contact) or contact

    def _line(self, handle: str | None, name: str | None = None) -> str | None:
        """The line of `closed` that covers them, None while their door is not closed."""
        if handle is None:
            return None
        who = (handle, name or "")
        if who not in self._lines:
            met = self._meet(*who)
            self._lines[who] = met.entry.line if met.entry and met.door is Door.CLOSED else None
        return self._lines[who]

    def _meet(self, handle: str, name: str) -> Met:
        if "@" in handle:
            return self._directory.of_address(handle, name=name, today=self._today)
        return self._directory.of_number(handle, today=self._today)
