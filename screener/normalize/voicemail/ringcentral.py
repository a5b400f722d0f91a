"""RingCentral, which writes its own verdict in the place of the caller's name."""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone import labels
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import duration, without_tail
from screener.normalize.telephone.who_called import name_and_number

_SENDERS = frozenset(("ringcentral.com",))
_CALL = late(r"New Call from\b\s*(?P<who>.*)", re.IGNORECASE)
_TO = late(r"(?P<number>[^*]*?)\s*(?:\*\s*(?P<box>\d{1,8})\s*(?P<name>.*))?")
_PREVIEW = late(
    r"^(?:Voicemail Preview|Voicemail Transcript(?:ion)?|Transcript(?:ion)?|Preview):[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_AFTER = late(r"^(?:To listen to|Thank you for|\S.*RingCentral)", re.MULTILINE)


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said, call = notice.announced, _CALL.fullmatch(notice.subject)
    if said is None and call is None:
        return None
    name, number = name_and_number(said.who if said else without_tail(call["who"]) if call else "")
    in_text = name_and_number(notice.labelled(*labels.FROM))
    caller = who(notice, number or in_text[1], name or in_text[0])
    to = _TO.fullmatch(notice.labelled(*labels.TO))
    called = (
        whom(notice, to["number"], mailbox=to["box"] or "", name=to["name"] or "") if to else None
    )
    if call or (said and said.missed):
        return missed_call(notice, Provider.RINGCENTRAL, caller=caller, called=called)
    recorded = Recorded(
        duration=duration(notice.labelled(*labels.LENGTH)),
        transcript=notice.section(_PREVIEW, _AFTER),
    )
    return voicemail(notice, Provider.RINGCENTRAL, caller=caller, called=called, recorded=recorded)


DIALECT = Dialect(Provider.RINGCENTRAL, _claims, _read, _SENDERS)
