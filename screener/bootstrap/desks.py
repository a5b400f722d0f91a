"""What the rounds of an account work with, all of it put together."""

from functools import partial
from typing import TYPE_CHECKING

from screener.bootstrap.configured import Configured
from screener.bootstrap.ownership import doors_file, own
from screener.bootstrap.policies import answers, first_with_smtp, policy
from screener.bootstrap.process import clock
from screener.bootstrap.servers import post
from screener.bootstrap.signing import mark, notary, seal
from screener.bootstrap.state import archive, folder_notes
from screener.domain.settings.settings import Account

if TYPE_CHECKING:
    from screener.application.desk import Desk
    from screener.application.doors.doorkeeper import Doorkeeper
    from screener.ports.store import Store


def desk(configured: Configured, account: Account, store: "Store") -> "Desk":
    """What the rounds of one account work with."""
    from screener.application.desk import Brake, Daily, Desk, Training

    settings = configured.settings
    return Desk(
        policy=policy(settings, account),
        watch=account.watch,
        exchanges=account.voicemail.domains,
        region=account.region,
        backfill=account.backfill,
        brake=Brake(settings.brake.messages, settings.brake.share),
        trusted_authserv=frozenset(word.lower() for word in account.trusted_authserv),
        answers=answers(settings, account),
        post=post(account),
        note_declined=partial(_note_declined, configured),
        doors=doorkeeper(configured, store),
        training=Training(**settings.training.model_dump()),
        also_in_junk="junk" in settings.closed_door.also_in,
        include_text=settings.include_text,
        daily=Daily(
            at=settings.digest.at,
            to=settings.digest.to or account.address,
            deliver=settings.digest.deliver,
            when_empty=settings.digest.when_empty,
        ),
        is_first=account is settings.accounts[0],
        witness=settings.witness if account is first_with_smtp(settings) else (),
        store=store,
        archive=archive(settings),
        notary=notary(settings),
        seal=seal(settings, account),
        mark=mark(settings),
        clock=clock(),
        folders=folder_notes(settings, account),
        rulebook=configured.rules.current,
        broken_rules=lambda: configured.rules.broken,
    )


def doorkeeper(configured: Configured, store: "Store") -> "Doorkeeper":
    """Who moves doors, and remembers which were moved."""
    from screener.application.doors.doorkeeper import Doorkeeper
    from screener.application.doors.house import House

    settings, rules = configured.settings, configured.rules
    house = House(
        file=doors_file(settings),
        own=own(settings).addresses,
        zone=settings.accounts[0].timezone,
        region=settings.accounts[0].region,
        accounts=[account.name for account in settings.accounts],
        rulebook=rules.current,
        in_force=lambda: rules.broken is None,
    )
    return Doorkeeper(house, store=store, clock=clock())


def _note_declined(configured: Configured, line: str) -> None:
    """Write into the doors file that the one answer goes out, before it does."""
    entry = configured.rules.current().directory.named(line)
    written = () if entry is None else (handle.written for handle in entry.handles)
    today = clock().now().date().isoformat()
    doors_file(configured.settings).annotate({line, *written}, {"declined": today})
