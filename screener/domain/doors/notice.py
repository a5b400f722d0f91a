"""The text of an alert: who came, how often, when and by which channel, in neutral words.

It is for people who know nothing of this program. No name in it comes from a message, and no word
of a message either unless the user wants that.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from textwrap import indent
from typing import NamedTuple

from screener.domain.letters.composing import one_line
from screener.domain.record.history import Kind, Past

SUBJECT = "Repeated contact: a notice for your information"

LISTED = 20
"""So many of their messages are listed, the latest."""

QUOTED = 2_000
"""Characters of one message that are quoted."""

BEGINNING = (
    "This notice was written by screener, a program that looks after the mail of {}. It is sent"
    " once a day at most about one contact."
)

WITHOUT_WORDS = "The text of the messages is no part of this notice. "

WHOLE_RECORD = (
    "Everything is kept. If you need the whole record, ask {} for it; this command makes it:"
    ' screener dossier "{}"'
)

_CALLED: dict[Kind, tuple[str, str]] = {
    "email": ("e-mail", "e-mails"),
    "voicemail": ("voicemail", "voicemails"),
    "call": ("missed call", "missed calls"),
}


class Notice(NamedTuple):
    """What there is to tell; `came` are all that are told of, oldest first.

    `whose` is the user and `who` the contact, as the user's files have it. `closed_since` is a day
    in the user's calendar. `words` are the texts of messages, with the time of each.
    """

    whose: str
    who: str
    came: Sequence[Past]
    now: datetime
    zone: tzinfo
    closed_since: date | None = None
    brief: str = ""
    words: Sequence[tuple[datetime, str]] = ()


def text_of(notice: Notice) -> str:
    """The whole text."""
    return "\n\n".join("\n".join(part) for part in _parts(notice) if part) + "\n"


def _parts(notice: Notice) -> Iterator[list[str]]:
    whose = one_line(notice.whose)
    yield [BEGINNING.format(whose)]
    yield list(_facts(notice))
    yield list(_listed(notice))
    yield list(_unverified(notice))
    if notice.brief:
        yield [f"What {whose} asks of you:", "", notice.brief.strip()]
    yield list(_words(notice))
    without = "" if notice.words else WITHOUT_WORDS
    yield [without + WHOLE_RECORD.format(whose, one_line(notice.who))]


def _facts(notice: Notice) -> Iterator[str]:
    counted = [past for past in notice.came if past.authenticated]
    yield f"Contact: {one_line(notice.who)}"
    if notice.closed_since is not None:
        yield f"Messages from there have not been taken since {notice.closed_since.isoformat()}."
    for span, days in (("24 hours", 1), ("7 days", 7)):
        since = notice.now - timedelta(days=days)
        kinds = Counter(past.kind for past in counted if past.at > since)
        yield f"In the last {span}: {kinds.total()}{_by_channel(kinds)}"


def _by_channel(kinds: Counter[Kind]) -> str:
    each = [f"{number} {_CALLED[kind][number > 1]}" for kind, number in sorted(kinds.items())]
    return f" ({', '.join(each)})" if each else ""


def _listed(notice: Notice) -> Iterator[str]:
    counted = [past for past in notice.came if past.authenticated]
    if not counted:
        return
    yield f"The latest {LISTED}:" if len(counted) > LISTED else "Each of them:"
    for past in counted[-LISTED:]:
        yield f"- {_local(past.at, notice.zone)}, {_CALLED[past.kind][0]}"


def _unverified(notice: Notice) -> Iterator[str]:
    others = [past for past in notice.came if not past.authenticated]
    if not others:
        return
    yield "Not counted, since nobody vouches that these came from the same sender:"
    for past in others[-LISTED:]:
        yield f"- {_local(past.at, notice.zone)}, {_CALLED[past.kind][0]}"


def _words(notice: Notice) -> Iterator[str]:
    for at, words in notice.words:
        yield f"Message of {_local(at, notice.zone)}:"
        cut = words if len(words) <= QUOTED else f"{words[:QUOTED]} […]"
        yield indent(cut.strip() or "(no text)", "> ", lambda _: True)


def _local(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(sep=" ", timespec="minutes")
