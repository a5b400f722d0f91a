"""What a round works with: one account, the rules in force, and what is remembered."""

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from typing import NamedTuple

from screener.application.doors.doorkeeper import Doorkeeper
from screener.domain.digest.command import Seal
from screener.domain.digest.mark import DigestMark
from screener.domain.letters.autoreply import Limits
from screener.domain.record.decision import Mode
from screener.domain.rules.decide import Policy
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Provider
from screener.normalize.mail import Reading
from screener.ports.archive import Archive
from screener.ports.clock import Clock
from screener.ports.known_folders import KnownFolders
from screener.ports.notary import Notary
from screener.ports.post import Post
from screener.ports.store import Store


def go_on() -> None:
    """Nobody minds how long a round takes."""


class Brake(NamedTuple):
    """A rule is held if it would move more than `messages`, and more than `share` of a round."""

    messages: int
    share: float


class Answers(NamedTuple):
    """What the account says about letters.

    `my` are the values of templates. `after` is how long an answer waits. `drafts` is whether
    refused answers are laid in Drafts. `sent_folder` is None where special use tells, and
    `server_keeps_sent` whether the provider files a copy of what it sends by itself.
    """

    limits: Limits
    address: str
    my: Mapping[str, str | None]
    after: timedelta
    drafts: bool
    sent_folder: str | None
    server_keeps_sent: bool


class Training(NamedTuple):
    """Folders that decide a door; None where one is switched off."""

    close: str | None
    welcome: str | None
    open: str | None


class Daily(NamedTuple):
    """The digest: when it is due in the account's zone, to whom it goes, and how.

    By `deliver` it is appended to the inbox (`append`) or sent (`smtp`). With `when_empty` as
    `send` it comes even if there is nothing to say.
    """

    at: time
    to: str
    deliver: str
    when_empty: str


class Desk(NamedTuple):
    """Everything but the connection, which comes and goes. `watch` are the folders to read.

    With `also_in_junk` what closed contacts have sent is counted in the Junk folder too.
    `exchanges` are the user's own telephone exchanges, `region` completes national numbers.
    `include_text` is whether alerts quote, `witness` who gets the ledger's head from this account.
    `daily` is about the digest; what concerns no account by itself is told in that of the first.
    `seal` knows the account's own commands by mail, `mark` digests of our own.
    Without `post` nothing can be sent. `note_declined` writes into the doors file that the one
    answer to a contact goes out now. `folders` are those that were last seen. `rulebook` is asked
    anew for every round, so that a changed file counts from the next one on; `broken_rules` is what
    is wrong with the files as they are. `breathe` is called between messages and between commands,
    however long a round takes; it may raise Interrupted.
    """

    policy: Policy
    watch: tuple[str, ...]
    brake: Brake
    trusted_authserv: frozenset[str]
    exchanges: dict[str, Provider]
    region: str | None
    backfill: timedelta
    answers: Answers
    post: Post | None
    note_declined: Callable[[str], None]
    doors: Doorkeeper
    training: Training
    also_in_junk: bool
    include_text: bool
    daily: Daily
    is_first: bool
    witness: tuple[str, ...]
    store: Store
    archive: Archive
    notary: Notary
    seal: Seal
    mark: DigestMark
    clock: Clock
    folders: KnownFolders
    rulebook: Callable[[], Rulebook]
    broken_rules: Callable[[], str | None]
    breathe: Callable[[], None] = go_on

    @property
    def account(self) -> str:
        """The name of the account."""
        return self.policy.account

    def reading(self, rulebook: Rulebook) -> Reading:
        """What the normalizer needs to know."""
        return Reading(
            trusted_authserv=self.trusted_authserv,
            header_names=rulebook.header_names,
            exchanges=self.exchanges,
            region=self.region,
        )

    @property
    def writes(self) -> bool:
        """Whether anything in the mailbox may be changed."""
        return self.policy.mode is Mode.ENFORCE
