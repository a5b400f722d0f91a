"""Twilio's voicemail twimlet. Home-made mail by way of Twilio has no common form."""

import re

from screener.domain.event import VoicemailReceived
from screener.domain.settings import Provider
from screener.normalize.dialect import Dialect
from screener.normalize.notice import Notice
from screener.normalize.report import Recorded, voicemail, who
from screener.normalize.telephony import announced_in

_SENDERS = frozenset(("twimlets.com",))
_TRANSCRIPT = re.compile(r"^Text of the transcribed voicemail:[ \t]*", re.IGNORECASE | re.MULTILINE)
_LISTEN = re.compile(r"^Click this link\b[^\n]*", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"\Z")


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS or notice.field("x-mailer").lower() == "twilio twimlets"


def _read(notice: Notice) -> VoicemailReceived | None:
    said = notice.announced or announced_in(notice.text.split("\n"))
    if said is None or said.missed:
        return None
    name, number = said.name_and_number
    listen = notice.section(_LISTEN, _END).split()
    playback = listen[0] if listen and listen[0].startswith(("https://", "http://")) else None
    recorded = Recorded(
        transcript=notice.section(_TRANSCRIPT, _LISTEN),
        playback_url=playback or notice.link(lambda _: True),
    )
    return voicemail(
        notice, Provider.TWILIO_TWIMLET, caller=who(notice, number, name), recorded=recorded
    )


DIALECT = Dialect(Provider.TWILIO_TWIMLET, _claims, _read, _SENDERS)
