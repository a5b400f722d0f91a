"""Doors as they would be: for whoever asks what would happen if one had moved."""

from collections.abc import Sequence

from screener.domain.people.contact import Contact
from screener.domain.people.handle import Handle, Kind
from screener.domain.people.handle_index import HandleIndex
from screener.domain.record.decision import Door


def with_door(contacts: Sequence[Contact], handle: Handle, door: Door) -> list[Contact]:
    """Everybody, with the door of whoever has the handle of one person.

    For an open door no line covers the handle any more.
    """
    index = HandleIndex((one, contact) for contact in contacts for one in contact.handles)
    covering = (
        index.all_of_address(handle.key)
        if handle.kind is Kind.ADDRESS
        else index.all_of_caller(
            handle.key if handle.kind is Kind.NUMBER else None,
            withheld=handle.kind is Kind.ANONYMOUS,
        )
    )
    found = list(covering)
    person = next((contact for known, contact in found if known.key == handle.key), None)
    if door is Door.OPEN:
        shut = [contact for _, contact in found]
        return [one._replace(door=door) if one in shut else one for one in contacts]
    if person is not None:
        moved = person._replace(door=door, until=None)
        return [moved if one is person else one for one in contacts]
    return [*contacts, Contact(handles=(handle,), door=door)]
