"""The few promises that the application needs from the world.

Every promise has one real adapter and one twin in memory (screener.adapters.memory), and both pass
one contract suite. No adapter has a method that destroys a message.

Folder names here are the user's own: `/` between the levels, no namespace prefix, Unicode. The
adapter maps them to what the server wants. Errors are those of screener.errors: `Unreachable` when
the connection is lost (the adapter is then closed and a new one is needed), `ServerRefused` when
the server said no and the connection is still good.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from screener.domain.chain import Deed, Entry, Head, SignedHead
from screener.domain.closing import Changed, Closing, Request, Sweep
from screener.domain.decision import Bookmark, Decision, Door, Known, Trouble
from screener.domain.effect import Effect, QueuedEffect, Receipt
from screener.domain.history import Past
from screener.domain.letter import Letter
from screener.domain.likeness import Mark
from screener.domain.outgoing import Outgoing, Postmark
from screener.domain.question import Question
from screener.domain.stay import Stay
from screener.domain.undoing import Undoable, Undone


class Capabilities(NamedTuple):
    """What the server can do, of what matters to us."""

    move: bool
    uidplus: bool
    idle: bool
    condstore: bool
    special_use: bool
    object_id: bool
    gmail: bool
    list_status: bool
    utf8_accept: bool
    names: tuple[str, ...]


class FolderInfo(NamedTuple):
    """One folder of the account; `special_use` is an attribute of RFC 6154 such as `\\Sent`."""

    name: str
    special_use: str | None
    selectable: bool


class FolderState(NamedTuple):
    """What opening or asking for a folder tells.

    `uid_next` is the least UID that a message to come may get, `highest_modseq` None without
    CONDSTORE (RFC 7162). `keywords_allowed` is whether new keywords are kept (`\\*` in
    PERMANENTFLAGS); it is None where only STATUS was asked.
    """

    name: str
    uidvalidity: int
    uid_next: int
    messages: int
    highest_modseq: int | None
    writable: bool | None
    keywords_allowed: bool | None
    permanent_flags: frozenset[str]


class FetchedHeader(NamedTuple):
    """The header of one message, and what the server says of it.

    `received` is INTERNALDATE, aware, in UTC. `stable_id` is `emailid:…` (RFC 8474) or `gm:…`
    where the server has such a thing. `header` is cut at ports.HEADER_LIMIT octets.
    """

    uid: int
    flags: frozenset[str]
    received: datetime
    size: int
    stable_id: str | None
    header: bytes


class Landed(NamedTuple):
    """Where a copied or moved message lies now (COPYUID, RFC 4315)."""

    uidvalidity: int
    uid: int


class Moved(NamedTuple):
    """What became of the messages that should be moved or copied.

    `landed` has every UID that the server is known to have moved; the value is None where it does
    not say where to. `gone` are those that were not there any more. `left_marked` could only be
    copied and marked `\\Deleted`, since the server has neither MOVE nor UIDPLUS. What is named
    nowhere is still where it was.
    """

    landed: dict[int, Landed | None]
    gone: frozenset[int]
    left_marked: frozenset[int] = frozenset()


class Encryption(NamedTuple):
    """How connections to a server are encrypted: the version of TLS, such as `TLSv1.3`, and until
    when the server's certificate is valid (aware, in UTC).
    """

    version: str
    valid_until: datetime


class StateDirectory(NamedTuple):
    """How the state directory is found; of one that is not there, `free` is that of its parent.

    `mode` are the permission bits, `free` the octets that we may still write.
    """

    path: str
    exists: bool
    writable: bool
    ours: bool
    mode: int
    free: int


HEADER_LIMIT = 128 * 1024
"""Octets of one header that are read; what is beyond is not looked at."""

WHOLE_LIMIT = 16 * 1024 * 1024
"""Octets of one message that are read for its text; a larger one is read up to TRUNCATED_TO."""

TRUNCATED_TO = 1024 * 1024


class Name(NamedTuple):
    """Pieces of an address as it may be written, both of which stand in it; `local` may be empty.

    ASCII; compared without regard to case.
    """

    local: str
    domain: str


class Mailbox(Protocol):
    """One open, logged-in connection to one account. Used by one thread only."""

    capabilities: Capabilities

    def folders(self) -> tuple[FolderInfo, ...]:
        """All folders of the personal namespace."""
        ...

    def special(self, use: str) -> str | None:
        """The folder with that special use (`\\Sent`, `\\Drafts`, `\\Junk`, `\\Trash`), or None."""
        ...

    def ensure_folder(self, folder: str) -> None:
        """Create and subscribe the folder if it is not there."""
        ...

    def open(self, folder: str, *, writable: bool) -> FolderState:
        """Select the folder (EXAMINE unless writable). What follows is about the open folder.

        For the folder that is open already nothing is sent, as a rule: its state is what the
        server told since. It is selected anew now and then, lest the folder was made anew.
        """
        ...

    def status(self, folders: Sequence[str]) -> dict[str, FolderState]:
        """Ask about folders without opening them; one that is not there is left out."""
        ...

    def uids_after(self, uid: int) -> tuple[int, ...]:
        """UIDs above `uid` in the open folder, ascending: one command."""
        ...

    def uids_naming(self, names: Sequence[Name], *, after: int = 0) -> tuple[int, ...]:
        """UIDs above `after` in the open folder whose addresses may be such, ascending.

        Some may be others', but none is left out: From, To, Cc and Bcc are looked at.
        """
        ...

    def uids_since(self, since: datetime) -> tuple[int, ...]:
        """UIDs received at or after `since` minus one day (SEARCH SINCE knows only days)."""
        ...

    def headers(
        self, uids: Collection[int], *, only: Sequence[str] = ()
    ) -> Iterator[FetchedHeader]:
        """Headers of those of the UIDs that are still there, in batches, without setting \\Seen.

        With `only` they have just the fields of these names.

        One message that the server cannot show never stops the others; it has an empty header.
        """
        ...

    def wholes(self, uids: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Whole messages, bounded in memory; one above WHOLE_LIMIT only up to TRUNCATED_TO."""
        ...

    def stream(self, uid: int) -> Iterator[bytes]:
        """The exact octets of one message in pieces; empty if it is not there any more."""
        ...

    def flags(self, uids: Collection[int]) -> dict[int, frozenset[str]]:
        """Flags of those of the UIDs that are still there."""
        ...

    def change_flags(
        self, uids: Collection[int], *, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> frozenset[str]:
        """Change flags and keywords; the answer is those that the server will not keep."""
        ...

    def copy(self, uids: Collection[int], folder: str) -> Moved:
        """Copy to a folder that is created if need be."""
        ...

    def move(self, uids: Collection[int], folder: str) -> Moved:
        """Move to a folder that is created if need be: MOVE (RFC 6851), else COPY and UID EXPUNGE
        (RFC 4315), else COPY and `\\Deleted`. Never a plain EXPUNGE or CLOSE.
        """
        ...

    def remove_copied(self, uids: Collection[int]) -> frozenset[int]:
        """Finish a move whose COPY is known to have been made: the source half only.

        The answer is those that could only be marked `\\Deleted`.
        """
        ...

    def find(self, *, message_id: str | None, received: datetime, size: int) -> tuple[int, ...]:
        """Candidates in the open folder for one message: by Message-ID, else by day and size."""
        ...

    def append(
        self, folder: str, raw: bytes, *, flags: Collection[str], received: datetime
    ) -> Landed | None:
        """Add a message to a folder that is created if need be."""
        ...

    def wait(self, timeout: timedelta, wake: int | None = None) -> bool:
        """Wait in IDLE (RFC 2177) on the open folder until something happens there.

        True when the server announced something or `wake` (a file descriptor) became readable;
        False after `timeout`. Raises Unreachable as soon as the connection is known to be dead.
        """
        ...

    def close(self) -> None:
        """End the connection; never raises, never expunges."""
        ...


class Archive(Protocol):
    """Original messages, addressed by the SHA-256 of their octets, each stored once."""

    def put(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Store one message; its SHA-256 in hex and its size. Durable only after `sync`."""
        ...

    def sync(self) -> None:
        """Everything that was put is on disk when this returns."""
        ...

    def read(self, sha256: str) -> bytes | None:
        """The octets of one object, or None."""
        ...

    def remove(self, sha256: str) -> None:
        """Take one object away for good; nothing happens if it is not there."""
        ...

    def __contains__(self, sha256: object) -> bool: ...


class Query(NamedTuple):
    """Which decisions to list; None means any. Times are aware; `since` is inclusive."""

    since: datetime | None = None
    contact: str | None = None
    rule: str | None = None
    account: str | None = None
    message_id: str | None = None
    subject: str | None = None
    """A piece of the subject, without regard to case."""
    line: str | None = None
    """The entry of `closed` or `welcome` that decided the door."""
    mentions: tuple[str, ...] = ()
    """Pieces of which one stands anywhere in the event, without regard to case."""
    knocks_only: bool = False


class Recorded(NamedTuple):
    """A decision with its effects as they stand now."""

    decision: Decision
    effects: tuple[Effect, ...]


class Knocks(NamedTuple):
    """How often somebody came to a closed door, and when last."""

    line: str
    times: int
    last: datetime


class Tally(NamedTuple):
    """How many messages of one round one rule is about to move, of how many decided there."""

    account: str
    round: str
    rule: str
    moving: int
    decided: int


class Letterbox(Protocol):
    """The outbox of letters. Every method is one transaction."""

    def queue(self, outgoing: Outgoing) -> None:
        """Add one letter; nothing happens if there is one of its key."""
        ...

    def due(self, account: str, *, now: datetime) -> tuple[Outgoing, ...]:
        """Letters to be tried by now, and those that a crash left started, oldest first."""
        ...

    def begin(self, key: str) -> None:
        """It is being sent from now on: durable before the dialogue starts. ValueError if it is
        not waiting.
        """
        ...

    def settle(self, postmark: Postmark, *, deeds: Sequence[Deed] = ()) -> None:
        """What became of it, and the deeds; the effect of its decision is told too. ValueError: no
        legal step. Whole messages that were enclosed are not kept in a letter that is settled.
        """
        ...

    def letter(self, key: str) -> Outgoing | None:
        """One letter."""
        ...

    def of_contact(self, contacts: Collection[str]) -> tuple[Outgoing, ...]:
        """Every letter that concerns one of these, oldest first."""
        ...

    def answered(self, contacts: Collection[str], template: str, *, since: datetime | None) -> bool:
        """Whether the template went to one of them since then, or is about to; None means ever."""
        ...

    def automatic_since(self, account: str, since: datetime) -> int:
        """How many automatic answers the account has decided since then."""
        ...


class Happened(NamedTuple):
    """One event that was decided; `identity` tells a message from its like."""

    identity: str
    past: Past


class Acquaintance(NamedTuple):
    """What was learned of a handle from mail that was never decided; times aware, in UTC.

    `heard_first` and `heard_last` are of mail from before the first start, `wrote_at` is when the
    user last wrote there.
    """

    heard_first: datetime | None = None
    heard_last: datetime | None = None
    wrote_at: datetime | None = None


class People(Protocol):
    """Who came and to whom the user wrote, by handle in canonical form or by contact's name.

    Every method is one transaction.
    """

    def events(
        self, since: Mapping[str, datetime], *, until: datetime
    ) -> Mapping[str, Sequence[Happened]]:
        """Under each handle or name: events received at or after its time, decided before `until`.

        Who is not there had none.
        """
        ...

    def others(
        self, pairs: Collection[tuple[str, str]], *, until: datetime
    ) -> Collection[tuple[str, str]]:
        """Those pairs of handle or name and identity for which another event than that identity
        was decided before `until`, however long ago.
        """
        ...

    def acquaintances(
        self, handles: Collection[str], *, until: datetime | None = None
    ) -> Mapping[str, Acquaintance]:
        """What was learned of these; who is not there is unknown. `until` is about `wrote_at`."""
        ...

    def learn(
        self,
        bookmark: Bookmark,
        *,
        heard: Collection[tuple[str, datetime]] = (),
        wrote: Collection[tuple[str, datetime]] = (),
    ) -> None:
        """From which handles something came and to which the user wrote, and how far it was read.

        What is known already does no harm.
        """
        ...

    def unlearn(self, known_as: Collection[str]) -> None:
        """Nothing of `learn` and `mark` stays of these handles and names."""
        ...

    def first_came(self, handle: str) -> datetime | None:
        """When the first message from there was received, as far as is known."""
        ...

    def mark(self, marks: Collection[tuple[str, Mark]]) -> None:
        """What messages at closed doors left behind, by line. What is known does no harm."""
        ...

    def marked(self, signs: Collection[Mark]) -> Mapping[str, Collection[Mark]]:
        """The lines of which there are such marks, with them; of Sign.THREAD the Message-ID of any
        message that met a closed door is one.
        """
        ...


class Evidence(NamedTuple):
    """What is known of a message: its object in the archive, and when a closed door last had it."""

    sha256: str | None
    counted: datetime | None


class Doorbook(Protocol):
    """What is remembered of doors beside the files. Every method is one transaction."""

    def closings(self) -> tuple[Closing, ...]:
        """Those that have not ended, by line."""
        ...

    def begun(self) -> datetime | None:
        """When the doors of the very first start were noted."""
        ...

    def begin(self, found: Sequence[Closing], *, at: datetime) -> None:
        """Note the doors of the very first start; nothing happens the second time."""
        ...

    def note(
        self,
        changed: Changed,
        *,
        at: datetime,
        accounts: Collection[str],
        deeds: Sequence[Deed] = (),
        asked: Sequence[Question] = (),
    ) -> None:
        """Closings that began, went on differently and ended; and who is to be swept where.

        What somebody else has noted meanwhile is left as it is; a deed is told only if its contact
        is a line that began or ended here.
        """
        ...

    def leave_the_past(self, lines: Collection[str]) -> None:
        """Past messages of these lines are not looked for after all."""
        ...

    def sweeps(self, *, account: str | None = None) -> tuple[Sweep, ...]:
        """Those that are not finished, the oldest occasion first."""
        ...

    def swept(self, occasion: datetime) -> tuple[Sweep, ...]:
        """How far one occasion is in each account."""
        ...

    def went_on(self, sweep: Sweep) -> None:
        """Write down how far it is."""
        ...

    def evidence(self, account: str, identities: Collection[str]) -> dict[str, Evidence]:
        """What is known of those of the messages that were decided before."""
        ...

    def preserved_for(self, contact: str, objects: Collection[str]) -> frozenset[str]:
        """Those of the objects of which the ledger says that they were preserved for them."""
        ...

    def ask(self, asked: Sequence[Question]) -> None:
        """Ask what was not asked before, and is not open in the same words."""
        ...

    def questions(self, *, settled: bool = False) -> tuple[Question, ...]:
        """The open ones, or those that are settled, oldest first."""
        ...

    def settle(self, ids: Collection[str], *, at: datetime) -> None:
        """These questions need no answer any more."""
        ...

    def queue(self, wanted: Request, *, asked: Sequence[Question] = ()) -> None:
        """A door is to be moved once the file of doors can be edited."""
        ...

    def queued(self) -> tuple[Request, ...]:
        """Doors that wait, in the order in which they were asked for."""
        ...

    def drop(self, request: Request) -> None:
        """It waits no longer."""
        ...


class Asked(NamedTuple):
    """Somebody whose question lies in the outbox, and what became of the letter.

    `settled` is when, None while it waits; the letter is None if it is not there at all.
    """

    stay: Stay
    letter: Outgoing | None
    settled: datetime | None


class Gatebook(Protocol):
    """Who stands where in gates, and which messages are whose. Every method is one transaction."""

    def stays(self, contacts: Collection[str], *, since: datetime) -> tuple[Stay, ...]:
        """Those of these contacts that go on, or ended at or after then; oldest first."""
        ...

    def inside(self, account: str | None = None) -> tuple[Stay, ...]:
        """Those that go on, the oldest first; `account` is the one that they came in by."""
        ...

    def ended(self, account: str, *, outcomes: Collection[str]) -> tuple[Stay, ...]:
        """Those that have ended with such an outcome, the first to end first."""
        ...

    def asked(self, account: str) -> tuple[Asked, ...]:
        """Those whose question is on its way."""
        ...

    def asks(self, letter: str) -> bool:
        """Whether somebody is to be asked by the letter of that key."""
        ...

    def passes(self, gate: str, *, since: datetime) -> int:
        """How many have passed after then."""
        ...

    def next_deadline(self) -> datetime | None:
        """When the next stay lapses."""
        ...

    def put(self, stay: Stay) -> None:
        """How it goes on; a wish is fulfilled by it."""
        ...

    def wish(self, stay: Stay, word: str) -> bool:
        """The user's word on a stay; False if it has ended meanwhile."""
        ...

    def wishes(self, account: str) -> tuple[tuple[Stay, str], ...]:
        """Words that wait, with the stays that they are about."""
        ...

    def to_carry_out(self, account: str) -> tuple[tuple[Stay, tuple[str, ...]], ...]:
        """Stays with an outcome, and the messages of the account (by decision) that it has not
        been carried out on.
        """
        ...

    def carried(self, decisions: Collection[str], *, outcome: str) -> None:
        """The outcome was carried out on these messages."""
        ...

    def messages(self, stay: Stay) -> tuple[str, ...]:
        """The decisions about all messages of a stay."""
        ...


class Undoings(Protocol):
    """What is to be taken back, and what was. Every method is one transaction."""

    def find(
        self, *, decision: str | None, since: datetime | None, rule: str | None
    ) -> tuple[str, ...]:
        """Decisions of which something was done that can be taken back, oldest first.

        `since` is when it was done; what is None does not matter.
        """
        ...

    def ask(self, wanted: Collection[str], *, at: datetime) -> None:
        """Take these back; effects of theirs that wait are refused at once."""
        ...

    def asked(self, account: str) -> tuple[Undoable, ...]:
        """What is to be taken back in this account, oldest first."""
        ...

    def settle(self, outcomes: Sequence[Undone], known_as: Sequence[Decision] = ()) -> None:
        """What became of them, and how the messages are known from now on."""
        ...

    def outcomes(self, wanted: Collection[str]) -> tuple[Undone, ...]:
        """Those that have one."""
        ...


class Store(Protocol):
    """What is remembered: bookmarks, decisions, the outbox of effects, who holds a mailbox.

    Every method is one transaction. Raises DiskTrouble when nothing can be written.
    """

    @property
    def letterbox(self) -> Letterbox:
        """The letters that are to be sent, and those that were."""
        ...

    @property
    def doorbook(self) -> Doorbook:
        """What is remembered of doors."""
        ...

    @property
    def gatebook(self) -> Gatebook:
        """Who stands where in gates."""
        ...

    @property
    def undoings(self) -> Undoings:
        """What is to be taken back."""
        ...

    @property
    def people(self) -> People:
        """Who came, and to whom the user wrote."""
        ...

    def bookmark(self, account: str, folder: str) -> Bookmark | None:
        """How far this folder has been read."""
        ...

    def remember(
        self,
        decisions: Sequence[Decision],
        *,
        bookmark: Bookmark | None,
        troubles: Sequence[Trouble] = (),
        deeds: Sequence[Deed] = (),
        letters: Sequence[Outgoing] = (),
    ) -> None:
        """Decisions with their effects, troubles, bookmark, deeds and letters: all or nothing.

        The stay of a decision is written down with it, the message being one of that stay.
        A decision that is there already (same id) is left as it is, and its deeds are told
        already. A message that was a trouble
        and now has a decision is none any more.
        """
        ...

    def known(self, account: str, identities: Collection[str]) -> dict[str, Known]:
        """The latest decision for each identity that was decided before in this account."""
        ...

    def troubles(self, account: str, *, due: datetime) -> tuple[Trouble, ...]:
        """Messages to be tried again by then."""
        ...

    def drop_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Messages that are not there any more need not be tried again."""
        ...

    def due(self, account: str, *, now: datetime, limit: int) -> tuple[QueuedEffect, ...]:
        """Effects that are pending or were left started by a crash, and whose time has come.

        In the order in which they are to be carried out: by kind (effect.ORDER), folder, value and
        age. Those with `blocked` are left out.
        """
        ...

    def begin(self, effects: Collection[int], *, at: datetime) -> None:
        """They are being tried from now on: durable before the world is touched."""
        ...

    def settle(self, receipts: Sequence[Receipt], *, deeds: Sequence[Deed] = ()) -> None:
        """What became of them, and the deeds; an illegal step raises ValueError (effect.LEGAL)."""
        ...

    def cancel(self, effects: Collection[int], *, reason: str, at: datetime) -> None:
        """Pending ones are refused without having been tried."""
        ...

    def decision(self, decision: str) -> Recorded | None:
        """One decision by its id."""
        ...

    def decisions(self, query: Query) -> Iterator[Recorded]:
        """Decisions, oldest first; bounded in memory."""
        ...

    def knocks(self) -> tuple[Knocks, ...]:
        """Knocks at closed doors by the line of `closed` that they met, noted ones included.

        A NOTED deed counts if its detail has such a line as `knock_at`.
        """
        ...

    def append(self, deeds: Sequence[Deed]) -> None:
        """Add to the ledger, in this order and with serial numbers."""
        ...

    def forget(self, decisions: Collection[str], *, deeds: Sequence[Deed]) -> None:
        """Nothing stays of these events but where they lay, and the deeds say so."""
        ...

    def head(self) -> Head:
        """The last entry of the ledger."""
        ...

    def hash_at(self, number: int) -> str | None:
        """The hash of that entry, None if it is not there."""
        ...

    def entries(self) -> Iterator[Entry]:
        """The whole ledger in its order; bounded in memory."""
        ...

    def mentions(self) -> Iterator[Entry]:
        """Entries that name an object of the archive, by object and then in their order."""
        ...

    def unrecorded(self) -> str | None:
        """A decision that preserved something of which the ledger does not know, or None."""
        ...

    def tallies(self, account: str) -> tuple[Tally, ...]:
        """How much each rule is about to move, by round; what was held or released is left out."""
        ...

    def hold_back(self, tally: Tally, *, reason: str) -> None:
        """The pending effects of that rule and round wait until they are released."""
        ...

    def held_back(self, account: str) -> tuple[Tally, ...]:
        """What is waiting because of the brake."""
        ...

    def release_held(self, account: str) -> int:
        """Everything that waits may go on; how many effects that were."""
        ...

    def hold(self, account: str, *, holder: str, now: datetime, lease: timedelta) -> str | None:
        """Take or renew the lease on one mailbox. None if it is ours now, else who has it."""
        ...

    def holder(self, account: str, *, now: datetime) -> str | None:
        """Who has the lease on a mailbox, None if nobody."""
        ...

    def release(self, account: str, *, holder: str) -> None:
        """Give the lease back; nothing happens if somebody else has it."""
        ...

    def setting(self, key: str) -> str | None:
        """One small remembered thing, such as until when the program is paused."""
        ...

    def set(self, key: str, value: str | None) -> None:
        """Remember it; None forgets it."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class Notary(Protocol):
    """Signs the head of the ledger with a key of this machine, and keeps the last one signed."""

    @property
    def public_key(self) -> str:
        """The Ed25519 public key, in PEM."""
        ...

    def last(self) -> SignedHead | None:
        """The last head that was signed; None if it is lost or no head at all."""
        ...

    def sign(self, head: Head, *, at: datetime) -> SignedHead:
        """Sign and keep it, durably; a later one that is there already stays. DiskTrouble."""
        ...

    def has_signed(self, signed: SignedHead) -> bool:
        """Whether the signature is ours."""
        ...


class Sink(Protocol):
    """Something that octets are written to."""

    def write(self, octets: bytes, /) -> object:
        """Write all of them."""
        ...


class Paper(Protocol):
    """Pages on which text flows from top to bottom; sizes and lengths are in points."""

    def text(self, text: str, *, size: float = 9, grey: float = 0, indent: float = 0) -> None:
        """A paragraph, or several; `grey` is from 0, which is black, to 1."""
        ...

    def gap(self, points: float) -> None:
        """White space."""
        ...

    def keep(self, points: float) -> None:
        """Go on on the next page if so much does not fit on this one."""
        ...

    def bars(self, counts: Sequence[int], *, height: float) -> None:
        """A picture of counts, side by side over the whole width."""
        ...

    def close(self) -> None:
        """No more is written."""
        ...


class Folder(Protocol):
    """A new folder that is filled file by file, and is there as a whole or not at all.

    Names are relative, with `/` between. Every method raises DiskTrouble.
    """

    def file(self, name: str) -> AbstractContextManager[Sink]:
        """Write one file; ValueError if there is one of that name."""
        ...

    def add(self, name: str, octets: bytes) -> None:
        """The same, for octets that are there already."""
        ...


HandleEntry = str | Mapping[str, str]
"""A handle as it is written: a text, or `{via: …, name: …}` for somebody behind a relay."""

DoorEntry = str | Mapping[str, str | Sequence[HandleEntry]]
"""What stands under `closed` or `welcome`: a handle, or a mapping of the rule language."""


class DoorLine(Protocol):
    """One line of the file of doors, as it is written there."""

    @property
    def door(self) -> Door:
        """Under which door it stands."""
        ...

    @property
    def entry(self) -> object:
        """A text, or a mapping of texts and lists."""
        ...


class DoorsFile(Protocol):
    """The one file of the user's that the program edits, comments and order kept.

    Every method raises InvalidConfiguration if the file is broken, and leaves it as it is then;
    those that write raise DiskTrouble.
    """

    def lines(self) -> Sequence[DoorLine]:
        """Every line, in the order of the file; none if there is no file yet."""
        ...

    def put(self, door: Door, entry: DoorEntry) -> None:
        """Add a line, and take out every other that has its name or one of its handles."""
        ...

    def take_out(self, who: Collection[str]) -> DoorLine | None:
        """Remove the first line that has one of these names or handles, as they are written."""
        ...


class Fate(StrEnum):
    """What became of a letter that was handed to a server."""

    ACCEPTED = "accepted"
    """The server has taken it over (RFC 5321 section 2.1)."""
    REJECTED = "rejected"
    """It was refused for good, and nobody has it."""
    DEFERRED = "deferred"
    """Nobody has it, and trying again later may help."""
    UNCERTAIN = "uncertain"
    """All of it was sent and no answer came: nobody knows."""


class RefusedRecipient(NamedTuple):
    """One recipient whom the server did not take, while it took others."""

    address: str
    code: int
    text: str


class Outcome(NamedTuple):
    """What became of a letter, in one line of `text` for people that holds no secret.

    `code` is the server's last word (RFC 5321 section 4.2), None where it said nothing.
    `login_refused`: no letter will go before somebody puts user or password right.
    `null_sender_refused`: the server lets nobody send without an envelope sender, so the letter was
    offered with the author's address. `refused` are those who do not get an accepted letter.
    """

    fate: Fate
    code: int | None = None
    text: str = ""
    login_refused: bool = False
    null_sender_refused: bool = False
    refused: tuple[RefusedRecipient, ...] = ()


class Post(Protocol):
    """Sends the letters of one account. Used by one thread at a time."""

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter over, once; whatever goes wrong is an outcome.

        A letter with the null envelope sender that is refused with it is offered once more, with
        its author's address.
        """
        ...


class Clock(Protocol):
    """The time, and the only way to ask for it."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...
