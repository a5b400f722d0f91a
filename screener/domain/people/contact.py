"""People and their doors: who an event is from, and whether they are let in.

The surprise: a handle that covers many people (a domain, a glob) is one line in the user's file,
but each address behind it is a contact of its own.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from screener.domain.people.handle import (
    ANONYMOUS,
    RELAYS,
    Handle,
    Kind,
    address_key,
    domain_of,
    parents,
)
from screener.domain.people.handle_index import HandleIndex
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.domain.record.event import (
    Caller,
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
    Vouched,
)


class Contact(NamedTuple):  # there may be hundreds of thousands
    """One entry of `closed`, `welcome` or `contacts`.

    `decline` names a template; `since`, `declined` and `until` are days in the user's calendar.
    """

    handles: tuple[Handle, ...]
    name: str | None = None
    door: Door = Door.OPEN
    decline: str | None = None
    alert: tuple[str, ...] = ()
    brief: str = ""
    reader: str | None = None
    notes: str = ""
    since: date | None = None
    declined: date | None = None
    until: date | None = None
    place: Place | None = None

    @property
    def line(self) -> str:
        """How this entry is called in every output: by its name, else by its first handle."""
        return self.name or self.handles[0].shown

    def door_at(self, today: date) -> Door:
        """The door on that day: a closing that has run out is open again."""
        if self.until is not None and today >= self.until:
            return Door.OPEN
        return self.door


class Met(NamedTuple):
    """Who an event is from. `contact` is None if it names nobody; `entry` is the user's line."""

    contact: str | None
    door: Door
    entry: Contact | None
    handle: Handle | None


NOBODY = Met(contact=None, door=Door.OPEN, entry=None, handle=None)

ALONE = frozenset({Kind.ADDRESS, Kind.NUMBER, Kind.ANONYMOUS})
"""Handles by which one person is told from all others."""

_RANK = {Door.CLOSED: 0, Door.WELCOME: 1, Door.OPEN: 2}


class Directory:
    """Everybody whom the user's files name, looked up by handle.

    The most specific handle under a door decides, and on a tie `closed` wins; an entry of
    `contacts` names somebody and has no door. `own` are canonical addresses of the user, whose
    door nobody closes.
    """

    def __init__(
        self, contacts: Iterable[Contact] = (), *, own: frozenset[str] = frozenset()
    ) -> None:
        self.contacts = tuple(sorted(contacts, key=lambda contact: _RANK[contact.door]))
        self._own = own
        self._index: HandleIndex[Contact] = HandleIndex(
            (handle, contact) for contact in self.contacts for handle in contact.handles
        )

    def meet(self, event: Event, *, today: date) -> Met:
        """Who the event is from and their door on that day.

        A message with several From addresses meets a closed door if any of them does and is
        nobody's welcome; a welcome does not hold for mail that is shown to be forged.
        """
        match event:
            case Unreadable():
                return NOBODY
            case MailReceived():
                return self._meet_mail(event, today)
            case _:
                return self._meet_caller(event.caller, event.mail, today)

    def of_address(self, address: str, *, name: str = "", today: date) -> Met:
        """Who writes from that address."""
        key = address_key(address)
        if "@" not in key:
            return NOBODY
        met = _met(self._index.all_of_address(address, name=name), key, today)
        if met.door is Door.CLOSED and key in self._own:
            return met._replace(door=Door.OPEN)
        return met

    def of_number(self, number: str, *, today: date) -> Met:
        """Who calls from that number, in E.164, or `anonymous`."""
        withheld = number == ANONYMOUS
        covering = self._index.all_of_caller(None if withheld else number, withheld=withheld)
        return _met(covering, number, today)

    def covering(self, handle: Handle) -> Contact | None:
        """The line that decides the door of an address or a number, however many it is about."""
        found: list[Contact] = []
        if handle.kind is Kind.ADDRESS:
            found = [contact for _, contact in self._index.all_of_address(handle.written)]
        elif handle.kind is Kind.NUMBER:
            found = [
                contact for _, contact in self._index.all_of_caller(handle.key, withheld=False)
            ]
        with_door = (contact for contact in found if contact.door is not Door.OPEN)
        return next(with_door, found[0] if found else None)

    def is_relay(self, address: str, met: Met) -> bool:
        """Whether others write from that address, too, so that an answer may reach anybody.

        A service is one because the files name somebody behind it, or because everybody knows it;
        but whom they name by the very address is a person.
        """
        if met.handle is not None and met.handle.kind in (Kind.RELAY, Kind.ADDRESS):
            return met.handle.kind is Kind.RELAY
        above = frozenset(parents(domain_of(address_key(address))))
        return not above.isdisjoint(RELAYS | self.services)

    def named(self, name: str) -> Contact | None:
        """The entry of that name, without regard to case."""
        return self._by_line.get(name.casefold())

    def known_as(self, event: Event, met: Met) -> frozenset[str]:
        """Every name and canonical handle under which the sender may have been met before.

        The address of a relay is not among them, since others write from it too.
        """
        if met.contact is None or isinstance(event, Unreadable):
            return frozenset()
        person = self.named(met.contact)
        theirs = {one.key for one in person.handles if one.kind in ALONE} if person else set()
        if met.handle is None or met.handle.kind is not Kind.RELAY:
            theirs.add(_handle_of(event))
        return frozenset({met.contact, *theirs})

    @cached_property
    def services(self) -> frozenset[str]:
        """Domains behind which the files name somebody, besides those that everybody knows."""
        handles = (handle for contact in self.contacts for handle in contact.handles)
        return frozenset(handle.key for handle in handles if handle.kind is Kind.RELAY)

    @cached_property
    def _by_line(self) -> dict[str, Contact]:
        return {one.line.casefold(): one for one in reversed(self.contacts)}

    def _meet_mail(self, event: MailReceived, today: date) -> Met:
        met = [self.of_address(a.address, name=a.name, today=today) for a in event.from_]
        if not met:
            return NOBODY
        first = min(met, key=lambda one: one.door is not Door.CLOSED)
        return _nobodys_welcome(first) if len(met) > 1 or _is_forged(event) else first

    def _meet_caller(self, caller: Caller, mail: MailReceived, today: date) -> Met:
        key = caller.number or (ANONYMOUS if caller.withheld else None)
        if key is None:
            return NOBODY
        covering = self._index.all_of_caller(caller.number, withheld=caller.withheld)
        met = _met(covering, key, today)
        return _nobodys_welcome(met) if _is_forged(mail) else met


def _met(covering: Iterable[tuple[Handle, Contact]], key: str, today: date) -> Met:
    """The first that covers them says who it is, the first with a door which door it is."""
    found = list(covering)
    if not found:
        return Met(contact=key, door=Door.OPEN, entry=None, handle=None)
    shut_or_wide = (one for one in found if one[1].door_at(today) is not Door.OPEN)
    handle, entry = next(shut_or_wide, found[0])
    known_by, known = found[0]
    contact = key if known_by.covers_many and known.name is None else known.line
    return Met(contact=contact, door=entry.door_at(today), entry=entry, handle=handle)


def _handle_of(event: MailReceived | VoicemailReceived | CallReceived) -> str:
    if isinstance(event, MailReceived):
        return address_key(event.from_[0].address) if event.from_ else ""
    return event.caller.number or ANONYMOUS


def _is_forged(mail: MailReceived) -> bool:
    return mail.vouched is Vouched.FORGED


def _nobodys_welcome(met: Met) -> Met:
    return met._replace(door=Door.OPEN) if met.door is Door.WELCOME else met
