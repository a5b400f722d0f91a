"""Carrying out one group of effects on the server: flags, copies, moves.

A message may have left its place since it was decided. Then nothing is done to it, except that
what an interrupted move of our own had already done is found again and gets its receipt.
"""

from collections.abc import Collection, Iterable, Sequence

from screener.application.desk import Desk
from screener.domain.record.effect import Do, Effect, QueuedEffect, Receipt, Status
from screener.errors import ServerRefused
from screener.normalize.header.identity import identity
from screener.ports.mailbox import Landed, Mailbox, Moved

GONE = "the message is not there any more: moved or deleted by somebody else"

NOT_MOVED = "the server left it where it was, without saying why"

LEFT_MARKED = "copied; the original is only marked as deleted, since this server cannot move"

MARKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "seen": (("\\Seen", "$MDNSent"), ()),
    "unseen": ((), ("\\Seen",)),
    "flagged": (("\\Flagged",), ()),
    "unflagged": ((), ("\\Flagged",)),
    "junk": (("$Junk",), ("$NotJunk",)),
    "notjunk": (("$NotJunk",), ("$Junk",)),
}
"""Flags added and removed by each mark (RFC 3503 for $MDNSent, RFC 5788 registry for $Junk)."""

OPTIONAL = frozenset({"$mdnsent"})
"""Flags that help where the server keeps them and are not missed where it does not."""


