"""The only place that chooses adapters: settings to a program that can run.

What is expensive to import is imported where it is used, so that `--help` and `check` are quick.
"""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from screener.config.complaint import Complaint
from screener.config.doors_file import DoorsFile
from screener.config.known_folders import FolderNotes
from screener.config.places import DATABASE
from screener.config.rulebook import Own
from screener.config.secrets import read_secret
from screener.config.settings import load_settings
from screener.domain.autoreply import Limits
from screener.domain.decide import Policy
from screener.domain.decision import Mode
from screener.domain.handle import address_key
from screener.domain.settings import Account, RefusedReplies, RunCommand, Settings

if TYPE_CHECKING:
    from screener.adapters.imap import Server
    from screener.adapters.lock import MailboxLock
    from screener.application.desk import Answers, Desk
    from screener.application.doorkeeper import Doorkeeper
    from screener.application.rule_tests import Recipient
    from screener.config.in_force import RulesInForce
    from screener.config.rule_tests import RuleTests
    from screener.domain.command import Seal
    from screener.domain.digest_mark import DigestMark
    from screener.domain.login import Secret
    from screener.domain.rule_test import Verdict
    from screener.domain.rulebook import Rulebook
    from screener.ports.archive import Archive
    from screener.ports.clock import Clock
    from screener.ports.inspection import Encryption, StateDirectory
    from screener.ports.mailbox import Mailbox
    from screener.ports.notary import Notary
    from screener.ports.outages import Outage
    from screener.ports.post import Post
    from screener.ports.store import Store

KEEP_SENT_MAIL = ("gmail.com", "googlemail.com", "office365.com", "outlook.com", "mail.me.com")
"""Ends of IMAP hosts whose providers file a copy of what they send by themselves."""


class Configured:
    """The settings, what is doubtful about them, and the rules."""

    def __init__(self, settings: Settings, warnings: list[Complaint]) -> None:
        self.settings = settings
        self.warnings = warnings

    @cached_property
    def rules(self) -> "RulesInForce":
        """The rules in force; they are read when they are asked for."""
        from screener.config.in_force import RulesInForce

        settings = self.settings
        return RulesInForce(
            rules=settings.rules,
            doors=settings.doors,
            own=own(settings),
            state=settings.state,
            proof=partial(failing_tests, settings),
        )


def configure(path: Path | None) -> Configured:
    """Read the configuration. Raises InvalidConfiguration."""
    settings, warnings = load_settings(path, environ=os.environ, cwd=Path.cwd(), home=Path.home())
    return Configured(settings, warnings)


def doors_file(settings: Settings) -> DoorsFile:
    """The one file that the program edits."""
    return DoorsFile(
        settings.doors, lock=settings.state / "doors.lock", shown_as=shown_name(settings)
    )


def shown_name(settings: Settings) -> str:
    """How `doors.yaml` is called in findings: as the rule files are."""
    if settings.doors.parent == settings.rules:
        return f"{settings.rules.name}/{settings.doors.name}"
    return str(settings.doors)


def own(settings: Settings) -> Own:
    """What the rules are checked against."""
    return Own(
        accounts=frozenset(account.name for account in settings.accounts),
        addresses=frozenset(
            address_key(address) for account in settings.accounts for address in account.addresses
        ),
        region=settings.region,
        told=[
            *((address, "witness") for address in settings.witness),
            *((address, "hand_off_to") for address in settings.hand_off_to),
        ],
    )


def failing_tests(settings: Settings, rulebook: "Rulebook") -> list[Complaint]:
    """What is wrong with the rules' own tests, or comes out otherwise than they expect."""
    from screener.config.rule_tests import failures, has_tests

    if not has_tests(settings.rules):
        return []
    verdicts, found = tried_tests(settings, rulebook)
    return [*found.complaints, *failures(verdicts, found.files)]


def tried_tests(settings: Settings, rulebook: "Rulebook") -> tuple[list["Verdict"], "RuleTests"]:
    """How every test of the rules ends, and what was read of them."""
    from screener.application.rule_tests import try_all
    from screener.config.rule_tests import read_tests

    found = read_tests(settings.rules, rulebook=rulebook, accounts=settings.accounts)
    recipients = {one.name: _recipient(settings, one) for one in settings.accounts}
    return try_all(found.tests, rulebook, recipients), found


def _recipient(settings: Settings, account: Account) -> "Recipient":
    """The account as a test meets it: acting, and able to send."""
    from screener.application.rule_tests import Recipient
    from screener.normalize.mail import Reading

    limits = reply_limits(settings, account).model_copy(update={"can_send": True})
    acting = policy(settings, account).model_copy(update={"mode": Mode.ENFORCE})
    reading = Reading(trusted_authserv=frozenset(map(str.lower, account.trusted_authserv)))
    return Recipient(policy=acting, limits=limits, reading=reading)


