"""Whether an automatic answer may be sent, and if not, why not: every reason in one place.

The rules are those of RFC 3834 and stricter than the practice of RFC 5230: a wrong answer to a
mailing list, a forged sender or somebody whose door is closed cannot be taken back, and a missing
one costs nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from screener.domain.late import late
from screener.domain.people.handle import address_key, canonical_domain, domain_of
from screener.domain.record.decision import Door
from screener.domain.record.event import (
    CallReceived,
    Class,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
    Vouched,
)


class Refusal(StrEnum):
    """Why no answer is sent, in words that people read in the digest and in `why`."""

    CALL = "it was reported by a telephone provider, which is never answered"
    NO_SENDER = "it does not say who sent it"
    SEVERAL_SENDERS = "it names several senders"
    BAD_ADDRESS = "the sender's address cannot be answered safely"
    YOURSELF = "it comes from one of your own addresses"
    NO_RETURN_PATH = "the server does not say where answers may go (no Return-Path)"
    NULL_RETURN_PATH = "it is a notice that must not be answered (null Return-Path)"
    OTHER_RETURN_PATH = "a mailing system sent it (Return-Path of another organization)"
    LIST = "it came through a mailing list"
    BULK = "it is bulk mail"
    BOUNCE = "it is a delivery report"
    AUTOMATIC = "it was sent automatically"
    NO_REPLY = "the sender takes no answers (an address such as noreply@)"
    ROLE = "the sender is a role and not a person (an address such as postmaster@)"
    VERP = "the sender's address is made up for one mailing"
    NOT_TO_YOU = "it is not addressed to you in To or Cc"
    JUNK = "it is marked as junk"
    NOT_AUTHENTICATED = "nobody trusted vouches for the sender's domain"
    CLOSED_DOOR = "their door is closed"
    RELAY = "it came through a service that writes for many people"
    MAYBE_CLOSED = "it may be from somebody whose door is closed"
    TOO_OLD = "it is too old for an automatic answer"
    ANSWERED = "it was answered already"
    YOU_WROTE = "you wrote to them yourself since"
    LATELY = "they had this answer not long ago"
    TOO_MANY = "as many answers as are allowed in an hour were sent"
    NO_SMTP = "the account has no SMTP server, so nothing can be sent"


LAID_IN_DRAFTS = frozenset({Refusal.NO_RETURN_PATH, Refusal.NOT_AUTHENTICATED, Refusal.NO_SMTP})
"""After these the answer is laid in Drafts, for the user to look at and perhaps to send. They are
looked at last: a draft is for a letter that nothing else speaks against.
"""


class Limits(NamedTuple):
    """What the account allows; `own` are canonical addresses, `written` the same as configured.

    To be addressed to the user, a message must name an address as it is configured: mail to
    `me+shop@` was given to a shop and not to a person.
    """

    own: frozenset[str]
    written: frozenset[str]
    """Casefolded."""
    can_send: bool
    answer_unauthenticated: bool = False
    oldest: timedelta = timedelta(days=3)
    per_hour: int = 20


class Standing(NamedTuple):
    """What is known of the sender when the answer is decided; times are aware.

    `answered_lately` is whether this template went to them within its `every`; `sent_this_hour`
    counts all automatic answers of the account, those decided and not sent yet included.
    """

    door: Door = Door.OPEN
    through_relay: bool = False
    maybe_closed: bool = False
    you_wrote_at: datetime | None = None
    answered_lately: bool = False
    sent_this_hour: int = 0
    declining: bool = False
    """The one answer of a closing: the closed door itself is then no reason."""


_ADDRESS = late(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@(?=.{4,190}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])\Z"
)
"""An address that every mail system can send to, at a domain that others know."""

_NO_REPLY = late(
    r"(?:no|do[-_.]?not|dont|never|cannot)[-_.]?(?:reply|replies|respond|response|answer)"
    r"|auto(?:mat(?:ic|ed))?[-_.]?(?:reply|replies|respond|response|answer|mail)"
    r"|unattended|unmonitored|nicht[-_.]?antwort|keine[-_.]?antwort|ne[-_.]?pas[-_.]?repond"
    r"|no[-_.]?respond|nao[-_.]?respond|non[-_.]?rispond"
)

_ROLES = frozenset((
    "abuse", "admin", "administrator", "alert", "alerts", "bounce", "bounces", "cron", "daemon",
    "ftp", "hostmaster", "list", "listserv", "mail-daemon", "mailer", "mailer-daemon",
    "mailerdaemon", "mailman", "majordomo", "news", "newsletter", "newsletters", "nobody", "noc",
    "notification", "notifications", "notify", "postmaster", "root", "security", "sysadmin",
    "system", "usenet", "uucp", "webmaster", "www", "www-data",
))  # fmt: skip
"""RFC 2142, RFC 3834 section 2, and the users of machines."""

_ROLE_SHAPES = late(r"owner-.*|.*-owner|.*-request.*|.*-bounces?(?:[-+].*)?")

_VERP = late(r".*=.*|bounces?[-+].*|srs[01][=+-].*|.*[-+][0-9a-f]{16,}")

_JUNK = frozenset({"$junk", "junk", "$phishing"})

_SIGNED = late(r"(?:prvs|msprvs1|btv1=?)=[^=]*=+(?P<local>[^=]+)")
"""Bounce address tag validation: a person's own address with a seal that changes daily."""


