"""Cloud Voicemail of Microsoft Teams.

The caller's words come first and Microsoft's below them, so whoever calls can dictate lines that
look like Microsoft's: the last ones count.
"""

import re

from screener.domain.late import late
from screener.domain.record.event import CallReceived, VoicemailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.report import Recorded, missed_call, voicemail, who
from screener.normalize.telephone.telephony import Announced, announced_in, duration

_SENDERS = frozenset(("skype.voicemail.microsoft.com",))
_VOICE = ("voice", "voice-ca", "voice-uc")
_MISSED = "missedcall"
"""Classes (MS-OXCMAIL 2.1.3.2.3), where they are there; in Exchange Online a word may go before."""

_IN_SUBJECT = late(r"\((\d[^()]*)\)\W*\Z")
_OWN_LINE = late(
    r"^(?:you (?:received|have|missed)|you've |thank you for using|set up voice mail|caller-id:"
    r"|job title:|company:|work:|mobile:|e-?mail:|voice ?mail preview)",
    re.IGNORECASE,
)


def _claims(notice: Notice) -> bool:
    return notice.domain in _SENDERS


def _read(notice: Notice) -> VoicemailReceived | CallReceived | None:
    lines = [line.strip() for line in notice.text.split("\n")]
    in_subject, in_text = notice.announced, announced_in(reversed(lines))
    kind = notice.field("content-class").lower()
    named = kind.endswith((*_VOICE, _MISSED))
    if in_subject is None and in_text is None and not notice.recordings and not named:
        return None
    said = in_text or in_subject or Announced(missed=False, who="")
    name, number = said.name_and_number if said.who else ("", notice.dialled)
    caller = who(
        notice,
        notice.field("x-callingtelephonenumber") or number or None,
        notice.field("x-voicemessagesendername") or name,
    )
    missed = kind.endswith(_MISSED) or ((in_subject or said).missed and not kind.endswith(_VOICE))
    if missed and not notice.recordings:
        return missed_call(notice, Provider.TEAMS, caller=caller)
    span = _IN_SUBJECT.search(notice.subject)
    recorded = Recorded(
        duration=duration(notice.field("x-voicemessageduration"))
        or duration(span[1] if span else ""),
        transcript=_transcript(lines),
        urgent=notice.urgent,
    )
    return voicemail(notice, Provider.TEAMS, caller=caller, recorded=recorded)


def _transcript(lines: list[str]) -> str:
    """What stands above Microsoft's own lines."""
    own = [number for number, line in enumerate(lines) if _OWN_LINE.match(line)]
    told = [number for number, line in enumerate(lines) if announced_in([line])]
    end = own[0] if own else told[-1] if told else len(lines)
    return "\n".join(lines[:end])


DIALECT = Dialect(Provider.TEAMS, _claims, _read, _SENDERS)
