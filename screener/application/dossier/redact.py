"""What of a text may be read: other people's addresses are blackened, if that is asked for."""

import re
import unicodedata
from typing import NamedTuple

from screener.application.record.theirs import Theirs
from screener.domain.people.handle import address_key
from screener.domain.record.event import Address

BLACK = "\u2588" * 8

ANOTHER_OF_YOURS = "[another address of the recipient]"

_PIECES = re.compile(r"([\s<>\"',;:()\[\]]+)")
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Eyes(NamedTuple):
    """Whose eyes it is for. `own` are canonical addresses of the user, `aliases` the private ones.

    The contact's own addresses are always shown.
    """

    theirs: Theirs
    own: frozenset[str]
    aliases: frozenset[str]
    redact_others: bool

    def text(self, text: str) -> str:
        """The text as it may be read; linear in its length."""
        shown = legible(text)
        if "@" not in shown:
            return shown
        return "".join(self._piece(piece) for piece in _PIECES.split(shown))

    def address(self, address: Address) -> str:
        """One address with its name."""
        shown = self._piece(legible(address.address))
        if shown != legible(address.address) or not address.name:
            return shown
        return f"{self.text(address.name)} <{shown}>"

    def _piece(self, piece: str) -> str:
        if "@" not in piece.strip("@"):
            return piece
        word = piece.rstrip(".!?")
        key = address_key(word)
        if key in self.aliases:
            return ANOTHER_OF_YOURS + piece[len(word) :]
        if not self.redact_others or key in self.own or self.theirs.covers(word):
            return piece
        return BLACK + piece[len(word) :]


def legible(text: str) -> str:
    """The text without tricks: control, bidi and invisible characters are shown as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"<U+{ord(char):04X}>"
        if unicodedata.category(char) in _UNSEEN and char not in f"\n{_JOINERS}"
        else char
        for char in text.expandtabs(4).replace("\r\n", "\n")
    )