@contextmanager
def opened_store(settings: Settings) -> Iterator["Store"]:
    """The database, made or migrated if need be. Raises DiskTrouble."""
    from screener.adapters.store import open_store

    store = open_store(settings.database or settings.state / DATABASE)
    try:
        yield store
    finally:
        store.close()


def has_database(settings: Settings) -> bool:
    """Whether opening the database would not have to make it."""
    return bool(settings.database) or (settings.state / DATABASE).exists()


@contextmanager
def rehearsal(configured: Configured) -> Iterator[tuple[Configured, "Store"]]:
    """The same program in enforce mode, with a copy of what it remembers, which is thrown away.

    Its rules are those of the files, or none. A database in PostgreSQL is not copied: then it
    knows of the past what the mailbox tells. Raises DiskTrouble.
    """
    from screener.adapters.keys import lend_secret
    from screener.adapters.store.copy import copy_database

    settings = configured.settings
    original = settings.state / DATABASE
    with TemporaryDirectory(prefix="screener-") as scratch:
        if settings.database is None and original.exists():
            copy_database(original, Path(scratch) / DATABASE)
        lend_secret(settings.state, to=Path(scratch))
        elsewhere = {"state": Path(scratch), "database": None, "mode": Mode.ENFORCE}
        copy = Configured(settings.model_copy(update=elsewhere), [])
        with opened_store(copy.settings) as store:
            yield copy, store


def other_rules_running(settings: Settings) -> "Rulebook | None":
    """The rules that are in force until the next round, if the files say something else by now."""
    from screener.config.in_force import last_good
    from screener.config.rule_sources import gather

    present = gather(settings.rules, settings.doors).sources
    found = last_good(settings.state, own(settings), unless=present)
    return found.rulebook if found else None


def archive(settings: Settings) -> "Archive":
    """The original messages that were preserved. Raises DiskTrouble."""
    from screener.adapters.archive import DirectoryArchive

    return DirectoryArchive(settings.state / "archive", now=clock().now())


def notary(settings: Settings) -> "Notary":
    """Who signs the ledger's head; the key is made if need be. Raises DiskTrouble."""
    from screener.adapters.keys import KeyNotary

    return KeyNotary(settings.state, now=clock().now())


def notary_if_there(settings: Settings) -> "Notary | None":
    """The same, and None where no key was ever made."""
    from screener.adapters.keys import has_key

    return notary(settings) if has_key(settings.state) else None


def seal(settings: Settings, account: Account) -> "Seal":
    """Who signs the account's commands by mail; the secret is made if need be. Raises DiskTrouble.

    It is bound to the account's name: what one account offered, another one does not obey.
    """
    from screener.adapters.keys import command_secret
    from screener.domain.command import Seal

    return Seal(command_secret(settings.state), account=account.name)


def mark(settings: Settings) -> "DigestMark":
    """By what digests of our own are known again, in every account. Raises DiskTrouble."""
    from screener.adapters.keys import command_secret
    from screener.domain.digest_mark import DigestMark

    return DigestMark(command_secret(settings.state))


def clock() -> "Clock":
    """The machine's clock."""
    from screener.adapters.clock import SystemClock

    return SystemClock()


def mailbox_lock(settings: Settings, account: Account, store: "Store") -> "MailboxLock":
    """The right to screen one account, yet to be acquired (MailboxHeld)."""
    from screener.adapters.lock import MailboxLock

    return MailboxLock(account.name, directory=settings.state / "locks", store=store, clock=clock())


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


def folder_notes(settings: Settings, account: Account) -> FolderNotes:
    """What was last seen of the account's folders."""
    return FolderNotes(settings.state, account.name)


def first_with_smtp(settings: Settings) -> Account | None:
    """The account that sends what concerns all of them, None if nothing can be sent."""
    return next((account for account in settings.accounts if account.smtp is not None), None)


def doorkeeper(configured: Configured, store: "Store") -> "Doorkeeper":
    """Who moves doors, and remembers which were moved."""
    from screener.application.doorkeeper import Doorkeeper, House

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


def answers(settings: Settings, account: Account) -> "Answers":
    """What the account says about letters."""
    from screener.application.desk import Answers

    provider_keeps = any(account.imap.host.endswith(domain) for domain in KEEP_SENT_MAIL)
    return Answers(
        limits=reply_limits(settings, account),
        address=account.address,
        my=account.my.model_dump(),
        after=account.reply_after,
        drafts=account.refused_replies is RefusedReplies.DRAFT,
        sent_folder=account.sent,
        server_keeps_sent=provider_keeps,
    )


