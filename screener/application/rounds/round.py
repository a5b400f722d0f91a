"""One round of one account: poll, then perform; the ledger's head is signed at the end."""

from contextlib import suppress
from typing import NamedTuple

from screener.application.closing.declining import decline_new_closings
from screener.application.closing.outlying import look_elsewhere, outlying
from screener.application.closing.sweep import sweep_on
from screener.application.closing.training import train, training_folders
from screener.application.commands.obey import obey
from screener.application.deciding.correspondence import sent_folder
from screener.application.desk import Desk
from screener.application.gates.passing import hear_of_letters, tend
from screener.application.letters.posting import post_letters
from screener.application.pausing import is_paused
from screener.application.record.ledger import sign_head
from screener.application.rounds.looking import look_at_folders
from screener.application.rounds.perform import Performed, perform
from screener.application.rounds.poll import Polled, Quiet, poll
from screener.application.undo import undo_what_was_asked
from screener.domain.letters.letter import OUR_OWN
from screener.domain.record.decision import Mode
from screener.errors import DiskTrouble, InvalidConfiguration
from screener.ports.mailbox import FolderState, Mailbox


class Round(NamedTuple):
    """What one round came to; `performed` is None while observing or paused.

    `more` tells that something is left that only waited for new mail to have its turn.
    """

    polled: Polled
    performed: Performed | None
    more: bool = False


def one_round(mailbox: Mailbox, desk: Desk, quiet: Quiet, *, past_the_brake: bool = False) -> Round:
    """Read, decide, and carry out what is due. Raises Unreachable, DiskTrouble."""
    desk = knowing_the_trash(mailbox, desk)
    acts = _acts(desk)
    try:
        # A broken file is told by everybody who reads it, one that cannot be written by a question.
        with suppress(InvalidConfiguration, DiskTrouble):
            desk.doors.make_up()
        desk.doors.note()
        undo_what_was_asked(mailbox, desk)
        states = _states(mailbox, desk, quiet, acts=acts)
        if acts:
            train(mailbox, desk, states)
            hear_of_letters(desk)
        polled = poll(mailbox, desk, quiet, states)
        counted = look_elsewhere(mailbox, desk, quiet, states)
        polled = polled._replace(decided=polled.decided + counted)
        obey(mailbox, desk)
        acts = _acts(desk)  # a command by mail may have ended a pause
        if acts:
            tend(mailbox, desk)
            decline_new_closings(mailbox, desk)
        performed = perform(mailbox, desk, past_the_brake=past_the_brake) if acts else None
        if not acts:
            post_letters(mailbox, desk, OUR_OWN)
        if acts:
            hear_of_letters(desk)
        desk.doors.note()
        look_at_folders(mailbox, desk)
        return Round(polled, performed, more=sweep_on(mailbox, desk))
    finally:
        sign_head(desk.store, desk.notary, now=desk.clock.now())


def _acts(desk: Desk) -> bool:
    """Whether anything is done in the mailbox, and anything sent."""
    return desk.policy.mode is Mode.ENFORCE and not is_paused(desk.store, now=desk.clock.now())


def _states(mailbox: Mailbox, desk: Desk, quiet: Quiet, *, acts: bool) -> dict[str, FolderState]:
    """How all folders stand that matter, in one command; but for flags, which nobody asks for."""
    folders = [*desk.watch, *(training_folders(desk) if acts else ()), *outlying(mailbox, desk)]
    folders += sent_folder(mailbox, desk, quiet, rulebook=desk.rulebook())
    told = mailbox.status(list(dict.fromkeys(folders)))
    return {folder: state._replace(highest_modseq=None) for folder, state in told.items()}


def knowing_the_trash(mailbox: Mailbox, desk: Desk) -> Desk:
    """The desk with the trash folder as the server calls it, if any rule wants to know."""
    if not desk.rulebook().trashes:
        return desk
    trash = mailbox.special("\\Trash") or desk.policy.trash
    return desk._replace(policy=desk.policy._replace(trash=trash))
