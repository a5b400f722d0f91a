"""3CX, by its own mail server or by the customer's; its templates can be edited."""

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

_SENDERS = frozenset(("3cx.net",))
_SUBJECT = late(r"New Voice ?mail from (?P<number>\S[^-]*?) - (?P<name>.*)", re.IGNORECASE)
_FILE = late(r"\bvmail_(?P<number>[+\d*#a-z]{1,40})_(?P<box>\d{1,10})_\d{8,17}", re.IGNORECASE)
_TO = late(r"\"?(?P<box>\d{1,10})\"?(?:\s*-\s*(?P<name>.*))?")
_TRANSCRIPT = late(
    r"^(?:Voicemail )?Transcri(?:pt|ption|bed message)[ \t]*:[ \t]*", re.IGNORECASE | re.MULTILINE
)
_AFTER = late(r"^(?:From|To|Received|Duration|File)\s?:|\n[ \t]*\n", re.MULTILINE)


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    subject, said, file = (
        _SUBJECT.fullmatch(notice.subject),
        notice.announced,
        _file(notice),
    )
    if said is None and file is None:
        return None
    name, number = _caller(notice, subject, said.who if said else "", file)
    to = _TO.fullmatch(notice.labelled(*labels.TO))
    box = to["box"] if to else file["box"] if file else ""
    first_and_last = (to["name"] or "").replace('"', " ").split() if to else ()
    called = whom(notice, mailbox=box, name=" ".join(first_and_last))
    caller = who(notice, number, name)
    if said is not None and said.missed:
        return missed_call(notice, Provider.THREE_CX, caller=caller, called=called)
    recorded = Recorded(
        duration=duration(notice.labelled(*labels.LENGTH)),
        transcript=notice.section(_TRANSCRIPT, _AFTER).strip('" '),
    )
    return voicemail(notice, Provider.THREE_CX, caller=caller, called=called, recorded=recorded)


def _file(notice: Notice) -> re.Match[str] | None:
    names = (_FILE.match(audio.name) for audio in notice.recordings)
    return _FILE.search(notice.labelled("file")) or next((one for one in names if one), None)


def _caller(
    notice: Notice, subject: re.Match[str] | None, said: str, file: re.Match[str] | None
) -> tuple[str, str]:
    """Name and number: `NUMBER - NAME` in the subject, where the name may repeat the number."""
    if subject is not None:
        return subject["name"], subject["number"]
    name, number = name_and_number(notice.labelled(*labels.FROM) or said)
    return name, number or (file["number"] if file else "")


DIALECT = Dialect(Provider.THREE_CX, _claims, _read, _SENDERS, by_body=True)
