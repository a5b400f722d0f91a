"""Mail that never was: as many messages as you like, always the same ones, in a Maildir.

One in ten comes from one of the listed senders, in every form that a From field has in real mail.
Among the rest are decoys, which whoever looks at text and not at addresses takes for theirs: a
listed address at the end of a longer one, or in the display name of somebody else.
"""

import os
import random
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

LISTED = 20_000
"""Senders on the list; only the first WRITING of them write, so a longer list finds no more."""

WRITING = 200
SHARE = 10
DECOYS = 40

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)

_FIRST = ("anna", "ben", "carla", "dmitri", "elif", "farid", "gita", "hugo", "ines", "jonas")
_LAST = ("alder", "birch", "cedar", "elm", "fir", "hazel", "ivy", "larch", "maple", "oak", "pine")
_NAMES = ("Jürgen Müller", "Zoë Østergård", "株式会社サンプル", "Łukasz Żak", "Новости")
_WORDS = (
    "about", "account", "been", "before", "budget", "have", "late", "list", "meeting", "new",
    "number", "offer", "order", "patch", "plan", "please", "question", "release", "report",
    "server", "thanks", "the", "think", "travel", "under", "we", "week", "would", "your",
)  # fmt: skip
_HOSTS = tuple(f"mx{number}.relay.example" for number in range(8))


class Mail(NamedTuple):
    """What was written: the list of senders, and the Message-IDs of what comes from them."""

    senders: list[str]
    wanted: frozenset[str]


def write_mail(maildir: Path, messages: int, *, seed: int = 1) -> Mail:
    """Write so many messages into the INBOX of a new Maildir, with an empty folder `Screened`."""
    chance = random.Random(seed)
    listed = _senders(chance)
    kinds = ["listed"] * (messages // SHARE) + ["decoy"] * DECOYS
    kinds += ["somebody"] * (messages - len(kinds))
    chance.shuffle(kinds)
    for folder in ("cur", "new", "tmp", ".Screened/cur", ".Screened/new", ".Screened/tmp"):
        (maildir / folder).mkdir(parents=True)
    (maildir / ".Screened" / "maildirfolder").touch()
    for number, kind in enumerate(kinds):
        sender = _from(kind, chance.choice(listed[:WRITING]), number, chance)
        _deliver(maildir / "cur", number, _message(number, sender, chance))
    wanted = (message_id(number) for number, kind in enumerate(kinds) if kind == "listed")
    return Mail(listed, frozenset(wanted))


def message_id(number: int) -> str:
    """The Message-ID of that message."""
    return f"<{number:06}@bench.example>"


def _senders(chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < LISTED:
        name = f"{chance.choice(_FIRST)}.{chance.choice(_LAST)}{chance.randrange(100)}"
        found[f"{name}@mail.brand{chance.randrange(400)}.example"] = None
    return list(found)


def _from(kind: str, listed: str, number: int, chance: random.Random) -> str:
    if kind == "somebody":
        return _written(f"person{chance.randrange(3_000)}@firm.example", chance)
    if kind == "listed":
        return _written(listed, chance)
    if number % 2:
        return f"Near Miss <x{listed}>"
    return f'"{listed}" <person{number}@firm.example>'


def _written(address: str, chance: random.Random) -> str:
    name = address.partition("@")[0].replace(".", " ").title()
    encoded = Header(chance.choice(_NAMES), "utf-8").encode()
    forms = (
        address,
        f'"{name.split()[-1]}, {name.split()[0]}" <{address}>',
        f"{encoded} <{address}>",
        f"{encoded}\n <{address}>",
        f"{name} <{address.upper()}>",
        f"{address} ({name})",
    )
    # Half of all mail has the plain form.
    return chance.choice((*forms, *[f"{name} <{address}>"] * len(forms)))


def _message(number: int, sender: str, chance: random.Random) -> bytes:
    at = BEGINNING + timedelta(minutes=number)
    fields = [
        "Return-Path: <bounces@firm.example>",
        "Delivered-To: me@example.com",
        *_trace(at, chance),
        *_signature(chance),
        f"From: {sender}",
        "To: Me Myself <me@example.com>",
        f"Subject: {_text(chance, 6)}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id(number)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "X-Mailer: Letters 4.1",
    ]
    if number % 3 == 0:
        fields += _of_a_list()
    body = "\n".join(_text(chance, 12) for _ in range(chance.randrange(5, 80)))
    return "\n".join([*fields, "", body, ""]).encode()


def _trace(at: datetime, chance: random.Random) -> list[str]:
    return [
        f"Received: from {chance.choice(_HOSTS)} ({chance.choice(_HOSTS)} [192.0.2.{hop}])\n"
        f"\tby {chance.choice(_HOSTS)} (Postfix) with ESMTPS id {chance.randbytes(5).hex()}\n"
        f"\tfor <me@example.com>; {format_datetime(at)}"
        for hop in range(chance.randrange(2, 6))
    ]


def _signature(chance: random.Random) -> list[str]:
    lines = "\n".join(f"\t {chance.randbytes(32).hex()}" for _ in range(5))
    about = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=firm.example; s=mail;\n\th=from:to:subject"
    return [f"DKIM-Signature: {about}; bh={chance.randbytes(16).hex()}=;\n\tb={lines}"]


def _of_a_list() -> list[str]:
    return [
        "List-Id: News of the firm <news.firm.example>",
        "List-Unsubscribe: <https://firm.example/unsubscribe?me>, <mailto:leave@firm.example>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Precedence: list",
        "References: <000000@bench.example>\n <000001@bench.example>",
    ]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _deliver(folder: Path, number: int, raw: bytes) -> None:
    """As Dovecot names it, with its sizes, and one in twenty not yet seen."""
    at = int((BEGINNING + timedelta(minutes=number)).timestamp())
    lines = raw.count(b"\n")
    sizes = f"S={len(raw)},W={len(raw) + lines}"
    path = folder / f"{at}.M{number:06}P1.bench,{sizes}:2,{'S' if number % 20 else ''}"
    path.write_bytes(raw)
    os.utime(path, (at, at))
