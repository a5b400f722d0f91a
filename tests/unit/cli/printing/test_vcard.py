"""Closed numbers as vCards."""

from screener.cli.printing.vcard import vcards
from screener.domain.people.contact import Contact
from screener.domain.people.handle import parse_handle
from screener.domain.record.decision import Door


def somebody(*handles: str, name: str | None = None, door: Door = Door.CLOSED) -> Contact:
    """A contact with these handles."""
    parsed = tuple(parse_handle(handle, region=None) for handle in handles)
    return Contact(name=name, handles=parsed, door=door)


def test_only_closed_contacts_with_a_number_have_a_card() -> None:
    """A block list of friends or of mail addresses helps nobody; a prefix is no number."""
    people = [
        somebody("him@example.com"),
        somebody("+1900*"),
        somebody("+12025550143", door=Door.WELCOME),
    ]

    assert vcards(people) == []


def test_a_card_has_every_number() -> None:
    """In E.164, and without the addresses."""
    (card,) = vcards([somebody("him@example.com", "+1 202 555 0143", "+442079460018", name="Him")])

    assert card.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "FN:Him",
        "TEL;VALUE=uri:tel:+12025550143",
        "TEL;VALUE=uri:tel:+442079460018",
        "END:VCARD",
        "",
    ]


def test_a_name_can_end_no_line_and_no_value() -> None:
    """What has a meaning in a vCard is escaped (RFC 6350, section 3.4)."""
    (card,) = vcards([somebody("+12025550143", name="a,b;c\\d\nTEL:1")])

    assert "FN:a\\,b\\;c\\\\d\\nTEL:1\r\n" in card


def test_long_lines_are_folded_between_letters() -> None:
    """At 75 octets, never inside a letter (section 3.2)."""
    (card,) = vcards([somebody("+12025550143", name="é" * 100)])

    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    assert f"FN:{'é' * 100}\r\n" in card.replace("\r\n ", "")
