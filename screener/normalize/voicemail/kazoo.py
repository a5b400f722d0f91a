"""Kazoo (2600Hz): a text whose sections have headings.

The transcript stands above the details and is the caller's word: what looks like details in it is
passed over.
"""

import re

from screener.domain.event import CallReceived, VoicemailReceived
from screener.domain.settings import Provider
from screener.normalize.callerid import name_and_number
from screener.normalize.dialect import Dialect
from screener.normalize.notice import Notice
from screener.normalize.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephony import duration

_DETAILS = "=== Voicemail Message Details ==="
_TRANSCRIPT = re.compile(r"^=== Transcription ===[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^=== .* ===[ \t]*$|^Account Information", re.MULTILINE)
_BOX = re.compile(
    r"\bvoicemail\s+box\s+at\s+(?P<name>.{1,100}?)\s*\(number:\s*(?P<box>[^)\s]+)\)", re.DOTALL
)


def _claims(notice: Notice) -> bool:
    return notice.announced is not None


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said = notice.announced
    if _DETAILS not in notice.text and not (said and notice.labelled("callee")):
        return None
    name, number = name_and_number(_detail(notice, "caller") or (said.who if said else ""))
    box = notice.search(_BOX)
    called = whom(
        notice,
        _detail(notice, "callee").partition("(orig")[0],
        mailbox=box["box"] if box else "",
        name=" ".join(box["name"].split()) if box else "",
    )
    caller = who(notice, number, name)
    if said is not None and said.missed:
        return missed_call(notice, Provider.KAZOO, caller=caller, called=called)
    recorded = Recorded(
        duration=duration(_detail(notice, "length")),
        transcript=notice.section(_TRANSCRIPT, _HEADING),
    )
    return voicemail(notice, Provider.KAZOO, caller=caller, called=called, recorded=recorded)


def _detail(notice: Notice, label: str) -> str:
    return notice.labelled(label, after=_DETAILS)


DIALECT = Dialect(Provider.KAZOO, _claims, _read, by_body=True)
