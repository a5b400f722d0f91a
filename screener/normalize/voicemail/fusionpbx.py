"""FusionPBX: no field of its own reaches the wire; the subject and the text have to do.

Its labels have no colons, and the name in the subject no quotes.
"""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone import labels
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, Who, missed_call, voicemail, who, whom
from screener.normalize.telephone.telephony import Announced, announced, announced_in, duration

_SUBJECT = late(r"(?P<words>.+?)\s*<(?P<number>[^<>]*)>(?: (?P<span>\d\d:\d\d:\d\d))?")
_TO = late(
    rf"^(?:{'|'.join(labels.TO)}|nebenstelle):?[ \t]+(?P<id>[^\s@()]{{1,40}})(?:@\S+)?"
    r"(?:[ \t]+\((?P<name>[^\n]*)\))?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LENGTH = late(
    rf"^(?:{'|'.join(labels.LENGTH)}|lä nge):?[ \t]+(\d\d:\d\d:\d\d)",  # as its authors wrote it
    re.IGNORECASE | re.MULTILINE,
)
_RANG_AT = late(r"> (?:to|an|à) \S+ (?:ext|nebenstelle) (?P<id>\S{1,40})\s*\Z", re.IGNORECASE)
_TRANSCRIPT = late(r"^(?:Transcri\w*|Transkri\w*):?[ \t]*\n", re.IGNORECASE | re.MULTILINE)
_END = late(r"\Z")
_RECORDING = late(r"(?:msg_|uuid=|voicemail)[^\s]*[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)


def _claims(notice: Notice) -> bool:
    subject = _SUBJECT.fullmatch(notice.subject)
    return subject is not None and announced(subject["words"]) is not None


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    subject = _SUBJECT.fullmatch(notice.subject)
    said = announced(subject["words"] if subject else notice.subject)
    length, to = notice.search(_LENGTH), notice.search(_TO)
    if not length and (subject is None or (said is None and not subject["span"])):
        return None
    if subject is not None:
        caller = who(notice, subject["number"], said.who if said else "")
    else:
        caller = _told(notice, said)
    called = whom(notice, mailbox=to["id"], name=to["name"] or "") if to else None
    if said is not None and said.missed:
        rang_at = notice.search(_RANG_AT)
        called = whom(notice, mailbox=rang_at["id"]) if rang_at else called
        return missed_call(notice, Provider.FUSIONPBX, caller=caller, called=called)
    span = duration(subject["span"] or "" if subject else "")
    recorded = Recorded(
        duration=span or duration(length[1] if length else ""),
        transcript=notice.section(_TRANSCRIPT, _END),
        playback_url=notice.link(lambda url: bool(_RECORDING.search(url))),
    )
    return voicemail(notice, Provider.FUSIONPBX, caller=caller, called=called, recorded=recorded)


def _told(notice: Notice, said: Announced | None) -> Who:
    """The caller where the subject has not the usual form."""
    if said is None or not said.who:
        said = announced_in(notice.text.split("\n"))
    name, number = said.name_and_number if said else ("", notice.dialled or None)
    return who(notice, number, name)


DIALECT = Dialect(Provider.FUSIONPBX, _claims, _read, by_body=True)
