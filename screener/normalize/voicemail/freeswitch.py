"""FreeSWITCH's mod_voicemail.

The caller stands in From, so display name and local part are whatever the caller wants them to be,
and only the domain is the exchange's.
"""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import duration, speaks_of_neither
from screener.normalize.telephone.who_called import name_and_number

_LENGTH = "x-voicemail-length"
_ENDS_IN = late(r"(?P<who>.*?) (?P<span>\d\d:\d\d:\d\d)\Z")
_FROM = late(r"^(?:Message )?From:? (\"[^\"\n]*\" <[^>\n]+>)", re.IGNORECASE | re.MULTILINE)
_SENTENCE = late(r"^(\d{1,5}) second Voicemail from (.+)$", re.IGNORECASE | re.MULTILINE)


def _claims(notice: Notice) -> bool:
    return notice.has(_LENGTH) or notice.field("x-mailer").lower() == "freeswitch"


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    if (said := notice.announced) is not None and said.missed:
        name, number = said.name_and_number
        return missed_call(notice, Provider.FREESWITCH, caller=who(notice, number, name))
    if said is None and not notice.has(_LENGTH) and speaks_of_neither(notice.subject):
        return None
    subject, sentence = _ENDS_IN.fullmatch(notice.subject), notice.search(_SENTENCE)
    name, number = _caller(notice)
    recorded = Recorded(
        duration=duration(notice.field(_LENGTH))
        or duration(subject["span"] if subject else "")
        or duration(notice.labelled("duration"))
        or duration(sentence[1] if sentence else ""),
        urgent=notice.urgent,
    )
    mailbox = notice.labelled("account").partition("@")[0]
    return voicemail(
        notice,
        Provider.FREESWITCH,
        caller=who(notice, number, name),
        called=whom(notice, mailbox=mailbox),
        recorded=recorded,
    )


def _caller(notice: Notice) -> tuple[str, str]:
    """Name and number by the subject, else by the text, else by From."""
    said = notice.announced
    name, number = said.name_and_number if said else ("", "")
    if said is not None and number:
        return name, number
    if in_text := notice.search(_FROM):
        return name_and_number(in_text[1])
    if said is not None and said.who:
        first, _, last = said.who.rpartition(" ")
        return (first, last) if first else ("", last)
    sender = notice.mail.from_[0] if notice.mail.from_ else None
    return (sender.name, sender.address.rpartition("@")[0]) if sender else ("", "")


DIALECT = Dialect(Provider.FREESWITCH, _claims, _read)
