"""`digest`: what the daily mail of an account holds, shown or delivered."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import click

from screener.application.desk import Desk
from screener.application.digest.content.gather import gather
from screener.application.digest.daily import write
from screener.application.digest.span import Span, key_of, next_day, of_day, until_now
from screener.application.errand import call
from screener.application.letters.posting import post_letters
from screener.bootstrap import Configured, clock, connect, desk, mailbox_lock, opened_store
from screener.cli.opened import account_named, configured, rules_in_force
from screener.cli.printing import shapes
from screener.domain.digest.digest import Digest
from screener.domain.letters.letter import OUR_OWN
from screener.domain.letters.outgoing import Stage
from screener.domain.settings.settings import Account
from screener.errors import MailboxHeld, ScreenerError, WrongUse
from screener.ports.store import Store

_DELIVERED = frozenset({Stage.SENT, Stage.UNCERTAIN})


def digest(
    ctx: click.Context,
    day: date | None,
    account: str | None,
    *,
    send: bool,
    html: Path | None,
    as_text: bool,
    as_json: bool,
) -> None:
    """Show or deliver the digest of that day, of the next one without a day."""
    found = configured(ctx)
    rules_in_force(found)
    settings = found.settings
    accounts = [account_named(settings, account)] if account else settings.accounts
    if html is not None and len(accounts) > 1:
        raise WrongUse("there is one page an account", advice="say which with `--account NAME`")
    with opened_store(settings) as store:
        desks = [(one, desk(found, one, store)) for one in accounts]
        if send:
            for one, its_desk in desks:
                click.echo(_send(found, one, its_desk, store, day), err=as_json)
        if send and html is None and not (as_text or as_json):
            return
        digests = [gather(its_desk, _span(its_desk, day)) for _, its_desk in desks]
        links = [its_desk for _, its_desk in desks]
    if html is not None:
        _write(html, digests[0], links[0])
    if as_json:
        for each, its_desk in zip(digests, links, strict=True):
            click.echo(shapes.line(shapes.digest(each, to=its_desk.daily.to)))
    elif as_text or html is None:
        for text in _texts(digests):
            click.echo(text)


def _span(its_desk: Desk, day: date | None) -> Span:
    now, daily, zone = its_desk.clock.now(), its_desk.daily, its_desk.policy.zone
    coming = next_day(now, at=daily.at, zone=zone)
    if day is not None and day > coming:
        raise WrongUse(f"{day} has yet to come", advice=f"the next digest is that of {coming}")
    store, account = its_desk.store, its_desk.account
    gone = day is not None and store.letterbox.letter(key_of(account, day)) is not None
    if day is None or (day == coming and not gone):
        return until_now(store, account, coming, now=now)
    return of_day(store, account, day, at=daily.at, zone=zone, now=now)


def _texts(digests: Sequence[Digest]) -> Iterator[str]:
    from screener.application.digest.form.plain import text_of

    for each in digests:
        yield text_of(each)


def _write(path: Path, shown: Digest, its_desk: Desk) -> None:
    from screener.application.digest.letter import page_of

    try:
        path.write_text(page_of(shown, its_desk), encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror) from error
    click.echo(f"The page is in {path}.", err=True)


def _send(
    found: Configured, account: Account, its_desk: Desk, store: Store, day: date | None
) -> str:
    """Write it and deliver it here, or leave that to the program that holds the mailbox."""
    now = clock().now()
    wanted = day or now.astimezone(its_desk.policy.zone).date()
    key = key_of(account.name, wanted)
    before = store.letterbox.letter(key)
    if before is not None and before.stage in _DELIVERED:
        return f"The digest of {wanted} has gone already."
    if before is None:
        span = until_now(store, account.name, wanted, now=now) if day is None else None
        write(its_desk, span or _span(its_desk, day), in_any_case=True)
    try:
        with ExitStack() as held:
            held.enter_context(mailbox_lock(found.settings, account, store))
            mailbox = held.enter_context(closing(connect(account)))
            post_letters(mailbox, its_desk, OUR_OWN)
    except MailboxHeld:
        call(store, at=now)
        return f"The digest of {wanted} is delivered by the running screener within seconds."
    after = store.letterbox.letter(key)
    if after is None or after.stage not in _DELIVERED:
        why = after.reason if after is not None and after.reason else "it waits to be tried again"
        raise ScreenerError(f"the digest of {wanted} could not be delivered: {why}")
    return f"The digest of {wanted} is delivered."
