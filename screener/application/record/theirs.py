"""Which entries of the ledger are about somebody.

What was done before the user gave somebody a name stands under the handle; and a handle may cover
many people, each of whom is a contact of their own.
"""

from typing import TYPE_CHECKING

from screener.application.doors.who import Who
from screener.domain.people.handle_index import HandleIndex

if TYPE_CHECKING:
    from screener.domain.people.handle import Handle


class Theirs:
    """Tells of any contact in the ledger whether it is that somebody."""

    def __init__(self, about: Who) -> None:
        self._names = {about.name, *(handle.key for handle in about.handles)}
        self._index: HandleIndex[Handle] = HandleIndex((one, one) for one in about.handles)

    def __contains__(self, contact: object) -> bool:
        if not isinstance(contact, str):
            return False
        return contact in self._names or self.covers(contact)

    def covers(self, handle: str) -> bool:
        """Whether the address or number is one of theirs."""
        if "@" in handle:
            return self._index.address(handle) is not None
        return self._index.caller(handle, withheld=False) is not None