def reply_limits(settings: Settings, account: Account) -> Limits:
    """What the account says about whom to answer, and how often."""
    return Limits(
        own=own(settings).addresses,
        written=frozenset(address.casefold() for address in account.addresses),
        can_send=account.smtp is not None,
        answer_unauthenticated=account.reply_unauthenticated,
        oldest=account.reply_max_age,
        per_hour=account.replies_per_hour,
    )


def post(account: Account) -> "Post | None":
    """Who sends the account's letters, None if it has no SMTP server. Nothing is connected yet."""
    if account.smtp is None:
        return None
    from screener.adapters.smtp import Server, SmtpPost

    smtp = account.smtp
    server = Server(
        host=smtp.host, port=smtp.port, tls=smtp.tls.value, user=smtp.user, ca_file=smtp.ca_file
    )
    ehlo = account.address.rpartition("@")[2]
    return SmtpPost(server, partial(_secret, smtp.password, smtp.user), ehlo=ehlo)


def _secret(secret: "Secret | None", user: str | None) -> str:
    """A password, which no log shows from now on. Raises ScreenerError."""
    from screener.adapters.logs import hide

    return "" if secret is None else hide(read_secret(secret, environ=os.environ, user=user or ""))


def _note_declined(configured: Configured, line: str) -> None:
    """Write into the doors file that the one answer goes out, before it does."""
    entry = configured.rules.current().directory.named(line)
    written = () if entry is None else (handle.written for handle in entry.handles)
    today = clock().now().date().isoformat()
    doors_file(configured.settings).annotate({line, *written}, {"declined": today})


def policy(settings: Settings, account: Account) -> Policy:
    """What deciding depends on besides the rules."""
    return Policy(
        account=account.name,
        mode=settings.mode,
        zone=account.timezone,
        closed_file=settings.closed_door.file,
        closed_mark=tuple(mark.value for mark in settings.closed_door.mark),
        closed_digest=settings.closed_door.digest.value,
        alert_when=settings.alert_when,
    )


def connect(account: Account, store: "Store | None" = None) -> "Mailbox":
    """A connection to the account's server. Raises Unreachable, LoginRefused.

    With a store it is known from one connection to the next at which messages the server hangs up.
    """
    from screener.adapters.imap import connect as connect_imap
    from screener.application.stumbling import RememberedCaution

    caution = RememberedCaution(account.name, store=store, clock=clock()) if store else None
    password = partial(_secret, account.imap.password, account.imap.user)
    return connect_imap(imap_server(account), password, caution=caution)


def imap_server(account: Account) -> "Server":
    """Where the account lives."""
    from screener.adapters.imap import Server

    imap = account.imap
    return Server(
        host=imap.host, port=imap.port, tls=imap.tls.value, user=imap.user, ca_file=imap.ca_file
    )


def encryption(account: Account) -> "Encryption | None":
    """How the account's server encrypts, looked at without a login. Raises Unreachable."""
    from screener.adapters.imap.encryption import encryption

    return encryption(imap_server(account))


def state_directory(settings: Settings) -> "StateDirectory":
    """How the state directory is found on disk; nothing is made."""
    from screener.adapters.disk import look_at

    return look_at(settings.state)


def unit_states() -> dict[str, str]:
    """How systemd finds our unit: by `system` and `user`, as far as there is one."""
    from screener.adapters.systemd import unit_state

    asked = {"system": unit_state(user=False), "user": unit_state(user=True)}
    return {whose: state for whose, state in asked.items() if state}


def tell_of_outage(settings: Settings, desks: "Sequence[Desk]", outage: "Outage") -> None:
    """Tell somebody, as `trouble` says; nothing happens without it. Raises ScreenerError."""
    from screener.adapters.program import run
    from screener.application.digest.outage import write_of_outage

    match settings.trouble:
        case RunCommand(command=command):
            since = outage.since.isoformat(timespec="seconds")
            run(command, say={"SCREENER_ACCOUNT": outage.account, "SCREENER_SINCE": since})
        case str(name):
            write_of_outage(outage, next(one for one in desks if one.account == name))
        case None:
            pass


def settle_memory() -> None:
    """Spare the garbage collector what stays for good, and let it come less often.

    A batch makes some ten thousand values, none of them in a cycle; with the collector's usual
    thresholds a tenth of the time goes into looking at them again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def start_logging(settings: Settings) -> None:
    """Logs go to standard error from now on, as the configuration has it."""
    from screener.adapters.logs import configure_logs

    configure_logs(settings.log.format, settings.log.level, environ=os.environ)
