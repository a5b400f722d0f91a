"""How far the past messages of a closing have been looked for, and what was left out so far.

A folder that the server would not show stops no other. Once all others are done it is tried again,
after longer and longer pauses, and left out for good at last.
"""

from datetime import datetime, timedelta

from screener.domain.value import Value

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)

DONE = 2**32 - 1
"""The UID after which nothing comes: the folder was searched to its end, or left."""


class Sweep(Value):
    """How far the past messages of one occasion have been looked for in one account.

    Folders are taken by name: those before `folder` are done, and of it all up to `last_uid` as
    long as `uidvalidity` holds. `kept` counts preserved messages, `filed` those among them that
    are filed too. `finished` is None as long as there is more to do.

    `refused` are folders that the server would not show. Once all others are done they are tried
    again at `again`, which is None before that, and were so `tries` times.
    """

    account: str
    occasion: datetime
    folder: str | None = None
    uidvalidity: int = 0
    last_uid: int = 0
    folders_done: int = 0
    folders: int = 0
    kept: int = 0
    filed: int = 0
    finished: datetime | None = None
    refused: tuple[str, ...] = ()
    tries: int = 0
    again: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it goes on now; a clock that was set back by days is no reason to wait."""
        return self.again is None or not timedelta(0) < self.again - now <= PAUSES[-1]

    @property
    def gives_up(self) -> bool:
        """Whether what is refused now is left out."""
        return self.tries >= len(PAUSES)

    def among(self, there: list[str]) -> "Sweep":
        """The same of these folders, which are all that there are."""
        return self.model_copy(
            update={
                "folders": len(there),
                "folders_done": len(there) - len(self.left(there)),
                "refused": tuple(name for name in self.refused if name in there),
            }
        )

    def left(self, there: list[str]) -> list[str]:
        """Those of the folders that are still to be searched, in their order."""
        if self.tries:
            return [name for name in there if name in self.refused]
        return [name for name in there if self.folder is None or name >= self.folder]

    def past(self, folder: str) -> "Sweep":
        """After all of that folder."""
        refused = tuple(name for name in self.refused if name != folder)
        done = self.folders_done + 1
        return self.model_copy(update={"last_uid": DONE, "folders_done": done, "refused": refused})

    def without(self, folder: str) -> "Sweep":
        """After the server would not show that folder."""
        refused = tuple(dict.fromkeys((*self.refused, folder)))
        here = {"folder": folder, "uidvalidity": 0, "last_uid": DONE}
        return self.model_copy(update={**here, "refused": refused})

    def resting(self, now: datetime) -> "Sweep":
        """Until it is time to try again what was refused, each from its beginning."""
        here = {"folder": None, "uidvalidity": 0, "last_uid": 0}
        again = now + PAUSES[self.tries]
        return self.model_copy(update={**here, "tries": self.tries + 1, "again": again})

    def ended(self, now: datetime) -> "Sweep":
        """There is no more to do."""
        return self.model_copy(update={"finished": now, "folders_done": self.folders})
