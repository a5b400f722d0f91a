"""Cisco Unity Connection, whose subject is a template of the site's, and Unity Express.

Documented subjects: `Voice message from 2065551212`, `Urgent Message from John Jones [4133]`.
"""

import re
from datetime import timedelta

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, Who, missed_call, voicemail, who
from screener.normalize.telephone.telephony import announced_in, duration, speaks_of_neither
from screener.normalize.telephone.who_called import name_and_number

_SUBJECT = late(
    r"(?P<flags>(?:(?:Urgent|Private|Secure|Dispatch)[ ,]*)*)(?P<live>Live Record )?(?:.{0,40} )??"
    r"(?:Voice ?)?(?:mail |message )?"
    r"(?:message (?:received )?from|nachricht von|message de|mensaje de|messaggio da|bericht van"
    r"|mensagem de) "
    r"(?P<who>.*)",
    re.IGNORECASE,
)
_LOCAL_PART = "unityconnection@"
_RECORDING = "voicemessage.wav"


def _claims(notice: Notice) -> bool:
    return notice.sender.startswith(_LOCAL_PART) or notice.has("x-cisco-message-type")


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    said, subject = notice.announced, _SUBJECT.fullmatch(notice.subject)
    if speaks_of_neither(notice.subject[: subject.start("who")] if subject else notice.subject):
        return None
    if said is not None and said.missed:
        told = said if said.who else announced_in(notice.text.split("\n")) or said
        return missed_call(notice, Provider.CISCO_UNITY, caller=_who(notice, told.who))
    if said is None and not _is_sure(notice, subject):
        return None
    flags = subject["flags"].lower() if subject else ""
    labels = tuple(word for word in ("private", "secure", "dispatch") if word in flags)
    recorded = Recorded(
        duration=_duration(notice),
        transcript=notice.labelled("transcription", "transcript"),
        urgent="urgent" in flags or notice.urgent,
        labels=(*labels, "live_record") if subject and subject["live"] else labels,
    )
    caller = _who(notice, subject["who"] if subject else said.who if said else "")
    return voicemail(notice, Provider.CISCO_UNITY, caller=caller, recorded=recorded)


def _is_sure(notice: Notice, subject: re.Match[str] | None) -> bool:
    """Where no subject of other systems tells: people of the house write from the same domain."""
    if notice.field("x-cisco-message-type").lower() == "normal":
        return True
    if subject is not None and notice.sender.startswith(_LOCAL_PART):
        return True
    named = any(audio.name.lower() == _RECORDING for audio in notice.recordings)
    return named or (subject is not None and bool(notice.recordings))


def _who(notice: Notice, written: str) -> Who:
    """By the subject, else by the sender, who is the caller where it is somebody of the house."""
    if written:
        name, number = name_and_number(written)
        return who(notice, number, name)
    if notice.sender.startswith(_LOCAL_PART) or not notice.mail.from_:
        return who(notice, None)
    sender = notice.mail.from_[0]
    return who(notice, sender.address.rpartition("@")[0], sender.name)


def _duration(notice: Notice) -> timedelta | None:
    parts = (part.header.first("content-duration") or "" for part in notice.parts)
    spans = (duration(text) for text in (notice.field("content-duration"), *parts))
    return next((span for span in spans if span is not None), None)


DIALECT = Dialect(Provider.CISCO_UNITY, _claims, _read, by_body=True)
