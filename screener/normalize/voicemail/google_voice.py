"""Google Voice: a link and a transcript, no recording, no length, no called number.

Only one address counts: others at google.com send what strangers wrote.
"""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who
from screener.normalize.telephone.who_called import name_and_number

_SENDERS = frozenset(("voice-noreply@google.com",))
_PLAYER = "/voice/fm/"
_HEADED = late(
    r"\A\s*(?:Voicemail|Missed call) from:?\s+(?P<who>.+?)(?: at \d{1,2}:\d\d ?[AP]M)?$",
    re.IGNORECASE | re.MULTILINE,
)
_REFERENCE = late(r"<(\+\d{7,15})\.voicemail@", re.ASCII)
_LEGACY = late(r"^Transcript:[ \t]*", re.IGNORECASE | re.MULTILINE)
_CHROME = late(
    r"\A(?:\s*(?:\[image:[^\]]*\]|<https?://[^>]*>|https?://voice\.google\.com\S*"
    r"|google voice))*\s*",
    re.IGNORECASE,
)
_FOOTER = late(
    r"^\s*(?:play message\b|<?https?://\S*/voice/fm/|YOUR ACCOUNT\b|HELP CENTER\b|HELP FORUM\b"
    r"|This email was sent to you because|Google LLC\b|Google Inc\b)",
    re.IGNORECASE | re.MULTILINE,
)


def _claims(notice: Notice) -> bool:
    return notice.sender in _SENDERS


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said = notice.announced
    player = notice.link(lambda url: _PLAYER in url)
    if said is None and player is None:
        return None
    name, number = said.name_and_number if said and said.who else ("", None)
    headed = notice.search(_HEADED)
    if headed and not number:
        more, number = name_and_number(headed["who"])
        name = name or more
    if not number and (reference := _REFERENCE.search(notice.field("references"))):
        number = reference[1]
    caller = who(notice, number, name)
    if said is not None and said.missed:
        return missed_call(notice, Provider.GOOGLE_VOICE, caller=caller)
    transcript = notice.section(_LEGACY if notice.search(_LEGACY) else _CHROME, _FOOTER)
    if headed and not notice.search(_LEGACY):
        transcript = ""
    recorded = Recorded(transcript=transcript, playback_url=player or notice.link(_plays))
    return voicemail(notice, Provider.GOOGLE_VOICE, caller=caller, recorded=recorded)


def _plays(url: str) -> bool:
    """Whether it leads to the message in the web application; texts have such links as well."""
    return url.startswith("https://voice.google.com/") and "voicemail" in url


DIALECT = Dialect(Provider.GOOGLE_VOICE, _claims, _read, _SENDERS)
