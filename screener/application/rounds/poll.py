"""The first half of a round: read what is new, keep the evidence, decide, and write it all down.

Nothing in the mailbox is changed here. A batch is one transaction of decisions, queued effects and
bookmark, and its evidence is on disk before; so a crash anywhere loses nothing and repeats nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from screener.application.closing.closing_rules import gated
from screener.application.deciding.arrivals import Batch, new_mail, to_try_again
from screener.application.deciding.asking import maybe_closed, proposals
from screener.application.deciding.correspondence import learn
from screener.application.deciding.judge import Judge
from screener.application.deciding.judged import Judged, preserves
from screener.application.deciding.turn import TURN
from screener.application.desk import Desk
from screener.application.digest.urgent import write_at_once
from screener.application.letters.handing_on import HandingOn
from screener.application.letters.secretary import Secretary
from screener.application.people.alerts import Alerts
from screener.application.record.ledger import deeds_of
from screener.application.record.likeness import leave_marks
from screener.domain.record.decision import Bookmark, Decision
from screener.domain.rules.rulebook import Rulebook
from screener.errors import ServerRefused
from screener.ports.mailbox import FolderState, Mailbox

Quiet = MutableMapping[str, FolderState]
"""Folders as they were when nothing was left to read there, for one connection."""


_UNREAD = "Look at its name under `watch`, or create it; it is asked for again at every poll."


class Polled(NamedTuple):
    """What one poll came to; `refused` are folders that the server would not show, and why."""

    decided: int
    troubled: int
    refused: dict[str, str]

    def unread(self, watched: Collection[str]) -> ServerRefused | None:
        """Which of the watched folders were not read, in words for people; None if all were."""
        if not self.refused:
            return None
        said = [
            f"The watched folder `{folder}` cannot be read: {why.rstrip('.')}."
            for folder, why in self.refused.items()
        ]
        others = ["The others are read."] if len(said) < len(watched) else []
        return ServerRefused(" ".join([*said, *others]), advice=_UNREAD)


def poll(mailbox: Mailbox, desk: Desk, quiet: Quiet, states: Mapping[str, FolderState]) -> Polled:
    """Read every watched folder. Raises Unreachable, DiskTrouble.

    `states` are as the server told them just now: what is as it was is not opened.
    """
    now = desk.clock.now()
    rulebook = desk.rulebook()
    learn(mailbox, desk, quiet, states, rulebook=rulebook, now=now)
    decide = Deciding(mailbox, desk, rulebook=rulebook, now=now)
    decided = troubled = 0
    refused: dict[str, str] = {}
    for folder in _worth_opening(desk, quiet, states, now):
        try:
            for batch in _batches(mailbox, desk, folder, now):
                desk.breathe()
                judged = _written_down(decide, batch, desk)
                decided += len(judged.decisions)
                troubled += len(judged.troubles)
                del judged  # or it would lie beside the next one
            if (state := states.get(folder)) is not None:
                quiet[folder] = _believed(state, quiet.get(folder), desk)
        except ServerRefused as refusal:
            refused[folder] = refusal.message
    return Polled(decided, troubled, refused)


class Deciding:
    """How the batches of one round are decided, all by the same rules and at the same time.

    Nothing is written down or sent by it; only what `keeps` names is put into the archive.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        desk: Desk,
        *,
        rulebook: Rulebook,
        now: datetime,
        keeps: Callable[[Decision], bool] = preserves,
    ) -> None:
        self._desk = desk
        self._judged_by = partial(Judge, mailbox, desk, rulebook=rulebook, now=now, keeps=keeps)
        self._judge = self._judged_by()
        self._secretary = Secretary(desk, rulebook=rulebook, now=now)
        self._handing_on = HandingOn(desk, self._secretary)
        self._alerts = Alerts(desk, rulebook=rulebook, now=now)

    def look_at(self, batch: Batch) -> Judged:
        """What becomes of each message."""
        return self._judge.look_at(batch)

    def is_overtaken(self, judged: Judged) -> bool:
        """Whether another account has changed meanwhile what was decided by: it is looked at anew
        then, as if it had not been before.
        """
        if not self._judge.is_overtaken(judged):
            return False
        self._judge = self._judged_by()
        return True

    def see_to(self, judged: Judged) -> Judged:
        """With the letters that it draws."""
        handed = self._handing_on.see_to(self._secretary.see_to(judged))
        return gated(write_at_once(self._alerts.see_to(handed), self._desk), self._desk)


def _written_down(decide: Deciding, batch: Batch, desk: Desk) -> Judged:
    """One batch, decided and written down."""
    while True:
        judged = decide.look_at(batch)
        with TURN:
            if decide.is_overtaken(judged):
                continue
            judged = decide.see_to(judged)
            _write_down(desk, judged, bookmark=batch.bookmark)
            return judged


def _write_down(desk: Desk, judged: Judged, *, bookmark: Bookmark | None) -> None:
    """One batch, with its evidence on disk before; what is not written is read again."""
    desk.archive.sync()
    leave_marks(judged.decisions, store=desk.store, archive=desk.archive, region=desk.region)
    # Asked before the decisions are there: after a crash the same is asked, which is asked once.
    asked = (judged.asked, proposals(judged.decisions), maybe_closed(judged.decisions))
    desk.store.doorbook.ask([one for some in asked for one in some])
    # So is what the user said by mail: it is used up before the mail counts as read.
    desk.store.orders.take(judged.orders, at=desk.clock.now())
    desk.store.remember(
        judged.decisions,
        bookmark=bookmark,
        troubles=judged.troubles,
        deeds=deeds_of(judged.decisions),
        letters=judged.letters,
    )


def _batches(mailbox: Mailbox, desk: Desk, folder: str, now: datetime) -> Iterator[Batch]:
    yield from new_mail(mailbox, desk, folder, now=now)
    yield from to_try_again(mailbox, desk, folder, now=now)


def _worth_opening(
    desk: Desk, quiet: Quiet, states: Mapping[str, FolderState], now: datetime
) -> Iterator[str]:
    retried = {trouble.folder for trouble in desk.store.troubles(desk.account, due=now)}
    for folder in desk.watch:
        state = states.get(folder)
        if state is None or state != quiet.get(folder) or folder in retried:
            yield folder


def _believed(state: FolderState, before: FolderState | None, desk: Desk) -> FolderState:
    """With which state the folder is quiet, now that it was read.

    Servers tell of a message before they show it. So a folder that told of more than was found is
    read once more, and believed when it tells and shows the same again.
    """
    doubted = state._replace(uid_next=0)
    read = desk.store.bookmark(desk.account, state.name)
    all_shown = read is None or read.last_uid >= state.uid_next - 1
    return state if all_shown or before == doubted else doubted
