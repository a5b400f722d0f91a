"""Voice messages by the standards: VPIM (RFC 3801), IVM (RFC 4239), carriers' visual voicemail.

Carriers put the number into the local part of From, with a plus and often without the country
code; a field of their own has it without the plus.
"""

import re
from datetime import timedelta

from screener.domain.event import CallReceived, VoicemailReceived
from screener.domain.settings import Provider
from screener.normalize.callerid import without_false_plus
from screener.normalize.dialect import Dialect
from screener.normalize.notice import Notice
from screener.normalize.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephony import duration

_VOICE = "multipart/voice-message"
_NO_MESSAGE = "x-empty-call-capture-message"
_CONTEXTS = frozenset(("voice-message", "video-message", _NO_MESSAGE))
_SECONDS = re.compile(r"\bd_voice=(\d{1,5})", re.ASCII)
_LOCAL = re.compile(r"(?:voice=)?(.*)@[^@]*", re.IGNORECASE)


def _claims(notice: Notice) -> bool:
    context = notice.field("message-context").lower()
    return context in _CONTEXTS or (_is_voice(notice) and not context)


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    if not _claims(notice) and not _is_nested(notice):
        return None
    number = notice.field("x-cns-originator-phone-number") or without_false_plus(
        _local(notice.sender), notice.region
    )
    name = notice.mail.from_[0].name if notice.mail.from_ else ""
    caller = who(notice, number, name)
    to = notice.mail.to[0].address if notice.mail.to else ""
    accessed = notice.field("x-cns-accessed-phone") or _local(to)
    called = whom(notice, accessed, mailbox=accessed.removeprefix("+"))
    if notice.field("message-context").lower() == _NO_MESSAGE:
        return missed_call(notice, Provider.OMTP_VVM, caller=caller, called=called)
    recorded = Recorded(
        duration=_duration(notice),
        transcript=notice.text if _claims(notice) else "",
        urgent=notice.urgent,
        labels=("private",) if notice.private else (),
    )
    return voicemail(notice, Provider.OMTP_VVM, caller=caller, called=called, recorded=recorded)


def _is_voice(notice: Notice) -> bool:
    kind = (notice.header.first("content-type") or "")[:60].strip().lower()
    return kind.startswith(_VOICE)


def _is_nested(notice: Notice) -> bool:
    """Whether a mailing list or a gateway has put its own words round the voice message."""
    context = notice.field("message-context")
    return not context and any(part.parent == _VOICE for part in notice.parts)


def _local(address: str) -> str:
    found = _LOCAL.fullmatch(address)
    return found[1] if found else ""


def _duration(notice: Notice) -> timedelta | None:
    """Content-Duration (RFC 3803) of the message or of its recording, else the carrier's own."""
    parts = (part.header.first("content-duration") or "" for part in notice.parts)
    media = _SECONDS.search(notice.field("x-cns-media-size"))
    told = (notice.field("content-duration"), *parts, media[1] if media else "")
    return next((span for text in told if (span := duration(text)) is not None), None)


DIALECT = Dialect(Provider.OMTP_VVM, _claims, _read, by_body=True)
