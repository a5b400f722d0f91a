"""What may be written for each key of the configuration, as an editor proposes it."""

from typing import Any

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

_PASSWORD: list[Any] = [{"file": "password.txt"}, {"env": "SCREENER_PASSWORD"}]

_LOGIN: dict[str, list[Any]] = {
    "insecure": [True],
    "tls": ["implicit", "starttls"],
    "password": _PASSWORD,
    "ca_file": ["ca.pem"],
    "user": ["me@example.com"],
}

_IMAP = {"host": "imap.example.com", "user": "me@example.com", "password": _PASSWORD[0]}
_SMTP = {"host": "smtp.example.com", "user": "me@example.com", "password": _PASSWORD[0]}

EXAMPLES: dict[type[BaseModel], dict[str, list[Any]]] = {
    Settings: {
        "version": [1],
        "state": ["~/.local/state/screener"],
        "database": ["postgresql://screener@db.example.com/screener"],
        "rules": ["rules"],
        "doors": ["rules/doors.yaml"],
        "mode": ["observe", "enforce"],
        "region": ["US", "IT"],
        "hand_off_to": [["hr@myfirm.example"]],
        "witness": [["lawyer@lawfirm.example"]],
        "accounts": [[{"name": "me", "address": "me@example.com", "imap": _IMAP}]],
        "closed_door": [{"file": "Screened/Closed", "mark": "seen"}],
        "alert_when": [[{"at_least": 3, "within": "1d"}, {"at_least": 5, "within": "7d"}]],
        "include_text": [True],
        "training": [{"close": "Screener/Close the door", "welcome": None}],
        "digest": [{"at": "07:30"}],
        "brake": [{"messages": 200, "share": "50%"}],
        "trouble": [{"command": ["notify-send", "screener"]}, "me"],
        "metrics": ["127.0.0.1:9477"],
        "log": [{"level": "debug"}],
    },
    Account: {
        "name": ["me"],
        "address": ["me@example.com"],
        "aliases": [["shop@example.com"]],
        "my": [{"name": "Ann Example", "firm": "Example & Co."}],
        "timezone": ["Europe/Rome", "America/New_York"],
        "region": ["US"],
        "imap": [_IMAP],
        "smtp": [_SMTP],
        "watch": ["INBOX", ["INBOX", "Work"]],
        "sent": ["Sent"],
        "poll": ["5m", "30s"],
        "idle": [False],
        "backfill": ["2d"],
        "trusted_authserv": [["mx.example.com"], "microsoft"],
        "reply_unauthenticated": [True],
        "replies_per_hour": [20],
        "reply_max_age": ["3d"],
        "reply_after": ["10m"],
        "refused_replies": ["draft", "drop"],
        "voicemail": [{"domains": {"pbx.example.com": "asterisk"}}],
    },
    ImapLogin: _LOGIN | {"host": ["imap.example.com"], "port": [993], "oauth": [None]},
    SmtpLogin: _LOGIN | {"host": ["smtp.example.com"], "port": [465]},
    Secret: {
        "env": ["SCREENER_PASSWORD"],
        "file": ["password.txt"],
        "command": [["pass", "show", "mail"]],
        "keyring": ["screener"],
        "credential": ["imap-password"],
    },
    My: {
        "name": ["Ann Example"],
        "firm": ["Example & Co."],
        "field": ["the printing trade"],
        "policy": ["I answer on Fridays."],
    },
    Voicemail: {"domains": [{"pbx.example.com": "asterisk"}]},
    ClosedDoor: {
        "file": ["Screened/Closed"],
        "mark": ["seen", ["seen", "flagged"]],
        "digest": ["count", "show"],
        "also_in": [["junk"]],
    },
    AlertWhen: {"at_least": [3], "within": ["1d"]},
    Training: {
        "close": ["Screener/Close the door"],
        "welcome": ["Screener/Let in"],
        "open": ["Screener/Open again"],
    },
    DigestSettings: {
        "at": ["07:30"],
        "to": ["me@example.com"],
        "deliver": ["append", "smtp"],
        "when_empty": ["skip", "send"],
    },
    Brake: {"messages": [200], "share": [0.5, "50%"]},
    RunCommand: {"command": [["notify-send", "screener", "the mailbox cannot be reached"]]},
    LogSettings: {"format": ["json"], "level": ["debug"]},
}
