"""`undo`: what was done to messages is taken back."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import click

from screener.application.errand import call
from screener.application.insight.explain import find
from screener.application.record.ledger import sign_head
from screener.application.undo import ask_to_undo, home, undo_what_was_asked
from screener.bootstrap import Configured, clock, connect, desk, mailbox_lock, notary
from screener.cli.discretion import Hides, discretion, words_of
from screener.cli.opened import configured, store_if_there, zone
from screener.cli.printing import shapes
from screener.cli.terminal.times import Said, moment
from screener.domain.record.decision import Decision
from screener.domain.record.summary import summary
from screener.domain.record.undoing import How, Undone
from screener.domain.settings.settings import Account
from screener.domain.visible import visible
from screener.errors import MailboxHeld, ScreenerError, WrongUse
from screener.ports.store import Store

PATIENCE = timedelta(seconds=30)
"""How long a running program is waited for; what it has not done by then it does later."""

COPIES = "Copies stay where they are: nothing is destroyed."

ASKED = "asked"

_LOOK = 0.1


def undo(
    ctx: click.Context,
    id: str | None,  # noqa: A002  click names it as people see it
    since: Said | None,
    rule: str | None,
    *,
    as_json: bool,
) -> None:
    """Take back what was done to that message, or to all of these; ends with 1 if some stayed."""
    if (id is None) == (since is None and rule is None):
        raise WrongUse("say either an ID, or `--since` or `--rule`")
    found = configured(ctx)
    settings = found.settings
    with store_if_there(settings) as store:
        if store is None:
            raise ScreenerError("nothing was done yet, so nothing can be taken back")
        now = clock().now()
        at = None if since is None else moment(since, now=now, zone=zone(settings))
        name = None if id is None else _decision(store, id)
        wanted = store.undoings.find(decision=name, since=at, rule=rule)
        if not wanted:
            raise ScreenerError("nothing was done there that can be taken back")
        ask_to_undo(store, wanted, at=now)
        _take_back(found, store, wanted)
        sign_head(store, notary(settings), now=clock().now())
        outcomes = {one.decision: one for one in store.undoings.outcomes(wanted)}
        training = settings.training.model_dump().values()
        if as_json:
            _print(store, wanted, outcomes, training)
        else:
            _tell(store, wanted, outcomes, discretion(found, words=False), training)
    if any(one.how is not How.DONE for one in outcomes.values()):
        ctx.exit(1)


def _decision(store: Store, word: str) -> str:
    found = find(store, word)
    if not found:
        raise ScreenerError(f"no decision is called `{visible(word)}`", advice="see `screener log`")
    if len(found) > 1:
        raise WrongUse(f"`{visible(word)}` may be several messages", advice="see `screener log`")
    return found[0].decision.id


def _take_back(found: Configured, store: Store, wanted: Sequence[str]) -> None:
    """Do it here, or leave it to the program that holds the mailbox and wait for that."""
    for account in found.settings.accounts:
        if not store.undoings.asked(account.name):
            continue
        try:
            _here(found, account, store)
        except MailboxHeld:
            call(store, at=clock().now())
            _wait(store, wanted)


def _here(found: Configured, account: Account, store: Store) -> None:
    with (
        mailbox_lock(found.settings, account, store),
        closing(connect(account, store)) as mailbox,
    ):
        undo_what_was_asked(mailbox, desk(found, account, store))


def _wait(store: Store, wanted: Sequence[str]) -> None:
    end = clock().now() + PATIENCE
    while len(store.undoings.outcomes(wanted)) < len(wanted) and clock().now() < end:
        time.sleep(_LOOK)


def _print(
    store: Store,
    wanted: Iterable[str],
    outcomes: Mapping[str, Undone],
    training: Collection[str | None],
) -> None:
    for name in wanted:
        click.echo(shapes.line(_shape(_decided(store, name), outcomes.get(name), training)))


def _tell(
    store: Store,
    wanted: Iterable[str],
    outcomes: Mapping[str, Undone],
    hides: Hides,
    training: Collection[str | None],
) -> None:
    for name in wanted:
        decision = _decided(store, name)
        subject = words_of(summary(decision.event).subject, hidden=hides(decision))
        click.echo(
            _sentence(_shape(decision, outcomes.get(name), training), subject or "(no subject)")
        )
    click.echo(COPIES)


def _decided(store: Store, name: str) -> Decision:
    recorded = store.decision(name)
    assert recorded is not None  # noqa: S101  it was found just now
    return recorded.decision


def _shape(
    decision: Decision, outcome: Undone | None, training: Collection[str | None]
) -> dict[str, Any]:
    return {
        "id": decision.id,
        "account": decision.event.arrival.account,
        "subject": summary(decision.event).subject,
        "folder": home(decision, training),
        "status": outcome.how.value if outcome else ASKED,
        "reason": outcome.reason if outcome else None,
    }


def _sentence(shape: Mapping[str, Any], subject: str) -> str:
    said = {
        How.DONE.value: "is as it was, in {folder}",
        How.GONE.value: "{reason}",
        How.FAILED.value: "failed: {reason}",
        ASKED: "is left to the running screener",
    }[shape["status"]]
    what = said.format(folder=visible(shape["folder"]), reason=shape["reason"])
    return f"{shape['id']}  {subject}: {what}"