def refusal(event: Event, *, limits: Limits, standing: Standing, now: datetime) -> Refusal | None:
    """The first reason not to answer this message, or None. Pure; `now` is aware."""
    if isinstance(event, VoicemailReceived | CallReceived):
        return Refusal.CALL
    if isinstance(event, Unreadable):
        return Refusal.NO_SENDER
    return (
        _sender(event, limits)
        or _mailing(event)
        or _delivery(event, limits)
        or _person(standing)
        or _message(event, standing, limits=limits, now=now)
        or _amount(limits, standing)
        or _wanting(event, limits)
    )


def _sender(mail: MailReceived, limits: Limits) -> Refusal | None:
    if not mail.from_:
        return Refusal.NO_SENDER
    if len(mail.from_) > 1 or "several-from" in mail.defects:
        return Refusal.SEVERAL_SENDERS
    if not _ADDRESS.match(mail.from_[0].address):
        return Refusal.BAD_ADDRESS
    if address_key(mail.from_[0].address) in limits.own:
        return Refusal.YOURSELF
    return _made_up(_local(mail.from_[0].address))


def _mailing(mail: MailReceived) -> Refusal | None:
    """RFC 3834 section 2, RFC 5230 section 4.6; a bounce before what it also is."""
    for of_class, reason in (
        (Class.BOUNCE, Refusal.BOUNCE),
        (Class.LIST, Refusal.LIST),
        (Class.BULK, Refusal.BULK),
        (Class.AUTO, Refusal.AUTOMATIC),
    ):
        if of_class in mail.classes:
            return reason
    if mail.content is not None and mail.content.is_delivery_report:
        return Refusal.BOUNCE
    return None


def _made_up(local: str) -> Refusal | None:
    """What speaks against a local part, by its look; in lower case."""
    if _NO_REPLY.search(local):
        return Refusal.NO_REPLY
    if local.partition("+")[0] in _ROLES or _ROLE_SHAPES.fullmatch(local):
        return Refusal.ROLE
    return Refusal.VERP if _VERP.fullmatch(local) else None


def _delivery(mail: MailReceived, limits: Limits) -> Refusal | None:
    if mail.return_path == "":
        return Refusal.NULL_RETURN_PATH
    if mail.return_path is not None:
        if not same_organization(domain_of(mail.return_path), domain_of(mail.from_[0].address)):
            return Refusal.OTHER_RETURN_PATH
        if (reason := _made_up(_without_seal(_local(mail.return_path)))) is not None:
            return reason
    if own_recipient(mail, limits.written) is None:
        return Refusal.NOT_TO_YOU
    if _JUNK & {keyword.lower() for keyword in mail.arrival.keywords}:
        return Refusal.JUNK
    return None


def _person(standing: Standing) -> Refusal | None:
    if standing.door is Door.CLOSED and not standing.declining:
        return Refusal.CLOSED_DOOR
    if standing.through_relay:
        return Refusal.RELAY
    return Refusal.MAYBE_CLOSED if standing.maybe_closed else None


def _message(
    mail: MailReceived, standing: Standing, *, limits: Limits, now: datetime
) -> Refusal | None:
    received = mail.arrival.received
    if now - received > limits.oldest:
        return Refusal.TOO_OLD
    if "\\answered" in {keyword.lower() for keyword in mail.arrival.keywords}:
        return Refusal.ANSWERED
    if standing.you_wrote_at is not None and standing.you_wrote_at >= received:
        return Refusal.YOU_WROTE
    return None


def _amount(limits: Limits, standing: Standing) -> Refusal | None:
    if standing.answered_lately:
        return Refusal.LATELY
    if standing.sent_this_hour >= limits.per_hour:
        return Refusal.TOO_MANY
    return None


def _wanting(mail: MailReceived, limits: Limits) -> Refusal | None:
    """What is missing for an answer that would be right otherwise. A forged sender is never
    answered, whatever the account says.
    """
    if mail.return_path is None:
        return Refusal.NO_RETURN_PATH
    vouched = mail.vouched is Vouched.PASSED
    if not vouched and (mail.vouched is Vouched.FORGED or not limits.answer_unauthenticated):
        return Refusal.NOT_AUTHENTICATED
    return None if limits.can_send else Refusal.NO_SMTP


def own_recipient(mail: MailReceived, written: frozenset[str]) -> str | None:
    """The own address that stands in To or Cc, as it is written there."""
    for address in (*mail.to, *mail.cc):
        if address.address.casefold() in written:
            return address.address
    return None


def _local(address: str) -> str:
    return address.rpartition("@")[0].lower()


def _without_seal(local: str) -> str:
    """The local part under a tag of BATV, as its owner writes it."""
    found = _SIGNED.fullmatch(local)
    return found["local"] if found else local


def same_organization(one: str, other: str) -> bool:
    """Whether two domains are one or one is below the other, with two labels at least."""
    one, other = canonical_domain(one), canonical_domain(other)
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return "." in shorter and longer.endswith(f".{shorter}")
