"""One logged-in connection, as all parts of the adapter see it."""

from dataclasses import dataclass, field

from screener.adapters.imap.dialogue import Dialogue
from screener.adapters.imap.names import Names
from screener.adapters.imap.selected import Selected
from screener.adapters.imap.wire import Wire
from screener.domain.record.stumble import Part
from screener.errors import ServerRefused
from screener.ports.caution import Caution
from screener.ports.mailbox import Capabilities


@dataclass
class Session:
    """What was learned at login, the dialogue, and which folder is open.

    `sizes` are those that the last batch of headers told, `special_folders` those that have a use,
    as they were at `specials_listed` by the monotonic clock (None before that). `idles` turns False
    when the server offers IDLE and then refuses it, and `waits` is whether somebody waits in IDLE
    over this connection. `looked` is how each folder stood when it was last searched (UIDVALIDITY
    and UIDNEXT), `shown` are the parts of messages that the server has shown, by folder, and
    `caution` is what earlier connections left to this one.
    """

    wire: Wire
    capabilities: Capabilities
    names: Names
    selected: Selected | None = None
    sizes: dict[int, int] = field(default_factory=dict)
    special_folders: dict[str, str] = field(default_factory=dict)
    specials_listed: float | None = None
    looked: dict[str, tuple[int, int]] = field(default_factory=dict)
    waits: bool = False
    caution: Caution | None = None
    shown: set[tuple[str, Part]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(self.wire, listener=self._hear)
        self.idles = self.capabilities.idle

    def folder(self) -> Selected:
        """The open folder. Raises ServerRefused if none is."""
        if self.selected is None:
            raise ServerRefused("No folder is open on this connection.")
        return self.selected

    def writable_folder(self) -> Selected:
        """The open folder, which was opened for writing. Raises ServerRefused. Dovecot moves
        messages out of a folder that was opened by EXAMINE, so the server is not relied upon.
        """
        folder = self.folder()
        if not folder.writable:
            raise ServerRefused(f"The folder {folder.name!r} is open for reading only.")
        return folder

    def _hear(self, line: bytes) -> None:
        if self.selected is not None:
            self.selected.hear(line)
