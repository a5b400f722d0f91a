"""Messages at which the server hangs up, as the store remembers them: a line for each folder.

The rules by which one is found and given up are in screener.domain.record.stumble.
"""

import structlog

from screener.domain.record.stumble import Part, Stumble, Stumbles
from screener.ports.caution import Caution
from screener.ports.clock import Clock
from screener.ports.store import Store

log = structlog.get_logger()


class RememberedCaution(Caution):
    """For one account, by one process at a time: what was read once is not asked for again."""

    def __init__(self, account: str, *, store: Store, clock: Clock) -> None:
        self._account = account
        self._store = store
        self._clock = clock
        self._folders: dict[str, Stumbles] = {}

    def known(self, folder: str, uidvalidity: int) -> Stumbles:
        """As it was kept."""
        if folder not in self._folders:
            kept = self._store.setting(self._key(folder))
            self._folders[folder] = (
                Stumbles.model_validate_json(kept) if kept else Stumbles(uidvalidity=uidvalidity)
            )
        known = self._folders[folder]
        return known if known.uidvalidity == uidvalidity else Stumbles(uidvalidity=uidvalidity)

    def broke(self, folder: str, uidvalidity: int, stumble: Stumble) -> None:
        """One that is given up by it is told in the log."""
        before = self.known(folder, uidvalidity)
        after = before.after(stumble, now=self._clock.now())
        for uid in after.lost.keys() - before.lost.keys():
            log.warning(
                "message_given_up",
                account=self._account,
                folder=folder,
                uid=uid,
                why=f"the connection broke each time that its {stumble.part} was read",
            )
        self._keep(folder, after)

    def passed(self, folder: str, uidvalidity: int, part: Part, uids: tuple[int, ...]) -> None:
        """Mostly there is nothing to remember."""
        before = self.known(folder, uidvalidity)
        after = before.passed(part, uids)
        if after != before:
            self._keep(folder, after)

    def _keep(self, folder: str, stumbles: Stumbles) -> None:
        self._folders[folder] = stumbles
        says_something = stumbles.lost or stumbles.suspicion
        written = stumbles.model_dump_json() if says_something else None
        self._store.set(self._key(folder), written)

    def _key(self, folder: str) -> str:
        return f"stumbles\t{self._account}\t{folder}"
