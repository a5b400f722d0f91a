"""Talkroute: labelled lines, then the transcript, then its menu."""

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

_SENDERS = frozenset(("talkroute.com",))
_LABELS = late(
    r"^(?:From|Message Length|Mailbox|To|Received|Date)[ \t]*:.*\n?", re.IGNORECASE | re.MULTILINE
)
_MENU = late(r"^[ \t]*(?:Contact\s*\||\[no transcription)", re.IGNORECASE | re.MULTILINE)


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said = notice.announced
    if said is None:
        return None
    name, number = said.name_and_number
    in_text = name_and_number(notice.labelled(*labels.FROM))
    caller = who(notice, number or in_text[1], name or in_text[0])
    box, dialled = name_and_number(notice.labelled("mailbox"))
    called = whom(notice, dialled, mailbox=box or dialled)
    if said.missed:
        return missed_call(notice, Provider.TALKROUTE, caller=caller, called=called)
    recorded = Recorded(
        duration=duration(notice.labelled(*labels.LENGTH)),
        transcript=_transcript(notice.text),
    )
    return voicemail(notice, Provider.TALKROUTE, caller=caller, called=called, recorded=recorded)


def _transcript(text: str) -> str:
    labels = list(_LABELS.finditer(text))
    if not labels:
        return ""
    # The caller's words may look like a label; the labels end at the first line that is none.
    start = labels[0].end()
    for label in labels[1:]:
        if text[start : label.start()].strip():
            break
        start = label.end()
    end = _MENU.search(text, start)
    return text[start : end.start() if end else len(text)].strip()


DIALECT = Dialect(Provider.TALKROUTE, _claims, _read, _SENDERS)
