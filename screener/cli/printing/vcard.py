"""Closed telephone numbers as vCards (RFC 6350), which every telephone imports."""

from collections.abc import Iterable, Iterator

from screener.domain.people.contact import Contact
from screener.domain.people.handle import Kind
from screener.domain.record.decision import Door

_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})

_OCTETS = 75
"""A line is folded there (section 3.2)."""


def vcards(contacts: Iterable[Contact]) -> list[str]:
    """One card for each closed contact that has a number; a prefix is no number."""
    return [card for contact in contacts if (card := _card(contact))]


def _card(contact: Contact) -> str:
    numbers = [handle.key for handle in contact.handles if handle.kind is Kind.NUMBER]
    if contact.door is not Door.CLOSED or not numbers:
        return ""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"FN:{contact.line.translate(_ESCAPED)}",
        *(f"TEL;VALUE=uri:tel:{number}" for number in numbers),
        "END:VCARD",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _folded(line: str) -> Iterator[str]:
    part = ""
    for char in line:
        if len((part + char).encode()) > _OCTETS:
            yield part
            part = " "
        part += char
    yield part