class Hands:
    """Carries out groups of effects over one connection."""

    def __init__(self, mailbox: Mailbox, desk: Desk) -> None:
        self._mailbox = mailbox
        self._desk = desk

    def carry_out(self, group: Sequence[QueuedEffect]) -> Sequence[Receipt]:
        """The receipts, one for each effect of the group. Raises ServerRefused, Unreachable."""
        first = group[0]
        state = self._mailbox.open(first.folder, writable=True)
        if not state.writable:
            why = f"`{first.folder}` may only be read with this login, so nothing is changed there"
            return [self._receipt(one, Status.FAILED, why) for one in group]
        here = {one.uid: one for one in group}
        if state.uidvalidity != first.uidvalidity:
            here = self._found_again(group)
        there = {one.id for one in here.values()}
        lost = [self._receipt(one, Status.REFUSED, GONE) for one in group if one.id not in there]
        return [*lost, *(self._act(here) if here else ())]

    def _act(self, here: dict[int, QueuedEffect]) -> Iterable[Receipt]:
        """Act on messages of the open folder, by the UID that they have now."""
        effect = next(iter(here.values())).effect
        match effect.do:
            case Do.TAG | Do.UNTAG | Do.MARK:
                return self._change_flags(here, *flags_of(effect))
            case Do.COPY:
                return self._copy(here, str(effect.value))
            case Do.FILE:
                return self._move(here, str(effect.value))
            case Do.TRASH:
                return self._move(here, self._mailbox.special(r"\Trash") or self._desk.policy.trash)
            case _:
                raise AssertionError(f"`{effect.do}` is not for the server")

    def _change_flags(
        self, here: dict[int, QueuedEffect], add: Collection[str], remove: Collection[str]
    ) -> Iterable[Receipt]:
        not_kept = self._mailbox.change_flags(here.keys(), add=add, remove=remove)
        missed = sorted(flag for flag in not_kept if flag.lower() not in OPTIONAL)
        if missed:
            why = f"this server keeps no keyword {', '.join(f'`{flag}`' for flag in missed)} here"
            return [self._receipt(one, Status.REFUSED, why) for one in here.values()]
        return [self._receipt(one, Status.DONE) for one in here.values()]

    def _copy(self, here: dict[int, QueuedEffect], folder: str) -> Iterable[Receipt]:
        done = self._found_there(here, folder)
        left = {uid: one for uid, one in here.items() if uid not in done}
        moved = self._mailbox.copy(left.keys(), folder) if left else Moved({}, frozenset())
        return self._receipts(here, folder, moved, done)

    def _move(self, here: dict[int, QueuedEffect], folder: str) -> Iterable[Receipt]:
        done = self._found_there(here, folder)
        if done:
            # Interrupted between the two halves of a move: only the second is left to do.
            self._mailbox.remove_copied(self._mailbox.flags(done.keys()).keys())
        left = {uid: one for uid, one in here.items() if uid not in done}
        moved = self._mailbox.move(left.keys(), folder) if left else Moved({}, frozenset())
        return self._receipts(here, folder, moved, done)

    def _receipts(
        self,
        here: dict[int, QueuedEffect],
        folder: str,
        moved: Moved,
        done: dict[int, Landed],
    ) -> Iterable[Receipt]:
        landed = moved.landed | done
        for uid, one in here.items():
            if uid not in landed:
                status = Status.REFUSED if uid in moved.gone else Status.PENDING
                why = GONE if uid in moved.gone else NOT_MOVED
                yield self._receipt(one, status, why)
                continue
            marked = LEFT_MARKED if uid in moved.left_marked else None
            yield self._receipt(one, Status.DONE, marked, folder=folder, landed=landed[uid])

    def _receipt(
        self,
        one: QueuedEffect,
        status: Status,
        reason: str | None = None,
        *,
        folder: str | None = None,
        landed: Landed | None = None,
    ) -> Receipt:
        return Receipt(
            effect=one.id,
            status=status,
            at=self._desk.clock.now(),
            reason=reason,
            landed_folder=folder,
            landed_uidvalidity=landed.uidvalidity if landed else None,
            landed_uid=landed.uid if landed else None,
        )

    def _found_again(self, group: Sequence[QueuedEffect]) -> dict[int, QueuedEffect]:
        """The messages of the group by the UIDs that they have under the new UIDVALIDITY."""
        found: dict[int, QueuedEffect] = {}
        for one in group:
            if uid := self._find(one, but=found):
                found[uid] = one
        return found

    def _found_there(self, here: dict[int, QueuedEffect], folder: str) -> dict[int, Landed]:
        """Which of the interrupted ones lie in the target folder already, and where."""
        interrupted = {uid: one for uid, one in here.items() if one.interrupted}
        if not interrupted:
            return {}
        try:
            return self._look_for(interrupted, folder)
        except ServerRefused:
            return {}  # the folder is not there, so nothing can lie in it
        finally:
            self._mailbox.open(next(iter(here.values())).folder, writable=True)

    def _look_for(self, interrupted: dict[int, QueuedEffect], folder: str) -> dict[int, Landed]:
        """Where their copies lie in that folder, which is open then."""
        uidvalidity = self._mailbox.open(folder, writable=False).uidvalidity
        found: dict[int, int] = {}
        for uid, one in interrupted.items():
            # Of two messages that are alike to the last octet each wants a copy of its own.
            if there := self._find(one, but=found.values()):
                found[uid] = there
        return {uid: Landed(uidvalidity, there) for uid, there in found.items()}

    def _find(self, one: QueuedEffect, *, but: Collection[int] = ()) -> int | None:
        """The UID of that very message in the open folder, leaving some out."""
        candidates = self._mailbox.find(
            message_id=one.message_id, received=one.received, size=one.size
        )
        for header in self._mailbox.headers(set(candidates).difference(but)):
            same = identity(
                header.header,
                size=header.size,
                received=header.received,
                stable_id=header.stable_id,
            )
            if same == one.identity:
                return header.uid
        return None


def flags_of(effect: Effect) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Flags that the effect adds, and flags that it removes."""
    words = (effect.value,) if isinstance(effect.value, str) else effect.value
    if effect.do is Do.TAG:
        return words, ()
    if effect.do is Do.UNTAG:
        return (), words
    return (
        tuple(flag for word in words for flag in MARKS[word][0]),
        tuple(flag for word in words for flag in MARKS[word][1]),
    )
