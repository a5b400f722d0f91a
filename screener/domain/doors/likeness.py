"""Signs by which two handles may be those of one person. They prove nothing and decide nothing.

What somebody leaves behind are marks; what a message of another handle shows are signs. Where they
meet, there is something to look at.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from screener.domain.conditions.scene import Readable
from screener.domain.people.handle import address_key
from screener.domain.record.event import Class, Content, MailReceived
from screener.domain.text import fold

SOON = timedelta(days=30)
"""So long after a closing a new address with the same name is worth a look."""

SIGNATURE_LINES = 12

NUMBERS = 10
"""Telephone numbers of one message that are looked at."""

_SHORTEST_NAME = 2
"""Words: a first name alone is everybody's."""

_MACHINES = frozenset({Class.LIST, Class.BULK, Class.AUTO, Class.BOUNCE})


class Sign(StrEnum):
    """What two messages have in common; the value is kept."""

    REPLY_TO = "reply_to"
    NUMBER = "number"
    NAME = "name"
    THREAD = "thread"


SAID_OF = {
    Sign.REPLY_TO: "the same address to answer to",
    Sign.NUMBER: "the same telephone number",
    Sign.NAME: "the same name, at an address that is new since the door was closed",
    Sign.THREAD: "an answer to a message of theirs",
}
"""For people."""


class Mark(NamedTuple):
    """One sign with what it is: a canonical address, E.164, a folded name, a Message-ID."""

    sign: Sign
    value: str


def marks_of(event: Readable, *, region: str | None) -> frozenset[Mark]:
    """What a message leaves behind by which its sender may be found again.

    Nothing where a machine wrote it. `region` completes national numbers.
    """
    if not isinstance(event, MailReceived):
        return frozenset(_calling(event.caller.number))
    if event.classes & _MACHINES:
        return frozenset()
    own_id = [Mark(Sign.THREAD, event.message_id)] if event.message_id else []
    return frozenset([*_common(event, region), *own_id])


def signs_of(event: Readable, *, region: str | None) -> frozenset[Mark]:
    """What a message shows by which its sender may be somebody known under another handle.

    Nothing where a machine wrote it.
    """
    if not isinstance(event, MailReceived):
        return frozenset(_calling(event.caller.number))
    if event.classes & _MACHINES:
        return frozenset()
    answered = (Mark(Sign.THREAD, one) for one in event.references)
    return frozenset([*_common(event, region), *answered])


def telling(
    marks: Iterable[Mark],
    *,
    received: datetime,
    new_since: datetime | None,
    closed_since: datetime | None,
) -> list[Mark]:
    """Those of the common marks that tell something, in a fixed order.

    A name does only for a message that came soon after the door was closed, from an address of
    which nothing came before; `new_since` is when its first message came. Times are aware.
    """
    soon = (
        closed_since is not None
        and new_since is not None
        and closed_since <= new_since
        and received - closed_since <= SOON
    )
    return sorted(mark for mark in marks if soon or mark.sign is not Sign.NAME)


def _common(mail: MailReceived, region: str | None) -> Iterator[Mark]:
    for address in (*mail.from_, *mail.reply_to):
        yield Mark(Sign.REPLY_TO, address_key(address.address))
    for address in mail.from_:
        name = fold(address.name)
        if len(name.split()) >= _SHORTEST_NAME and "@" not in name:
            yield Mark(Sign.NAME, name)
    if mail.content is not None:
        for number in numbers_in(own_words(mail.content), region=region):
            yield Mark(Sign.NUMBER, number)


def _calling(number: str | None) -> Iterator[Mark]:
    if number is not None:
        yield Mark(Sign.NUMBER, number)


def own_words(content: Content) -> str:
    """The new text with the signature below it, and without what is quoted."""
    if not content.text or content.text not in content.full_text:
        return content.text
    behind = content.full_text.partition(content.text)[2]
    signature = takewhile(_is_no_quote, behind.split("\n")[: SIGNATURE_LINES + 1])
    return content.text + "\n".join(signature)


def _is_no_quote(line: str) -> bool:
    return not line.lstrip().startswith(">") and not line.rstrip().endswith(":")


def numbers_in(text: str, *, region: str | None) -> Collection[str]:
    """The telephone numbers in a text, in E.164; at most NUMBERS."""
    if sum(map(str.isdigit, text)) < 7:
        return ()
    import phonenumbers  # late: most mailboxes never meet a number

    found = phonenumbers.PhoneNumberMatcher(text, region, max_tries=NUMBERS)
    written = phonenumbers.PhoneNumberFormat.E164
    return {str(phonenumbers.format_number(one.number, written)) for one in found}
