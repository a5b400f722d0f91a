"""One part of many messages, asked for with what is known of those at which the server hangs up.

Only one command is under way at a time, so whenever the connection breaks while a FETCH is, even
one that was sent ahead, it is known which messages were being read.
"""

import random
from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby

from screener.adapters.imap import responses
from screener.adapters.imap.dialogue import Reply, Running
from screener.adapters.imap.searching import beside
from screener.adapters.imap.sequence import chunks
from screener.adapters.imap.session import Session
from screener.domain.record.stumble import Lost, Part, Stumble, Stumbles, Told

BATCH = 500

Lot = tuple[list[int], bytes]
"""UIDs, and the same as a set."""

_ABOUT = b"UID INTERNALDATE RFC822.SIZE"


class Reading:
    """Asks for `items` of messages of the open folder."""

    def __init__(self, session: Session, part: Part, items: bytes) -> None:
        self.session = session
        self._part = part
        self._items = items
        self._folder = session.folder()

    def lost(self, uids: Collection[int]) -> dict[int, Lost]:
        """Those of the messages that are not to be read any more."""
        known = self._known()
        return {
            uid: lost
            for uid, lost in known.lost.items()
            if uid in uids and known.hides(self._part, uid)
        }

    def lots(self, uids: Collection[int], *, count: int = BATCH) -> Iterator[Lot]:
        """Ascending, so many at a time; suspects apart, and fewer of them."""
        known = self._known()
        if known.suspicion is None:
            yield from chunks(uids, count=count)
            return
        step = min(count, known.suspicion.step)
        for careful, some in groupby(sorted(set(uids)), partial(known.suspects, self._part)):
            yield from chunks(list(some), count=step if careful else count)

    def begin(self, lot: Lot) -> Running:
        """Ask for them; raises Stumbled, here or once the answer is read, if that ends all."""
        told = self._last_look(lot[0][0]) if self._known().last_try(self._part, lot[0][0]) else None
        broke = partial(self.broke, lot[0], told)
        return self.session.dialogue.begin(_fetch(lot[1], self._items), if_broken=broke)

    def run(self, lot: Lot) -> Reply:
        """Ask for them and wait for the answer."""
        return self.begin(lot).reply()

    def passed(self, uids: list[int], answer: Collection[responses.Fetched]) -> None:
        """The server showed what there was of these."""
        folder, caution = self._folder, self.session.caution
        if any(message.body is not None for message in answer):
            self.session.shown.add((folder.name, self._part))
        if caution and self._known().suspicion:
            caution.passed(folder.name, folder.uidvalidity, self._part, tuple(uids))

    def broke(self, uids: list[int], told: Told | None = None) -> None:
        """It ended all to read these."""
        folder, caution = self._folder, self.session.caution
        proven = (folder.name, self._part) in self.session.shown
        if caution:
            stumble = Stumble(self._part, tuple(uids), proven, told)
            caution.broke(folder.name, folder.uidvalidity, stumble)

    def _known(self) -> Stumbles:
        folder, caution = self._folder, self.session.caution
        if caution is None:
            return Stumbles(uidvalidity=folder.uidvalidity)
        return caution.known(folder.name, folder.uidvalidity)

    def _last_look(self, uid: int) -> Told | None:
        """Before a message is lost: that the server shows others, and what it tells of this one."""
        if (self._folder.name, self._part) not in self.session.shown:
            self._try_another(uid)
        return self._told(uid) if self._part is Part.HEADER else None

    def _try_another(self, uid: int) -> None:
        """By chance, since the next one may be no better."""
        known = self._known()
        others = [one for one in beside(self.session, uid) if not known.hides(self._part, one)]
        if not others:
            return
        other = random.choice(others)  # noqa: S311  nobody gains by guessing it
        reply = self.session.dialogue.run(_fetch(b"%d" % other, self._items))
        self.passed([other], [one for one in _messages(reply) if one.uid == other])

    def _told(self, uid: int) -> Told | None:
        command = _fetch(b"%d" % uid, _ABOUT)
        reply = self.session.dialogue.begin(command, if_broken=partial(self.broke, [uid])).reply()
        for message in _messages(reply):
            size = message.items.get(b"RFC822.SIZE", b"")
            received = responses.moment(message.items.get(b"INTERNALDATE", b""))
            if message.uid == uid and received != responses.NO_DATE:
                return Told(received, int(size) if size.isdigit() else 0)
        return None


def _messages(reply: Reply) -> Iterator[responses.Fetched]:
    return filter(None, map(responses.fetched, reply.untagged))


def _fetch(written: bytes, items: bytes) -> bytes:
    return b"UID FETCH %s (%s)" % (written, items)
