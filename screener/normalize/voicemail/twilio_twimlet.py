"""Twilio's voicemail twimlet. Home-made mail by way of Twilio has no common form."""

import re

from screener.domain.late import late
from screener.domain.record.event import VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, voicemail, who
from screener.normalize.telephone.telephony import announced_in

_SENDERS = frozenset(("twimlets.com",))
_TRANSCRIPT = late(r"^Text of the transcribed voicemail:[ \t]*", re.IGNORECASE | re.MULTILINE)
_LISTEN = late(
    r"^Click this link\b[^\n]*(?:\s+(?P<url>https?://\S+))?", re.IGNORECASE | re.MULTILINE
)
"""Only the last one is Twilio's own: callers can dictate such a line."""


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS or notice.field("x-mailer").lower() == "twilio twimlets"


def _read(notice: Notice) -> VoicemailReceived | None:
    said = notice.announced or announced_in(notice.text.split("\n"))
    if said is None or said.missed:
        return None
    name, number = said.name_and_number
    listen = next(reversed(list(_LISTEN.finditer(notice.text))), None)
    recorded = Recorded(
        transcript=_transcript(notice.text[: listen.start() if listen else None]),
        playback_url=(listen["url"] if listen else None) or notice.link(lambda _: True),
    )
    return voicemail(
        notice, Provider.TWILIO_TWIMLET, caller=who(notice, number, name), recorded=recorded
    )


def _transcript(text: str) -> str:
    heading = _TRANSCRIPT.search(text)
    return text[heading.end() :].strip() if heading else ""


DIALECT = Dialect(Provider.TWILIO_TWIMLET, _claims, _read, _SENDERS)
