"""Whose door can be closed, and by which handle: what must not be closed by accident is refused.

Every way of closing a door asks here: the commands, which name handles, and the training folders
and rules, which show a message. Closing the door of a list, of a service that writes for many or
of a whole telephone exchange would shut out people whom nobody meant.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

from screener.domain.people.contact import Contact
from screener.domain.people.handle import (
    RELAYS,
    Handle,
    Kind,
    NoHandle,
    address_key,
    domain_of,
    parents,
    parse_handle,
    relay,
)
from screener.domain.people.handle_index import HandleIndex
from screener.domain.record.event import (
    Address,
    CallerId,
    CallReceived,
    Class,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
)
from screener.domain.text import fold

ROLES = frozenset({
    "abuse", "bounce", "bounces", "daemon", "hostmaster", "listserv", "mailerdaemon",
    "majordomo", "nobody", "postmaster", "root", "webmaster",
})  # fmt: skip
"""Local parts that are no person (RFC 2142 and custom), without `-`, `_` and `.`."""

_NOBODY_READS = ("noreply", "donotreply")
"""Pieces of such local parts, as in `voice-noreply`."""

_BY_DOMAIN = frozenset({Kind.ADDRESS, Kind.DOMAIN, Kind.SUBDOMAIN, Kind.GLOB})


class Refusal(StrEnum):
    """Why a door is not moved, in words that people read."""

    OWN = "it covers an address of your own"
    ROLE = "that is an address of a machine or an office and not of a person"
    WITHHELD = "a withheld number is anybody's"
    LIST = "it came through a mailing list, whose address is many people's"
    RELAY = "it came from a service that writes for many people, and names no person"
    SERVICE = "that is a service that writes for many people"
    PROVIDER = "it came from a telephone provider, and names no number to close"
    SEVERAL = "it names several senders"
    NOBODY = "it does not say who sent it"
    FORGED = "its sender is shown to be forged, so the door would be somebody else's"
    WELCOME = "they are welcome, which is for you alone to change"
    ELSEWHERE = "the line stands in a file that screener does not edit; take it out there"
    NOT_CLOSED = "the door of that contact is not closed"
    OWN_LINE = "it has a line of its own, which speaks against that"
    FOR_MANY = "that line is for many, and this would open it for one"


def not_to_be_closed(handles: Sequence[Handle], *, own: Collection[str]) -> Refusal | None:
    """Why nobody closes these; None if they may be closed. `own` are canonical addresses."""
    index: HandleIndex[Handle] = HandleIndex((handle, handle) for handle in handles)
    if any(index.address(address) for address in own):
        return Refusal.OWN
    if any(_is_role(handle) for handle in handles):
        return Refusal.ROLE
    if any(handle.kind is Kind.ANONYMOUS for handle in handles):
        return Refusal.WITHHELD
    if any(_is_service(handle) for handle in handles):
        return Refusal.SERVICE
    return None


def sender_to_close(
    event: Event,
    *,
    own: Collection[str],
    providers: Collection[str] = (),
    services: Collection[str] = (),
) -> Handle | Refusal:
    """The handle by which the door of the sender is closed.

    A call closes the caller's number, never the provider that reported it. `providers` are domains
    of telephone exchanges, and `services` those that write for many besides the well-known ones,
    in their canonical form.
    """
    match event:
        case Unreadable():
            return Refusal.NOBODY
        case VoicemailReceived() | CallReceived():
            found = _caller(event)
        case _:
            found = _writer(event, providers, RELAYS.union(services))
    if isinstance(found, Refusal):
        return found
    return not_to_be_closed((found,), own=own) or found


def sender_to_open(event: Event, known: Contact | None) -> Handle | Refusal:
    """The handle whose door is opened or opened wide; `known` is the line that covers it."""
    if isinstance(event, VoicemailReceived | CallReceived):
        return _caller(event)
    if isinstance(event, Unreadable) or not event.from_:
        return Refusal.NOBODY
    if len(event.from_) > 1:
        return Refusal.SEVERAL
    if known is not None:
        for handle in known.handles:
            if handle.kind is Kind.RELAY:
                return handle
    return _address(event.from_[0])


def _writer(
    mail: MailReceived, providers: Collection[str], relays: frozenset[str]
) -> Handle | Refusal:
    if not mail.from_:
        return Refusal.NOBODY
    if len(mail.from_) > 1 or "several-from" in mail.defects:
        return Refusal.SEVERAL
    if Class.LIST in mail.classes:
        return Refusal.LIST
    sender = mail.from_[0]
    above = set(parents(domain_of(address_key(sender.address))))
    if above & set(providers):
        return Refusal.PROVIDER
    if services := above & relays:
        return _behind(sender, max(services, key=len))
    return _address(sender)


def _behind(sender: Address, service: str) -> Handle | Refusal:
    """A person behind a service; its own name in the place of theirs names nobody."""
    names_service = fold(service.partition(".")[0]) in fold(sender.name).replace(" ", "")
    alone = len(sender.name.split()) < 2 or (names_service and " via " not in fold(sender.name))
    if alone:
        return Refusal.RELAY
    return relay(via=service, name=sender.name)


def _address(sender: Address) -> Handle | Refusal:
    try:
        handle = parse_handle(address_key(sender.address), region=None)
    except NoHandle:
        return Refusal.NOBODY
    return handle if handle.kind is Kind.ADDRESS else Refusal.NOBODY


def _caller(event: VoicemailReceived | CallReceived) -> Handle | Refusal:
    caller = event.caller
    if caller.number is not None:
        return Handle(kind=Kind.NUMBER, key=caller.number, written=caller.number)
    withheld = caller.withheld or caller.status is CallerId.WITHHELD
    return Refusal.WITHHELD if withheld else Refusal.PROVIDER


def _is_role(handle: Handle) -> bool:
    if handle.kind is not Kind.ADDRESS:
        return False
    local = handle.key.rpartition("@")[0].translate(str.maketrans("", "", "-_."))
    return local in ROLES or any(mark in local for mark in _NOBODY_READS)


def _is_service(handle: Handle) -> bool:
    """Whether it is a service's own, and not a person behind it."""
    if handle.kind not in _BY_DOMAIN:
        return False
    return not RELAYS.isdisjoint(parents(handle.key.rpartition("@")[2]))
