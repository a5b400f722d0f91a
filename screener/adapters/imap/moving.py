r"""Copying and moving, without a way to destroy anything.

MOVE (RFC 6851) where it is offered. Else COPY, then `\Deleted` and UID EXPUNGE (RFC 4315) for
exactly those messages whose copy the server has confirmed by COPYUID. Else COPY and `\Deleted`,
which is left to the user's own program. An OK says little: a server answers it for messages that
are not there any more, too.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from screener.adapters.imap import folders
from screener.adapters.imap.dialogue import Reply
from screener.adapters.imap.flags import store
from screener.adapters.imap.responses import copied_to
from screener.adapters.imap.searching import still_there
from screener.adapters.imap.sequence import chunks
from screener.adapters.imap.session import Session
from screener.errors import ServerRefused
from screener.ports.mailbox import Landed, Moved

_BATCH = 500
_TRIES = 5

_FOLDER_IS_NOT_THE_REASON = frozenset({"OVERQUOTA", "LIMIT", "NOPERM", "TOOBIG", "EXPUNGEISSUED"})

Arrivals = dict[int, Landed | None]


def copy(session: Session, uids: Collection[int], folder: str) -> Moved:
    """COPY; see Mailbox.copy."""
    session.folder()
    return _Errand(session, folder).run(uids, _Errand.copied)


def move(session: Session, uids: Collection[int], folder: str) -> Moved:
    """MOVE, or what comes nearest; see Mailbox.move. A UID that the answer does not name at all is
    still where it was.
    """
    session.writable_folder()
    how = _Errand.moved if session.capabilities.move else _Errand.copied_and_removed
    return _Errand(session, folder).run(uids, how)


def remove_copied(session: Session, uids: Collection[int]) -> frozenset[int]:
    r"""Take the originals of copies away; the answer is those that stay, marked `\Deleted`."""
    session.writable_folder()
    if not uids:
        return frozenset()
    store(session, uids, b"+", [r"\Deleted"])
    if session.capabilities.uidplus:
        for _, those in chunks(uids, count=_BATCH):
            # Some offer UIDPLUS and refuse this; then the originals are found to be there still.
            session.dialogue.run(b"UID EXPUNGE " + those)
    return still_there(session, uids)


@dataclass
class _Errand:
    """One copy or move on its way."""

    session: Session
    folder: str
    landed: Arrivals = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    left_marked: set[int] = field(default_factory=set)

    def run(self, uids: Collection[int], how: Callable[["_Errand", list[int]], Arrivals]) -> Moved:
        """In lots, so that a broken connection leaves little in doubt. Once something has been done
        a refusal ends it without an error: what has landed must not get lost.
        """
        try:
            for lot, _ in chunks(uids, count=_BATCH):
                self._see_through(lot, how)
        except ServerRefused:
            if not self.landed:
                raise
        return Moved(self.landed, frozenset(self.gone), frozenset(self.left_marked))

    def copied(self, uids: list[int]) -> Arrivals:
        """COPY of those that are there; without COPYUID an OK stands for all of them."""
        present = self._present(uids)
        if not present:
            return {}
        reply = self._transfer(b"COPY", present)
        told = _told(reply, present)
        return told if told or not reply.is_ok else dict.fromkeys(present)

    def copied_and_removed(self, uids: list[int]) -> Arrivals:
        """COPY, and the originals taken away as far as their copies are confirmed."""
        landed = self.copied(uids)
        unsure = [uid for uid, where in landed.items() if where is None]
        store(self.session, unsure, b"+", [r"\Deleted"])
        left = remove_copied(self.session, landed.keys() - set(unsure))
        self.left_marked |= left.union(unsure)
        return landed

    def moved(self, uids: list[int]) -> Arrivals:
        """MOVE. A server without COPYUID is asked first who is there."""
        tells = self.session.capabilities.uidplus
        present = uids if tells else self._present(uids)
        if not present:
            return {}
        reply = self._transfer(b"MOVE", present)
        told = _told(reply, present)
        if told or not reply.is_ok or (tells and not _something_left(reply)):
            return told
        there = still_there(self.session, present) if tells else frozenset()
        return dict.fromkeys(uid for uid in present if uid not in there)

    def _see_through(self, lot: list[int], how: Callable[["_Errand", list[int]], Arrivals]) -> None:
        """Try again for those that a message which vanished has held up."""
        rest = lot
        for _ in range(_TRIES):
            landed = how(self, rest)
            self.landed |= landed
            unknown = [uid for uid in rest if uid not in landed]
            rest = self._present(unknown) if unknown else []
            if not rest:
                return

    def _present(self, uids: list[int]) -> list[int]:
        there = still_there(self.session, uids)
        self.gone |= set(uids) - there
        return [uid for uid in uids if uid in there]

    def _transfer(self, verb: bytes, uids: list[int]) -> Reply:
        """Run the command; once more when the folder had to be made."""
        ((_, those),) = chunks(uids, count=len(uids))
        target = self.session.names.to_server(self.folder)
        command = b"UID %s %s %s" % (verb, those, target)
        reply = self.session.dialogue.run(command)
        if not reply.is_ok and reply.keyword not in _FOLDER_IS_NOT_THE_REASON:
            folders.ensure(self.session, self.folder)
            reply = self.session.dialogue.run(command)
        if reply.keyword == "EXPUNGEISSUED":
            return reply
        self.landed |= _told(reply, uids)  # before a refusal: a part of them may have arrived
        return self.session.dialogue.accepted(reply, command)


def _told(reply: Reply, uids: list[int]) -> Arrivals:
    told = copied_to(reply, asked=len(uids))
    return {uid: Landed(*told[uid]) for uid in uids if uid in told}


def _something_left(reply: Reply) -> bool:
    return any(b" EXPUNGE" in line or b" VANISHED" in line for line, *_ in reply.untagged)
