"""Dovecot, started for the tests alone: any user name, the password `secret`.

It runs as root or as an ordinary user, keeps all it has under one directory in /tmp, and listens
for IMAP (in the clear, with STARTTLS, and under TLS) and for LMTP.
"""

import grp
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.servers.certificates import make_certificate
from tests.servers.ports import free_port

PROGRAM = "/usr/sbin/dovecot"
PASSWORD = "secret"

CAPABILITIES = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT THREAD=REFERENCES MULTIAPPEND UNSELECT "
    "CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE QRESYNC ESEARCH SEARCHRES WITHIN BINARY "
    "MOVE SPECIAL-USE LITERAL+ LIST-STATUS"
)


@dataclass(frozen=True, kw_only=True)
class Quirks:
    """How this server is different. `hidden` are capabilities that it does not tell of; `rights`
    maps a folder to what its owner may do there (RFC 4314), such as `lr` or `lrs`. `sieve` is a
    script for everything that is delivered, and `submission` the local port of the server to which
    it hands what it sends.
    """

    prefix: str = ""
    separator: str = "/"
    storage: Literal["sdbox", "maildir"] = "sdbox"
    hidden: frozenset[str] = frozenset()
    rights: Mapping[str, str] = field(default_factory=dict)
    quota_kilobytes: int | None = None
    connections: int = 100
    trash: str = "Trash"
    sieve: str = ""
    submission: int | None = None


Ports = tuple[int, int, int]


class PortTaken(Exception):
    """Somebody else was quicker: what is free now need not be free a moment later."""


