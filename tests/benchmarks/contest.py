"""The contest: one mailbox, restored for every run, and everybody moves the same messages."""

import json
import os
import re
import shutil
import sys
from itertools import count
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient

from tests.benchmarks.mail import Mail, write_mail
from tests.servers.dovecot import PASSWORD, Dovecot

Kind = Literal["rule", "closed"]

_MESSAGE_ID = re.compile(rb"^Message-ID: (.*)$", re.MULTILINE)
_NUMBERS = count(1)


class Contest:
    """The mail is written once into `folder`; each `user` gets a copy of it."""

    def __init__(self, server: Dovecot, folder: Path, messages: int) -> None:
        self.server = server
        self.folder = folder
        self._homes = server.certificate.parent / "mail"
        self._pristine = self._homes / f"pristine{next(_NUMBERS)}" / "Maildir"
        self.mail: Mail = write_mail(self._pristine, messages)
        self._hand_over(self._pristine.parent)
        # The server's own index, as if the mail had come in one by one.
        with self._client(self._pristine.parent.name) as client:
            client.select_folder("INBOX")

    def new_user(self) -> str:
        """Somebody with all the mail, and nothing screened so far."""
        user = f"somebody{next(_NUMBERS)}"
        home = self._homes / user / "Maildir"
        # Mail files never change, so that links will do; the server's own files do.
        shutil.copytree(self._pristine, home, copy_function=_linked_or_copied)
        self._hand_over(home.parent)
        return user

    def verify(self, user: str) -> None:
        """Exactly the right messages were moved, and none is lost."""
        home = self._homes / user / "Maildir"
        moved = [path for sub in ("cur", "new") for path in (home / ".Screened" / sub).iterdir()]
        there = [_message_id(path) for path in moved]
        assert sorted(there) == sorted(self.mail.wanted)
        left = sum(1 for sub in ("cur", "new") for _ in (home / sub).iterdir())
        assert left + len(moved) == sum(1 for _ in (self._pristine / "cur").iterdir())
        shutil.rmtree(home.parent)

    def raw(self, how: str, user: str, senders: int) -> list[str]:
        """The command without an engine."""
        file = self.folder / f"senders{senders}"
        file.write_text("\n".join(self.mail.senders[:senders]))
        port = str(self.server.port)
        return [sys.executable, "-m", "tests.benchmarks.raw", how, port, user, str(file)]

    def screener(
        self, user: str, kind: Kind, senders: int, *, port: int = 0, **account: Any
    ) -> list[str]:
        """The command up to its verb, with a configuration and a state of its own."""
        folder = self.folder / user
        (folder / "rules").mkdir(parents=True)
        rules = _rules(kind, self.mail.senders[:senders])
        (folder / "rules" / "bench.yaml").write_text(json.dumps(rules, indent=0))
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o600)
        settings = _settings(port or self.server.port, user, account)
        (folder / "config.yaml").write_text(json.dumps(settings))
        return [sys.executable, "-m", "screener", "--config", str(folder / "config.yaml")]

    def deliver(self, user: str, raw: bytes) -> None:
        """One more message into the INBOX."""
        with self._client(user) as client:
            client.append("INBOX", raw)

    def screened(self, user: str) -> set[str]:
        """Names of the files of what was moved so far."""
        folder = self._homes / user / "Maildir" / ".Screened"
        return {path.name for sub in ("cur", "new") for path in (folder / sub).iterdir()}

    def _client(self, user: str) -> IMAPClient:
        client = IMAPClient("127.0.0.1", port=self.server.port, ssl=False)
        client.login(user, PASSWORD)
        return client

    def _hand_over(self, home: Path) -> None:
        """Root's Dovecot drops its rights before it reads mail."""
        if os.geteuid() == 0:
            for folder, _, _ in os.walk(home):
                shutil.chown(folder, "mail", "mail")
            for path in home.rglob("*"):
                shutil.chown(path, "mail", "mail")


def _rules(kind: Kind, senders: list[str]) -> dict[str, Any]:
    if kind == "closed":
        return {"closed": senders}
    file = {"name": "listed", "when": {"from": "list:senders"}, "then": {"file": "Screened"}}
    return {"lists": {"senders": senders}, "rules": [file]}


def _settings(port: int, user: str, account: dict[str, Any]) -> dict[str, Any]:
    login = {"host": "127.0.0.1", "port": port, "tls": "none", "user": user}
    me = {
        "name": "me",
        "address": "me@example.com",
        "backfill": "36500d",
        "imap": {**login, "password": {"file": "password"}},
        **account,
    }
    return {
        "state": "state",
        "mode": "enforce",
        "log": {"level": "warning"},
        "accounts": [me],
        "brake": {"messages": 1_000_000, "share": 1.0},
        "training": {"close": None, "welcome": None, "open": None},
        "closed_door": {"file": "Screened", "mark": "seen", "digest": "count", "also_in": []},
    }


def _linked_or_copied(source: str, target: str) -> None:
    if Path(source).parent.name == "cur":
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def _message_id(path: Path) -> str:
    found = _MESSAGE_ID.search(path.read_bytes())
    assert found, path
    return found[1].decode()
