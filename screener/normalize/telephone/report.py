"""What a provider's reader found in a notice, made into an event."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from screener.domain.record.event import (
    Called,
    Caller,
    CallReceived,
    TimeSource,
    TranscriptSource,
    VoicemailReceived,
)
from screener.domain.settings.settings import Provider
from screener.normalize import limits
from screener.normalize.telephone import callerid
from screener.normalize.telephone.notice import Notice
from screener.normalize.telephone.telephony import NO_TRANSCRIPT

_FIRST_YEAR = 2000
_AHEAD = timedelta(days=1)

Who = tuple[Caller, tuple[str, ...]]
"""A caller, and the labels that the provider gave him."""


class Recorded(NamedTuple):
    """What there is of a recorded message besides the recording.

    `at` is by a field of the provider's own, where it has such a thing; aware, in UTC.
    """

    duration: timedelta | None = None
    transcript: str = ""
    playback_url: str | None = None
    urgent: bool = False
    labels: tuple[str, ...] = ()
    at: datetime | None = None


def who(notice: Notice, number: str | None, name: str = "") -> Who:
    """The caller, by what stands in the places of number and name: see callerid.caller.

    None tells that no place of a number was found, which makes nobody anonymous.
    """
    return callerid.caller(number, name=name, region=notice.region)


def whom(notice: Notice, number: str = "", *, mailbox: str = "", name: str = "") -> Called:
    """Whom the caller wanted: see callerid.called."""
    return callerid.called(number, mailbox=mailbox, name=name, region=notice.region)


def voicemail(
    notice: Notice,
    provider: Provider,
    *,
    caller: Who,
    called: Called | None = None,
    recorded: Recorded,
) -> VoicemailReceived:
    """A recorded message. A transcript that only says that there is none is left out."""
    transcript = recorded.transcript.strip()[: limits.TEXT]
    if NO_TRANSCRIPT.match(transcript):
        transcript = ""
    moment, clock = _moment(notice, recorded.at)
    known, verdicts = caller
    return VoicemailReceived(
        arrival=notice.mail.arrival,
        mail=notice.mail,
        provider=provider.value,
        caller=known,
        called=called or Called(),
        at=moment,
        time_source=clock,
        labels=verdicts + recorded.labels,
        duration=_measured(notice) if recorded.duration is None else recorded.duration,
        transcript=transcript,
        transcript_source=TranscriptSource.PROVIDER if transcript else TranscriptSource.NONE,
        audio=notice.recordings,
        playback_url=recorded.playback_url,
        urgent=recorded.urgent,
    )


def missed_call(
    notice: Notice, provider: Provider, *, caller: Who, called: Called | None = None
) -> CallReceived:
    """A call without a message."""
    moment, clock = _moment(notice, None)
    known, verdicts = caller
    return CallReceived(
        arrival=notice.mail.arrival,
        mail=notice.mail,
        provider=provider.value,
        caller=known,
        called=called or Called(),
        at=moment,
        time_source=clock,
        labels=verdicts,
    )


def _measured(notice: Notice) -> timedelta | None:
    lengths = [audio.length for audio in notice.recordings if audio.role == "message"]
    return next((length for length in lengths if length is not None), None)


def _moment(notice: Notice, at: datetime | None) -> tuple[datetime, TimeSource]:
    """When the call was: times in the body have no zone, and many exchanges no right clock."""
    received = notice.mail.arrival.received
    for moment, source in (
        (at, TimeSource.PROVIDER_HEADER),
        (_date(notice), TimeSource.HEADER_DATE),
    ):
        if moment is not None and moment.year >= _FIRST_YEAR and moment <= received + _AHEAD:
            return moment, source
    return received.astimezone(UTC), TimeSource.INTERNALDATE


def _date(notice: Notice) -> datetime | None:
    """The Date field in UTC, if it says in which zone it is."""
    try:
        date = parsedate_to_datetime(notice.field("date"))
        return date.astimezone(UTC) if date.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
