"""The names of folders that were last seen on a server: a small file for each account in the state.

`check` asks no server and opens no database, and yet can tell a mistyped folder by these.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from screener.config.atomic import write_atomically
from screener.domain.value import Value

FOLDER = "folders"


class Seen(Value):
    """The names as the user writes them, and when they were there; aware, in UTC."""

    at: datetime
    folders: frozenset[str]


class FolderNotes:
    """What is known of one account; `state` is the state directory."""

    def __init__(self, state: Path, account: str) -> None:
        self._path = state / FOLDER / f"{quote(account, safe='')}.json"

    def looked(self) -> datetime | None:
        """When somebody last looked."""
        seen = self.seen()
        return seen.at if seen else None

    def seen(self) -> Seen | None:
        """What was there, None where nobody ever looked; a file that cannot be read is as good."""
        try:
            return Seen.model_validate_json(self._path.read_bytes())
        except (OSError, ValueError):
            return None

    def note(self, names: Iterable[str], *, at: datetime) -> None:
        """Keep it, if there is a state directory to keep it in. Raises DiskTrouble."""
        if not self._path.parent.parent.is_dir():
            return
        text = json.dumps({"at": at.isoformat(), "folders": sorted(names)}, ensure_ascii=False)
        write_atomically(self._path, text)


def seen_on_servers(state: Path, accounts: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """By account, the folders of those whose server was ever looked at."""
    seen = {account: FolderNotes(state, account).seen() for account in accounts}
    return {account: one.folders for account, one in seen.items() if one is not None}
