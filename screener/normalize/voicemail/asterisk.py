"""Asterisk's app_voicemail, and FreePBX, which sends through it.

Everything in its mails but a few fields is a template of the administrator's, so the fields come
first. The default text names the caller and leaves the number out.
"""

import re
from datetime import UTC, datetime, timedelta

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone import labels
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import duration
from screener.normalize.telephone.who_called import name_and_number

_FIELDS = (
    "x-asterisk-callerid",
    "x-asterisk-calleridname",
    "x-asterisk-vm-extension",
    "x-asterisk-vm-message-num",
    "x-asterisk-vm-message-type",
    "x-asterisk-vm-caller-id-num",
)
_NUMBER = "x-asterisk-callerid"
_MESSAGE_ID = late(r"<Asterisk-\d+-\d+-(.+?)-\d+@", re.IGNORECASE)
_SUBJECT = late(
    r"(?:\[[^\]]*\]: )?New (?:(?P<flag>\w+) )?message (?:\d+ )?in mailbox (?P<mailbox>\S+)"
    r"|PBX Voicemail Notification\b|New (?:Urgent )?VM\Z",
    re.IGNORECASE,
)
_GREETING = late(r"New greeting\b|.*\bfax\b", re.IGNORECASE)
_MAILBOX = late(r"\b(?:mail)?box:?\s+(?!from\b)([^\s,:;()]{1,80})", re.IGNORECASE)
_LEFT = late(r"\b(?:a|new)\s+(\d{1,3}:\d\d(?::\d\d)?)\s+long\b", re.IGNORECASE)
_LENGTH = late(rf"\b(?:{'|'.join(labels.LENGTH)}):?\s+(\d{{1,3}}:\d\d(?::\d\d)?)", re.IGNORECASE)
_FROM = late(
    r"\bfrom:?\s+(\"[^\"\n]*\" <[^>\n]*>|[^\n]{1,200}?)(?:, on |\.?$)", re.IGNORECASE | re.MULTILINE
)
_CALLER_ID = late(r"\"[^\"\n]*\" <[^>\n]*>")


def _claims(notice: Notice) -> bool:
    return (
        notice.has(*_FIELDS)
        or _MESSAGE_ID.match(notice.mail.message_id or "") is not None
        or _SUBJECT.match(notice.subject) is not None
    )


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    if (said := notice.announced) is not None and said.missed:
        name, number = said.name_and_number
        return missed_call(
            notice, Provider.ASTERISK, caller=who(notice, notice.field(_NUMBER) or number, name)
        )
    if not _claims(notice) and not notice.recordings and not (said and said.name_and_number[1]):
        return None  # somebody of the house, who writes about a voicemail
    kind = notice.field("x-asterisk-vm-message-type") or "Message"
    if kind.lower() != "message" or _GREETING.match(notice.subject):
        return None
    subject = _SUBJECT.match(notice.subject)
    flag = notice.field("x-asterisk-vm-flag") or (subject["flag"] if subject else None) or ""
    name, number = _caller(notice)
    recorded = Recorded(
        duration=_duration(notice),
        transcript=notice.labelled("transcription", "transcript"),
        urgent=flag.lower() == "urgent" or notice.subject.lower() == "new urgent vm",
        labels=("forwarded",) if "just forwarded" in notice.text else (),
        at=_at(notice.field("x-asterisk-vm-orig-time")),
    )
    return voicemail(
        notice,
        Provider.ASTERISK,
        caller=who(notice, number, name),
        called=whom(notice, mailbox=_mailbox(notice, subject)),
        recorded=recorded,
    )


def _caller(notice: Notice) -> tuple[str, str]:
    """Name and number: fields, else the text, where an unknown caller is called just that."""
    number = notice.field("x-asterisk-vm-caller-id-num") or notice.field(_NUMBER)
    name = notice.field("x-asterisk-vm-caller-id-name") or notice.field("x-asterisk-calleridname")
    if number:
        inside, number = name_and_number(number)
        return name or inside, number
    announced, said, quoted = (
        notice.announced,
        notice.search(_FROM),
        notice.search(_CALLER_ID),
    )
    told = announced.who if announced else ""
    written, number = name_and_number(told or (said[1] if said else quoted[0] if quoted else ""))
    return name or written, number


def _mailbox(notice: Notice, subject: re.Match[str] | None) -> str:
    in_text, in_id = notice.search(_MAILBOX), _MESSAGE_ID.match(notice.mail.message_id or "")
    return (
        notice.field("x-asterisk-vm-extension")
        or (subject["mailbox"] if subject else None)
        or (in_id[1] if in_id else None)
        or (in_text[1].rstrip(".") if in_text else "")
    )


def _duration(notice: Notice) -> timedelta | None:
    in_text = notice.search(_LEFT) or notice.search(_LENGTH)
    return (
        duration(notice.field("x-asterisk-vm-duration"))
        or duration(in_text[1] if in_text else "")
        or duration(notice.labelled(*labels.LENGTH))
    )


def _at(epoch: str) -> datetime | None:
    if not epoch.isascii() or not epoch.isdecimal() or len(epoch) > 11:
        return None
    return datetime.fromtimestamp(int(epoch), UTC)


DIALECT = Dialect(Provider.ASTERISK, _claims, _read)
