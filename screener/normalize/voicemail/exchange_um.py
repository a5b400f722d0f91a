"""Microsoft Exchange Unified Messaging (MS-OXCMAIL 2.1.3.2.3, MS-OXOUM 2.2.2).

Only Content-Class tells: recalled mail of Outlook carries the fields of voicemail as well, with
junk in them.
"""

import re
from datetime import timedelta

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone import labels
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, Who, missed_call, voicemail, who
from screener.normalize.telephone.telephony import announced_in, duration

_VOICE = frozenset(("voice", "voice-ca", "voice-uc"))
_MISSED = "missedcall"
_IN_SUBJECT = late(r"\((\d[^()]*)\)\W*\Z")
_PREVIEW = late(r"^voice ?mail preview:?[ \t]*", re.IGNORECASE | re.MULTILINE)
_AFTER_PREVIEW = late(
    r"^(?:you received a voice|created by microsoft|caller-id:|preview provided by)",
    re.IGNORECASE | re.MULTILINE,
)


def _class(notice: Notice) -> str:
    """The class; Exchange Online puts a word before it where nobody vouches for the calling server.

    Whether that makes the message believed is not for its own fields to say.
    """
    told = notice.field("content-class").lower().removeprefix("urn:content-class:")
    return told.removeprefix("unauthenticated")


def _claims(notice: Notice) -> bool:
    kind = _class(notice)
    return kind in _VOICE or kind == _MISSED


def _read(notice: Notice) -> VoicemailReceived | CallReceived:
    caller, kind = _caller(notice), _class(notice)
    by_subject = notice.announced is not None and notice.announced.missed
    if kind == _MISSED or (by_subject and kind not in _VOICE):
        return missed_call(notice, Provider.EXCHANGE_UM, caller=caller)
    recorded = Recorded(
        duration=_duration(notice),
        transcript=notice.section(_PREVIEW, _AFTER_PREVIEW),
        urgent=notice.urgent,
        labels=("private",) if notice.private else (),
    )
    return voicemail(notice, Provider.EXCHANGE_UM, caller=caller, recorded=recorded)


def _caller(notice: Notice) -> Who:
    said = announced_in(reversed(notice.text.split("\n"))) or notice.announced
    name, number = said.name_and_number if said and said.who else ("", notice.dialled)
    return who(
        notice,
        notice.field("x-callingtelephonenumber") or notice.labelled(*labels.CALLER_ID) or number,
        notice.field("x-voicemessagesendername") or name,
    )


def _duration(notice: Notice) -> timedelta | None:
    in_subject = _IN_SUBJECT.search(notice.subject)
    return duration(notice.field("x-voicemessageduration")) or duration(
        in_subject[1] if in_subject else ""
    )


DIALECT = Dialect(Provider.EXCHANGE_UM, _claims, _read)
