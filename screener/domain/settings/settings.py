"""What the configuration says: the shape of `config.yaml`, with every default.

The fields take what is written in the file and hold typed values. A rule that concerns two keys
stands at the later of them, so that pydantic finds it beside all other faults and not after them.
"""

import re
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, WithJsonSchema, field_validator

from screener.domain.record.decision import Mode
from screener.domain.settings.login import ImapLogin, SmtpLogin
from screener.domain.settings.setting_types import (
    Command,
    DatabaseUrl,
    EmailAddress,
    Endpoint,
    Folder,
    Region,
    Several,
    SomeTime,
    Word,
    Zone,
)
from screener.domain.value import Value
from screener.domain.written import Duration, Flag, Integer, Share, TimeOfDay, wrong

VERSION: Final = "1"
"""The version of the configuration's shape that this program reads."""

DOORS_FILE = "doors.yaml"
"""The file in the rules directory that the program edits, unless `doors` names another."""


class RefusedReplies(StrEnum):
    """What becomes of an answer that could not be sent for want of trust or a server."""

    DRAFT = "draft"
    DROP = "drop"


class Told(StrEnum):
    """How the digest tells something."""

    SHOW = "show"
    COUNT = "count"
    HIDE = "hide"
    NOW = "now"


class Mark(StrEnum):
    """System flags, and the keywords $Junk and $NotJunk."""

    SEEN = "seen"
    UNSEEN = "unseen"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    JUNK = "junk"
    NOTJUNK = "notjunk"


class Provider(StrEnum):
    """Who reports voicemail by mail; `generic` guesses."""

    OMTP_VVM = "omtp_vvm"
    EXCHANGE_UM = "exchange_um"
    TEAMS = "teams"
    ASTERISK = "asterisk"
    FREESWITCH = "freeswitch"
    FUSIONPBX = "fusionpbx"
    KAZOO = "kazoo"
    GOOGLE_VOICE = "google_voice"
    TWILIO_TWIMLET = "twilio_twimlet"
    RINGCENTRAL = "ringcentral"
    THREE_CX = "3cx"
    CISCO_UNITY = "cisco_unity"
    YOUMAIL = "youmail"
    TALKROUTE = "talkroute"
    GENERIC = "generic"


class My(Value):
    """What templates may say of the account's owner."""

    name: Word | None = None
    firm: Word | None = None
    field: Word | None = None
    policy: Word | None = None


class Voicemail(Value):
    """Domains of exchanges of one's own whose reports of calls count, and what they run."""

    domains: dict[str, Provider] = Field(default_factory=dict)

    @field_validator("domains")
    @classmethod
    def _real_domains(cls, domains: dict[str, Provider]) -> dict[str, Provider]:
        for domain in domains:
            if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain):
                raise wrong(f"`{domain}` is not a domain", key=domain)
        return {domain.casefold(): provider for domain, provider in domains.items()}


class Account(Value):
    """One mailbox that is screened. Spans of time are not negative.

    `watch` are the folders that are read; `sent` is found by special use if None.
    """

    name: Word
    address: EmailAddress
    aliases: Several[EmailAddress] = ()
    my: My = My()
    timezone: Zone = ZoneInfo("UTC")
    region: Region | None = None
    imap: ImapLogin
    smtp: SmtpLogin | None = None
    watch: Annotated[Several[Folder], Field(min_length=1)] = ("INBOX",)
    sent: Folder | None = None
    poll: SomeTime = timedelta(minutes=5)
    idle: Flag = True
    backfill: Duration = timedelta(0)
    trusted_authserv: Several[Word] = ()
    reply_unauthenticated: Flag = False
    replies_per_hour: Annotated[Integer, Field(ge=0)] = 20
    reply_max_age: Duration = timedelta(days=3)
    reply_after: Duration = timedelta(0)
    refused_replies: RefusedReplies = RefusedReplies.DRAFT
    voicemail: Voicemail = Voicemail()

    @field_validator("watch")
    @classmethod
    def _each_once(cls, watch: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(watch))

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of one's own addresses, the first of which is `address`."""
        return (self.address, *self.aliases)


class ClosedDoor(Value):
    """What the built-in rule does at a closed door."""

    file: Folder = "Screened/Closed"
    mark: Several[Mark] = (Mark.SEEN,)
    digest: Told = Told.COUNT
    also_in: Several[Literal["junk"]] = ("junk",)


class AlertWhen(Value):
    """So many knocks within a span of time."""

    at_least: Annotated[Integer, Field(ge=1)]
    within: SomeTime


class Training(Value):
    """Folders that decide a door; None switches one off."""

    close: Folder | None = "Screener/Close the door"
    welcome: Folder | None = "Screener/Let in"
    open: Folder | None = "Screener/Open again"


class DigestSettings(Value):
    """The daily mail: `at` is in the account's zone, `to` the account's address if None."""

    at: TimeOfDay = time(7, 30)
    to: EmailAddress | None = None
    deliver: Literal["append", "smtp"] = "append"
    when_empty: Literal["skip", "send"] = "skip"


class Brake(Value):
    """A rule is held that touches more than both in one round."""

    messages: Annotated[Integer, Field(ge=1)] = 200
    share: Share = 0.5


class RunCommand(Value):
    """A program with its arguments, run without a shell."""

    command: Command


class LogSettings(Value):
    """How and how much is logged."""

    format: Literal["auto", "json", "console"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


_ALERTS = (
    AlertWhen(at_least=3, within=timedelta(days=1)),
    AlertWhen(at_least=5, within=timedelta(days=7)),
)


class Settings(Value):
    """The whole configuration; paths are as written until `config.settings` makes them absolute.

    `trouble` is a program to run or the name of the account to write to.
    """

    version: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})] = VERSION
    state: Path = Path("~/.local/state/screener")
    database: DatabaseUrl | None = Field(None, repr=False)
    rules: Path = Path("rules")
    doors: Path = Path("rules") / DOORS_FILE
    mode: Mode = Mode.OBSERVE
    region: Region | None = None
    hand_off_to: Several[EmailAddress] = ()
    witness: Several[EmailAddress] = ()
    accounts: Annotated[tuple[Account, ...], Field(min_length=1)]
    closed_door: ClosedDoor = ClosedDoor()
    alert_when: Annotated[tuple[AlertWhen, ...], Field(min_length=1)] = _ALERTS
    include_text: Flag = False
    training: Training = Training()
    digest: DigestSettings = DigestSettings()
    brake: Brake = Brake()
    trouble: RunCommand | Word | None = None
    metrics: Endpoint | None = None
    log: LogSettings = LogSettings()

    @field_validator("trouble", mode="before")
    @classmethod
    def _named_or_run(cls, trouble: Any) -> Any:
        if isinstance(trouble, list):
            raise wrong(
                "`trouble` is the name of an account or `{command: [...]}`",
                advice="write `trouble: {command: [program, argument]}`",
            )
        return RunCommand.model_validate(trouble) if isinstance(trouble, dict) else trouble
