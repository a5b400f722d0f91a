"""YouMail: a link to the recording, which the free plan does not attach."""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone import labels
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import duration
from screener.normalize.telephone.who_called import name_and_number

_SENDERS = frozenset(("youmail.com",))
_SUBJECT = late(r".*?\b(?:VM|voice ?mail|voice message) from (?P<who>.*)", re.IGNORECASE)
_TRANSCRIPT = late(r"^(?:Transcript(?:ion)?|Message):[ \t]*", re.IGNORECASE | re.MULTILINE)
_AFTER = late(r"^(?:From|To|Length|Duration|PLAY MESSAGE|Received)\b", re.MULTILINE)


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said, subject = notice.announced, _SUBJECT.fullmatch(notice.subject)
    if said is None and subject is None:
        return None
    name, number = name_and_number(notice.labelled(*labels.FROM))
    in_subject = name_and_number(said.who if said else subject["who"] if subject else "")
    caller = who(notice, number or in_subject[1], name or in_subject[0])
    to = name_and_number(notice.labelled(*labels.TO))
    called = whom(notice, to[1], name=to[0])
    if said is not None and said.missed:
        return missed_call(notice, Provider.YOUMAIL, caller=caller, called=called)
    recorded = Recorded(
        duration=duration(notice.labelled(*labels.LENGTH)),
        transcript=notice.section(_TRANSCRIPT, _AFTER),
        playback_url=notice.link(lambda url: "/messages/" in url),
    )
    return voicemail(notice, Provider.YOUMAIL, caller=caller, called=called, recorded=recorded)


DIALECT = Dialect(Provider.YOUMAIL, _claims, _read, _SENDERS)
