"""What each key of the configuration is for, in the words that an editor shows beside it."""

from pydantic import BaseModel

from screener.domain.settings.login import ImapLogin, Secret, SmtpLogin
from screener.domain.settings.settings import (
    Account,
    AlertWhen,
    Brake,
    ClosedDoor,
    DigestSettings,
    LogSettings,
    My,
    RunCommand,
    Settings,
    Training,
    Voicemail,
)

_LOGIN = {
    "host": "The server's name.",
    "insecure": "`true` allows `tls: none` to another machine.",
    "tls": "When encryption begins; `none` is for this machine only.",
    "port": "The server's port; left out, the usual one.",
    "password": "Where the password is kept; never the password itself.",
    "ca_file": "Certificates to trust instead of the system's.",
}

WORDS: dict[type[BaseModel], dict[str, str]] = {
    Settings: {
        "version": "The version of this file's shape.",
        "state": "Where archive, ledger and database lie; $STATE_DIRECTORY under systemd.",
        "database": "A database in PostgreSQL instead of a file in `state`.",
        "rules": "The directory of your rules.",
        "doors": "The one file that screener itself edits.",
        "mode": "`observe` changes nothing and tells what it would do; `enforce` does it.",
        "region": "A country such as US completes national telephone numbers.",
        "hand_off_to": "Addresses to which mail may be handed on automatically.",
        "witness": "Addresses that get the ledger's head once a week.",
        "accounts": "The mailboxes that are screened.",
        "closed_door": "What the built-in rule does with a closed contact's mail.",
        "alert_when": "When the people named under `alert` are told; one of these suffices.",
        "include_text": "`true` puts the text of the messages into alerts.",
        "training": "Folders that decide a sender's door when you move a message there.",
        "digest": "The daily mail to you.",
        "brake": "A rule about to touch more than both in one round is held.",
        "trouble": "A program, or an account's name, that hears of an outage of an hour.",
        "metrics": "`host:port` for OpenMetrics.",
        "log": "How and how much is logged.",
    },
    Account: {
        "name": "How you call this account.",
        "address": "Your address.",
        "aliases": "Your other addresses in this mailbox.",
        "my": "What your templates may say of you.",
        "timezone": "Your time zone, such as Europe/Rome.",
        "region": "Instead of the one for all accounts.",
        "imap": "The server on which the mailbox lies.",
        "smtp": "The server by which mail is sent; without it nothing can be.",
        "watch": "The folders that are screened.",
        "sent": "Your sent mail; left out, it is found by its special use.",
        "poll": "How often to look.",
        "idle": "Be told at once where the server can.",
        "backfill": "Mail of this time before the first run is treated as new.",
        "trusted_authserv": "Whose Authentication-Results count, or `microsoft`.",
        "reply_unauthenticated": "`true` answers senders whose domain nobody vouches for.",
        "replies_per_hour": "Automatic answers, over all senders.",
        "reply_max_age": "An older message draws no automatic answer.",
        "reply_after": "An answer waits so long; your own cancels it.",
        "refused_replies": "`draft` lays an answer that was not sent in Drafts; `drop` forgets it.",
        "voicemail": "Reports of voicemail and calls.",
    },
    ImapLogin: _LOGIN
    | {"user": "The login.", "oauth": "Instead of a password; comes in a later version."},
    SmtpLogin: _LOGIN | {"user": "The login; without user and password there is none."},
    Secret: {
        "env": "A variable of the environment.",
        "file": "A file that only you can read.",
        "command": "A program that prints it, with its arguments.",
        "keyring": "A service in the desktop's keyring.",
        "credential": "A name among systemd's credentials.",
    },
    My: {
        "name": "Your name.",
        "firm": "Your firm.",
        "field": "What you do.",
        "policy": "A sentence on what you answer and what not.",
    },
    Voicemail: {"domains": "Your own exchanges, such as `pbx.example.com: asterisk`."},
    ClosedDoor: {
        "file": "The folder.",
        "mark": "How it is marked.",
        "digest": "How the digest tells it.",
        "also_in": "Where else it is counted.",
    },
    AlertWhen: {"at_least": "So many knocks.", "within": "In this span of time."},
    Training: {
        "close": "Closes the door.",
        "welcome": "Lets in for good.",
        "open": "Opens the door again.",
    },
    DigestSettings: {
        "at": "The time of day, in the account's time zone.",
        "to": "To whom; left out, to the account's address.",
        "deliver": "`append` to the inbox, or send by `smtp`.",
        "when_empty": "`skip` or `send`; one a week comes anyway.",
    },
    Brake: {
        "messages": "More than so many messages,",
        "share": "and more than this part of all that came.",
    },
    RunCommand: {"command": "The program and its arguments; no shell reads it."},
    LogSettings: {"format": "`auto` is JSON where nobody looks on.", "level": "How much."},
}
