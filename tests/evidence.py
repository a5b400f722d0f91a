"""A record with something in it, as rounds would have made it: for tests of what is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, NamedTuple

from screener.adapters.archive import DirectoryArchive
from screener.adapters.keys import KeyNotary
from screener.application.record.ledger import deeds_of, sign_head
from screener.domain.record.decision import CLOSED_DOOR, Decision, Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Address
from screener.ports.archive import Archive
from screener.ports.notary import Notary
from screener.ports.store import Store
from tests.builders import NOON, a_decision, a_mail, a_voicemail, an_arrival
from tests.databases import new_store

FILED = Effect(do=Do.FILE, value="Screened/Closed", status=Status.DONE)

LETTER = """\
From: {name} <{sender}>\r
To: me@example.com\r
Cc: Ann <ann@work.example>\r
Subject: {subject}\r
\r
{text}\r
"""


class Record(NamedTuple):
    """What is kept, and who signs it."""

    store: Store
    archive: Archive
    notary: Notary

    def knock(self, uid: int = 1, *, contact: str = "him@example.com", **told: Any) -> Decision:
        """A letter at a closed door, preserved and told in the ledger."""
        decision = a_knock(self.archive, uid, contact=contact, **told)
        self.archive.sync()
        self.remember([decision])
        return decision

    def remember(self, decisions: list[Decision]) -> None:
        """As a round does."""
        self.store.remember(decisions, bookmark=None, deeds=deeds_of(decisions))
        self.sign()

    def sign(self, now: datetime = NOON) -> None:
        """As at the end of a round."""
        sign_head(self.store, self.notary, now=now)


def a_knock(
    archive: Archive,
    uid: int,
    *,
    contact: str = "him@example.com",
    sender: str | None = None,
    name: str = "Him",
    subject: str = "Lunch?",
    text: str = "Call me.",
    arrival: datetime | None = None,
) -> Decision:
    """The decision about it, with its original in the archive."""
    sender = sender or contact
    raw = LETTER.format(name=name, sender=sender, subject=subject, text=f"{text} ({uid})")
    sha256, size = archive.put([raw.encode()])
    here = an_arrival(uid, size=size, **({"received": arrival} if arrival else {}))
    event = a_mail(
        uid,
        sender=sender,
        name=name,
        arrival=here,
        subject=subject,
        cc=(Address(address="ann@work.example", name="Ann"),),
    )
    return a_decision(
        uid,
        FILED,
        event=event,
        contact=contact,
        door=Door.CLOSED,
        line=contact,
        rule=CLOSED_DOOR,
        preserved=sha256,
        knock=True,
        destination="Screened/Closed",
    )


def a_voicemail_knock(
    archive: Archive, uid: int, recording: bytes, *, name: str = "msg0001.wav", contact: str
) -> Decision:
    """A voicemail of his, as an exchange mails it, with its original in the archive."""
    written = EmailMessage()
    written["From"], written["To"] = "pbx@pbx.example", "me@example.com"
    written["Subject"] = "New voicemail"
    written.set_content("Somebody left a message.")
    written.add_attachment(recording, maintype="audio", subtype="x-wav", filename=name)
    sha256, size = archive.put([written.as_bytes(policy=SMTP)])
    heard = a_voicemail(uid)
    event = heard.model_copy(update={"arrival": an_arrival(uid, size=size)})
    return a_decision(
        uid,
        FILED,
        event=event,
        contact=contact,
        door=Door.CLOSED,
        line=contact,
        rule=CLOSED_DOOR,
        preserved=sha256,
        knock=True,
        destination="Screened/Closed",
    )


@contextmanager
def a_record(state: Path, *, now: datetime = NOON) -> Iterator[Record]:
    """An empty one in that directory, where the program looks for it."""
    store = new_store(state / "screener.sqlite3")
    try:
        archive = DirectoryArchive(state / "archive", now=now)
        yield Record(store, archive, KeyNotary(state, now=now))
    finally:
        store.close()
