"""Any other system, if the account lists its domain: labelled lines, read with care.

It takes a recording or a subject that speaks of a voicemail, and a caller somewhere. What does not
have all of that stays mail.
"""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone import labels
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import (
    announced_in,
    duration,
    speaks_of_neither,
    speaks_of_voicemail,
    without_tail,
)
from screener.normalize.telephone.who_called import name_and_number

_TRANSCRIPT = late(
    rf"^[ \t]*(?:{labels.TRANSCRIPT}|message|nachricht)[ \t]*:[ \t]*", re.IGNORECASE | re.MULTILINE
)
_LENGTH = late(r"\b(?:duration|length):?\s+(\d{1,2}(?::\d\d){1,2})\b", re.IGNORECASE)
_AFTER = late(r"\n[ \t]*\n|^[^\n:]{1,30}:[ \t]|^--", re.MULTILINE)


def _claims(notice: Notice) -> bool:
    return notice.announced is not None


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said = notice.announced
    if speaks_of_neither(notice.subject):
        return None
    spoken_of = said is not None or speaks_of_voicemail(notice.subject)
    if not notice.recordings and not spoken_of:
        return None
    missed = said is not None and said.missed and not notice.recordings
    labelled = without_tail(notice.labelled(*labels.CALLER) or notice.beside(*labels.CALLER))
    if said is None or not said.who:
        said = announced_in(notice.text.split("\n"))
    name, number = name_and_number(labelled or (said.who if said else ""))
    if not number and not (name and spoken_of and (labelled or notice.recordings)):
        return None
    caller = who(notice, number, notice.labelled(*labels.CALLER_NAME) or name)
    called = whom(
        notice,
        name_and_number(notice.labelled(*labels.CALLED))[1],
        mailbox=notice.labelled(*labels.MAILBOX),
    )
    if missed:
        return missed_call(notice, Provider.GENERIC, caller=caller, called=called)
    span = notice.labelled(*labels.LENGTH) or notice.beside(*labels.LENGTH)
    in_line = notice.search(_LENGTH)
    recorded = Recorded(
        duration=duration(span or (in_line[1] if in_line else "")),
        transcript=notice.section(_TRANSCRIPT, _AFTER),
    )
    return voicemail(notice, Provider.GENERIC, caller=caller, called=called, recorded=recorded)


DIALECT = Dialect(Provider.GENERIC, _claims, _read, by_body=True)
