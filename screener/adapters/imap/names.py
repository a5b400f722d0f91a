"""Folder names: the user's `/` and Unicode, and what one server wants instead.

A server may put a prefix before every folder but INBOX (`INBOX.`), separate levels by something
else than `/` (RFC 2342), and wants modified UTF-7 (RFC 3501, section 5.1.3). The mapping goes both
ways or not at all: a name that would come back as another one is refused, never bent.
"""

import re
from dataclasses import dataclass

from imapclient import imap_utf7

from screener.errors import ServerRefused

INBOX = "INBOX"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Names:
    """The personal namespace of one account; `delimiter` is None where there are no levels."""

    prefix: str = ""
    delimiter: str | None = "/"

    def to_server(self, folder: str) -> bytes:
        """The folder's name as an argument of a command. Raises ServerRefused for an impossible
        one.
        """
        return quoted(imap_utf7.encode(self._full(folder)))

    def to_user(self, raw: bytes) -> str | None:
        """What the user calls this folder; None for one outside of the personal namespace, or one
        that cannot be named in a way that leads back to it.
        """
        try:
            name = imap_utf7.decode(raw)
        except ValueError:
            return None
        if name.upper() == INBOX:
            return INBOX
        folder = self._without_prefix(name)
        try:
            return folder if folder and self._full(folder) == name else None
        except ServerRefused:
            return None

    def _without_prefix(self, name: str) -> str | None:
        if not name.startswith(self.prefix):
            return None
        rest = name[len(self.prefix) :]
        if self.delimiter in (None, "/"):
            return rest
        return None if "/" in rest else rest.replace(self.delimiter or "", "/")

    def _full(self, folder: str) -> str:
        levels = folder.split("/")
        if levels[0].upper() == INBOX:
            levels[0] = INBOX
            if len(levels) == 1:
                return INBOX
        if not all(levels) or _CONTROL.search(folder):
            raise ServerRefused(f"{folder!r} is no name for a folder.")
        if self.delimiter is None:
            return self.prefix + folder
        if self.delimiter != "/" and self.delimiter in folder:
            raise ServerRefused(
                f"No folder can be named {folder!r}: this server separates levels by "
                f"`{self.delimiter}`.",
                advice=f"Separate levels by `/`, and leave out `{self.prefix}` if it is there.",
            )
        if self.prefix == INBOX + self.delimiter and levels[0] == INBOX:
            del levels[0]
        return self.prefix + self.delimiter.join(levels)


def quoted(name: bytes) -> bytes:
    """A quoted string (RFC 3501, section 4.3)."""
    return b'"' + re.sub(rb'([\\"])', rb"\\\1", name) + b'"'