class _Master:
    """The process of the server, and what it says."""

    def __init__(self, configuration: Path) -> None:
        # A session of its own (see stop) must not outlive a test run that is killed.
        dies_with_us = ["setpriv", "--pdeathsig", "TERM"]
        self._command = [*dies_with_us, PROGRAM, "-F", "-c", str(configuration)]
        self.log: list[str] = []

    def start(self) -> None:
        """Returns once it listens. Raises PortTaken."""
        self._told = threading.Event()
        self._listens = False
        self._process = subprocess.Popen(
            self._command, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._told.wait(60)
        if not self._listens:
            said = "\n".join(["Dovecot did not start:", *self.log])
            taken = "Address already in use" in said or "duplicate listener" in said
            raise PortTaken(said) if taken else AssertionError(said)

    def stop(self) -> None:
        """Returns once it is gone, and every connection with it."""
        # Its children too: by itself it asks them seconds later.
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(60)
        self._reader.join(60)

    def _read(self) -> None:
        assert self._process.stderr
        with self._process.stderr as lines:
            for line in lines:
                self.log.append(line.rstrip())
                if "starting up" in line:
                    self._listens = True
                    self._told.set()
        self._told.set()


@dataclass(frozen=True)
class Dovecot:
    """A server that runs; `stop` and `start` are for those that no other test uses."""

    port: int
    tls_port: int
    lmtp_port: int
    certificate: Path
    log: list[str]
    stop: Callable[[], None]
    start: Callable[[], None]

    def deliver(self, user: str, raw: bytes, *, sender: str = "sender@example.com") -> None:
        """Bring a message the way the mail system would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [user], raw)


@contextmanager
def dovecot(quirks: Quirks | None = None) -> Iterator[Dovecot]:
    """Start one, wait until it listens, and stop it at the end."""
    home = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    try:
        certificate, _ = make_certificate(home)
        _hand_over(home)
        ports, master = _started(home, quirks or Quirks())
        try:
            yield Dovecot(*ports, certificate, master.log, master.stop, master.start)
        finally:
            master.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _started(home: Path, quirks: Quirks, *, tries: int = 5) -> tuple[Ports, _Master]:
    ports = free_port(), free_port(), free_port()
    configuration = home / "dovecot.conf"
    configuration.write_text(_configuration(home, ports, quirks))
    master = _Master(configuration)
    try:
        master.start()
    except PortTaken:
        if tries == 1:
            raise
        return _started(home, quirks, tries=tries - 1)
    return ports, master


def _hand_over(home: Path) -> None:
    """Root's Dovecot drops its rights before it writes mail."""
    home.chmod(0o755)
    mail = home / "mail"
    mail.mkdir()
    if os.geteuid() == 0:
        shutil.chown(mail, "mail", "mail")


def _configuration(home: Path, ports: Ports, quirks: Quirks) -> str:
    imap, imaps, lmtp = ports
    return "\n".join(
        [
            f"base_dir = {home}/run",
            f"state_dir = {home}/state",
            "log_path = /dev/stderr",
            f"instance_name = {home.name}",
            "protocols = imap lmtp",
            "listen = 127.0.0.1",
            "ssl = yes",
            f"ssl_cert = <{home}/localhost.crt",
            f"ssl_key = <{home}/localhost.key",
            "disable_plaintext_auth = no",
            "auth_mechanisms = plain login",
            "auth_failure_delay = 0",
            "mail_fsync = never",
            "mailbox_list_index = yes",
            "imap_idle_notify_interval = 2s",
            f"mail_max_userip_connections = {quirks.connections}",
            f"mail_home = {home}/mail/%u",
            f"mail_location = {_location(home, quirks)}",
            f"imap_capability = {_capabilities(quirks)}",
            *_accounts(home),
            *_namespace(quirks),
            *_plugins(home, quirks),
            *_listeners(imap, imaps, lmtp),
            *_delivery(quirks),
        ]
    )


def _location(home: Path, quirks: Quirks) -> str:
    return {
        "sdbox": f"sdbox:{home}/mail/%u/sdbox",
        "maildir": f"maildir:{home}/mail/%u/Maildir",
    }[quirks.storage]


def _capabilities(quirks: Quirks) -> str:
    return " ".join(name for name in CAPABILITIES.split() if name not in quirks.hidden)


def _accounts(home: Path) -> list[str]:
    if os.geteuid() == 0:
        uid, gid = pwd.getpwnam("mail").pw_uid, grp.getgrnam("mail").gr_gid
        who = ["default_internal_user = dovecot", "default_login_user = dovenull"]
    else:
        uid, gid = os.geteuid(), os.getegid()
        me, us = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
        who = [f"default_{role}_user = {me}" for role in ("internal", "login")]
        who += [f"default_internal_group = {us}"]
        who += [f"service {name} {{\n chroot =\n}}" for name in ("anvil", "stats", "imap-login")]
    return [
        *who,
        "first_valid_uid = 1",
        "first_valid_gid = 1",
        f"mail_uid = {uid}",
        f"mail_gid = {gid}",
        f"passdb {{\n driver = static\n args = password={PASSWORD}\n}}",
        f"userdb {{\n driver = static\n args = uid={uid} gid={gid} home={home}/mail/%u\n}}",
    ]


def _namespace(quirks: Quirks) -> list[str]:
    uses = {"Sent": "Sent", "Drafts": "Drafts", "Junk": "Junk", "Trash": quirks.trash}
    special = [
        f" mailbox {name} {{\n  auto = subscribe\n  special_use = \\{use}\n }}"
        for use, name in uses.items()
    ]
    return [
        "namespace inbox {",
        " inbox = yes",
        f" separator = {quirks.separator}",
        f" prefix = {quirks.prefix}",
        *special,
        "}",
    ]


def _plugins(home: Path, quirks: Quirks) -> list[str]:
    plugins: list[str] = []
    settings: list[str] = []
    if quirks.rights:
        plugins += ["acl"]
        settings += [f" acl = vfile:{home}/rights"]
        (home / "rights").mkdir()
        for folder, rights in quirks.rights.items():
            (home / "rights" / folder).write_text(f"owner {rights}\n")
    if quirks.quota_kilobytes is not None:
        plugins += ["quota"]
        settings += [" quota = count:User", " quota_vsizes = yes", " quota_grace = 0"]
        settings += [f" quota_rule = *:storage={quirks.quota_kilobytes}K"]
    if quirks.sieve:
        script = home / "mail" / "delivered.sieve"
        script.write_text(quirks.sieve)
        settings += [f" sieve = file:{script}", " sieve_extensions = +vacation-seconds"]
        settings += [" sieve_vacation_min_period = 0"]
    return [f"mail_plugins = {' '.join(plugins)}", "plugin {", *settings, "}"]


def _listeners(imap: int, imaps: int, lmtp: int) -> list[str]:
    return [
        "service imap-login {",
        f" inet_listener imap {{\n  port = {imap}\n }}",
        f" inet_listener imaps {{\n  port = {imaps}\n  ssl = yes\n }}",
        "}",
        # Somebody's wrong password must not delay everybody else's login by seconds.
        "service anvil {\n unix_listener anvil-auth-penalty {\n  mode = 0\n }\n}",
        "service imap {\n process_limit = 64\n}",
        f"service lmtp {{\n inet_listener lmtp {{\n  address = 127.0.0.1\n  port = {lmtp}\n }}\n}}",
    ]


def _delivery(quirks: Quirks) -> list[str]:
    plugins = [" mail_plugins = $mail_plugins sieve"] if quirks.sieve else []
    sends = [f"submission_host = 127.0.0.1:{quirks.submission}"] if quirks.submission else []
    return [
        *sends,
        "protocol lmtp {",
        " postmaster_address = postmaster@example.com",
        *plugins,
        "}",
        "",
    ]
