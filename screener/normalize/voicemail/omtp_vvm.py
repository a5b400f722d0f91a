"""Voice messages by the standards: VPIM (RFC 3801), IVM (RFC 4239), carriers' visual voicemail.

Carriers put the number into the local part of From, with a plus and often without the country
code; a field of their own has it without the plus.
"""

import re
from datetime import timedelta

from screener.domain.late import late
from screener.domain.record.event import CallerId, CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.phone_number import without_false_plus
from screener.normalize.telephone.report import Recorded, Who, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import duration
from screener.normalize.telephone.who_called import name_and_number

_VOICE = "multipart/voice-message"
_NO_MESSAGE = "x-empty-call-capture-message"
_CONTEXTS = frozenset(("voice-message", "video-message", _NO_MESSAGE))
_SECONDS = late(r"\bd_voice=(\d{1,5})", re.ASCII)
_NOBODY = "non-mail-user"
_LOCAL = late(r"(?:voice=)?(.*)@[^@]*", re.IGNORECASE)


def _claims(notice: Notice) -> bool:
    context = _context(notice)
    return context in _CONTEXTS or (_is_voice(notice) and not context)


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    if (not _claims(notice) and not _is_nested(notice)) or _is_fax(notice):
        return None
    caller = _caller(notice)
    to = notice.mail.to[0].address if notice.mail.to else ""
    accessed = notice.field("x-cns-accessed-phone") or _local(to)
    called = whom(notice, accessed, mailbox=accessed.removeprefix("+"))
    if _context(notice) == _NO_MESSAGE:
        return missed_call(notice, Provider.OMTP_VVM, caller=caller, called=called)
    recorded = Recorded(
        duration=_duration(notice),
        transcript=notice.text if _claims(notice) else "",
        urgent=notice.urgent,
        labels=("private",) if notice.private else (),
    )
    return voicemail(notice, Provider.OMTP_VVM, caller=caller, called=called, recorded=recorded)


def _caller(notice: Notice) -> Who:
    """By a field of the carrier's, else by the local part of From, else by its name or the subject.

    `non-mail-user` stands in the local part where the caller has no mailbox (RFC 3801 section 4.1).
    """
    told = notice.field("x-cns-originator-phone-number") or notice.field("x-cli_number")
    local = _local(notice.sender)
    name = notice.mail.from_[0].name if notice.mail.from_ else ""
    if told:
        return who(notice, told, name)
    if local == _NOBODY:
        name, told = name_and_number(name)
        return who(notice, told, name)
    number, _, extension = local.removeprefix("+").partition("+")
    if extension.isdecimal():
        local = f"+{number} x{extension}"
    found = who(notice, without_false_plus(local, notice.region), name)
    said = notice.announced
    if found[0].status is CallerId.UNPARSABLE and said is not None and said.who:
        name, told = said.name_and_number
        return who(notice, told, name)
    return found


def _context(notice: Notice) -> str:
    return notice.field("message-context").partition("(")[0].strip().lower()


def _is_voice(notice: Notice) -> bool:
    return _type(notice).startswith(_VOICE)


def _type(notice: Notice) -> str:
    return (notice.header.first("content-type") or "")[:60].strip().lower()


def _is_nested(notice: Notice) -> bool:
    """Whether a mailing list or a gateway has put its own words round the voice message.

    What comes back in a report of its delivery was sent by somebody else.
    """
    if _context(notice) or _type(notice).startswith("multipart/report"):
        return False
    return any(part.parent == _VOICE for part in notice.parts)


def _is_fax(notice: Notice) -> bool:
    """Whether there are pages to look at and nothing to hear (RFC 3801 has both in one type)."""
    pages = any(part.type.startswith("image/") for part in notice.parts)
    return pages and not notice.recordings and _context(notice) not in _CONTEXTS


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
