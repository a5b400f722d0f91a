"""The people who write in the demo, and what they write. None of them exists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import NamedTuple

ME = "me@example.com"

CLOSED = "pushy@example.net"
"""Whose door is closed from the beginning."""

_MAILING = MappingProxyType(
    {
        "List-Unsubscribe": "<https://daily.example/leave>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
)
_MACHINE = MappingProxyType({"Auto-Submitted": "auto-generated"})


class Letter(NamedTuple):
    """One message to ME."""

    sender: str
    subject: str
    body: str
    header: Mapping[str, str] = MappingProxyType({})

    def raw(self, *, number: int, sent: datetime) -> bytes:
        """As it arrives (RFC 5322); `number` makes it one of its kind, `sent` is aware."""
        domain = self.sender.rstrip(">").rpartition("@")[2]
        fields = {
            "From": self.sender,
            "To": ME,
            "Subject": self.subject,
            "Date": format_datetime(sent),
            "Message-ID": f"<{number}.demo@{domain}>",
            **self.header,
        }
        lines = [*(f"{name}: {value}" for name, value in fields.items()), "", self.body, ""]
        return "\r\n".join(lines).encode("ascii")


THERE_BEFORE: Sequence[Letter] = (
    Letter("Ann <ann@example.com>", "Photographs from Sunday", "Here they are."),
    Letter("The Daily <news@daily.example>", "All the news of last week", "News!", _MAILING),
)

WHILE_OBSERVING: Sequence[Letter] = (
    Letter("Ann <ann@example.com>", "Lunch on Thursday?", "The usual place?"),
    Letter("The Daily <news@daily.example>", "All the news of today", "News!", _MAILING),
    Letter("A shop <orders@shop.example>", "Your order 1042 has shipped", "Thanks.", _MACHINE),
    Letter(
        "A recruiter <hello@talent.example>",
        "Hello",
        "I came across your profile and would love to connect.",
    ),
    Letter(CLOSED, "You did not answer me", "I know where you have lunch."),
)

WHILE_ENFORCING: Sequence[Letter] = (
    Letter("Ann <ann@example.com>", "Re: Lunch on Thursday?", "See you there."),
    Letter("A bank <noreply@bank.example>", "Your verification code", "It is 123456.", _MACHINE),
    Letter("The Daily <news@daily.example>", "All the news of tonight", "News!", _MAILING),
    Letter("A shop <orders@shop.example>", "Invoice for order 1042", "Thanks.", _MACHINE),
    Letter(
        "A recruiter <hello@talent.example>",
        "Hello again",
        "This is an exciting opportunity.",
    ),
    Letter("A seller <sam@sales.example>", "Your website", "We can grow your revenue."),
    Letter(CLOSED, "Why do you not answer?", "I will come by."),
    Letter(CLOSED.replace("@", "+again@"), "Another address of mine", "It is me."),
)
