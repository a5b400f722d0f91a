"""What one connection leaves to the next about messages at which the server hangs up."""

from typing import Protocol

from screener.domain.record.stumble import Part, Stumble, Stumbles


class Caution(Protocol):
    """What is known of the folders of one account, across connections and restarts."""

    def known(self, folder: str, uidvalidity: int) -> Stumbles:
        """What is known of the folder; nothing under a UIDVALIDITY that is new."""
        ...

    def broke(self, folder: str, uidvalidity: int, stumble: Stumble) -> None:
        """The connection broke, and this was being read. Raises DiskTrouble."""
        ...

    def passed(self, folder: str, uidvalidity: int, part: Part, uids: tuple[int, ...]) -> None:
        """These were shown without harm. Raises DiskTrouble."""
        ...
