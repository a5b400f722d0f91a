"""Kazoo (2600Hz): a text whose sections have headings.

The transcript stands above the details and is the caller's word: what looks like details in it is
passed over.
"""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import duration
from screener.normalize.telephone.who_called import name_and_number

_DETAILS = "Voicemail Message Details"
_HEADINGS = (_DETAILS, "Profile Information", "Call Details")
_TRANSCRIPT = late(r"^(?:=== )?Transcription(?: ===)?[ \t]*$", re.MULTILINE)
_HEADING = late(
    rf"^=== .* ===[ \t]*$|^(?:{'|'.join(_HEADINGS)})[ \t]*$|^Account Information", re.MULTILINE
)
_CALLER = ("caller", "caller id", "caller number")
_CALLEE = ("callee", "called to")
_DELETED = late(r"\bwas deleted\Z", re.IGNORECASE)
_ORIGINALLY = late(r"\s*\(orig.*", re.IGNORECASE)
_BOX = late(
    r"\bvoicemail\s+box\s+at\s+(?P<name>.{1,100}?)\s*\((?:number:\s*)?(?P<box>[^)\s]+)\)", re.DOTALL
)


def _claims(notice: Notice) -> bool:
    return notice.announced is not None


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said = notice.announced
    if _DETAILS not in notice.text and not (said and _detail(notice, *_CALLEE)):
        return None
    if _DELETED.search(notice.subject):
        return None  # it was reported when it came
    told = _detail(notice, *_CALLER)
    name, number = name_and_number(told or (said.who if said else ""))
    box = notice.search(_BOX)
    called = whom(
        notice,
        _ORIGINALLY.sub("", _detail(notice, *_CALLEE)),
        mailbox=box["box"] if box else "",
        name=" ".join(box["name"].split()) if box else "",
    )
    caller = who(notice, number, _detail(notice, "caller name") or name)
    if said is not None and said.missed:
        return missed_call(notice, Provider.KAZOO, caller=caller, called=called)
    recorded = Recorded(
        duration=duration(_detail(notice, "length")),
        transcript=notice.section(_TRANSCRIPT, _HEADING),
    )
    return voicemail(notice, Provider.KAZOO, caller=caller, called=called, recorded=recorded)


def _detail(notice: Notice, *labels: str) -> str:
    """The value in the section that comes last; its table in HTML has no colons."""
    heading = next((one for one in _HEADINGS if one in notice.text), "")
    return notice.labelled(*labels, after=heading) or notice.beside(*labels, after=heading)


DIALECT = Dialect(Provider.KAZOO, _claims, _read, by_body=True)
