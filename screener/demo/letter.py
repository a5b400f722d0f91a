"""One letter of the demo, as it lies in a mailbox after a mail server took it."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import MappingProxyType
from typing import NamedTuple

ME = "me@example.com"

AUTHSERV = "mail.example.com"
"""The demo's own mail server, whose word on senders its configuration trusts (RFC 8601)."""


class File(NamedTuple):
    """Something that is attached; `type` is its MIME type."""

    name: str
    type: str
    octets: bytes


class Letter(NamedTuple):
    """One message to ME; `to_answer` is the Message-ID of what it answers."""

    sender: str
    name: str
    subject: str
    body: str
    header: Mapping[str, str] = MappingProxyType({})
    file: File | None = None
    to_answer: str | None = None

    def raw(self, *, number: int, sent: datetime) -> bytes:
        """As it arrives (RFC 5322); `number` makes it one of its kind, `sent` is aware."""
        domain = self.sender.rpartition("@")[2]
        message = EmailMessage(SMTP)
        message["Return-Path"] = f"<{self.sender}>"
        message["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={domain}"
        message["From"] = Address(self.name, addr_spec=self.sender)
        message["To"] = ME
        message["Subject"] = self.subject
        message["Date"] = format_datetime(sent)
        message["Message-ID"] = f"<{number}.demo@{domain}>"
        if self.to_answer is not None:
            message["In-Reply-To"] = self.to_answer
        for field, value in self.header.items():
            message[field] = value
        message.set_content(self.body)
        if self.file is not None:
            maintype, _, subtype = self.file.type.partition("/")
            message.add_attachment(
                self.file.octets, maintype=maintype, subtype=subtype, filename=self.file.name
            )
        return message.as_bytes()
