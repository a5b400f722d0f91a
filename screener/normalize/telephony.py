"""The words in which telephone systems speak of calls, in the languages that are known.

Subjects are templates that administrators edit and vendors translate. So what is asked of them is
little: that they begin with what happened, and go on with who it was.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from screener.normalize.callerid import name_and_number

_VOICEMAIL = (
    r"voice[ -]?mails?(?: messages?)?|voice (?:messages?|msg)|v\.?m\.?(?= from\b)"
    r"|(?:sprach|mailbox|voicemail)-?nachricht(?:en)?|nachricht auf der mailbox"
    r"|messages? voca(?:l|ux)|messagerie vocale"
    r"|(?:mensajes?|correos?) de voz|mensajes? del buzón de voz"
    r"|messagg(?:io|i) vocal[ei]|messaggio in segreteria"
    r"|voicemailbericht(?:en)?|spraakberichten?|ingesproken bericht"
    r"|(?:mensagem|mensagens|correio) de voz|röstmeddelanden?|talebeskeder?|talemeldinger?"
    r"|wiadomość głosowa|poczta głosowa"
)
_MISSED = (
    r"missed (?:voice |phone )?calls?|verpasste[rn]? anrufe?|anruf in abwesenheit"
    r"|(?:appel|appels) manqués?|llamadas? perdidas?|chiamat[ae] pers[ae]"
    r"|gemiste oproep(?:en)?|chamadas? perdidas?|missat samtal|nieodebrane połączenie"
)
_FROM = r"from|von|vom|de la part de|de|du|da|dal|van|från|fra|od"
_OPENING = (
    r"(?:\[[^\]]{1,40}\]:?\s*)?(?:\d{1,3}:\d\d\s+)?"
    r"(?:(?:you(?:'ve|’ve| have)?|sie haben|vous avez|tiene|hai|ha|u heeft|você tem)\s+)?"  # noqa: RUF001
    r"(?:(?:received|got|reçu|recibido|ricevuto)\s+)?"
    r"(?:(?:an?|one|1|ein(?:e|en)?|une?|una?|uno|een|um|uma)\s+)?"
    r"(?:(?:new|urgent|private|neue[rn]?|nouve(?:au|l|lle)|nuev[oa]|nuov[oa]|nieuwe?"
    r"|nov[oa]|nytt|ny|nowa)\s+){0,2}"
)
_TIME = (
    r"\d{1,2}[:.h/]\d|\d{4}-\d\d-\d\d|\d{1,2} [a-z]{3}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_WHEN = (
    rf"(?:\s+(?:at|on|um|am|à|le|a las|el|alle|il|op|om)\s+(?:{_TIME}).*"
    r"|\s+\(?\d\d:\d\d(?::\d\d)?\)?)?"
)
_ANNOUNCED = re.compile(
    rf"\W*{_OPENING}(?:(?P<voicemail>{_VOICEMAIL})|(?P<missed>{_MISSED}))"
    rf"(?:\s+(?:message\s+)?(?:{_FROM})\b:?\s*(?P<who>.*?){_WHEN}"
    r"|\s*[(:\u2013-].*|\s+(?:received|left|hinterlassen|reçu|recibido).*|)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"\b(?:{_VOICEMAIL})(?!\w)", re.IGNORECASE)
_NEITHER = re.compile(
    r"\b(?:fax(?:es)?|telefax|sms|mms|text messages?|textnachricht|greeting|summary|recall"
    r"|mailbox (?:is )?(?:almost |nearly )?full)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d)(?!\d)", re.ASCII)
_UNITS = re.compile(r"(\d{1,5})\s*(h|m|s|u|ore|secs?)", re.ASCII | re.IGNORECASE)
_LONGEST = 86400
_SENTENCE = 200
_SUBJECT = 300

NO_TRANSCRIPT = re.compile(
    r"\W*(?:unable to transcribe|no transcri|transcri\w+ (?:is |was )?(?:not available|unavailable"
    r"|failed|could not)|could not (?:be )?transcribe|click on attachment|not transcribed"
    r"|keine transkription|aucune transcription|\(?none\)?\W*$|n/?a\W*$)",
    re.IGNORECASE,
)


class Announced(NamedTuple):
    """What a subject says: a message or only a missed call, and from whom, as it is written."""

    missed: bool
    who: str

    @property
    def name_and_number(self) -> tuple[str, str]:
        """Who it was, taken apart; one of the two may be ""."""
        return name_and_number(self.who)


def announced(subject: str) -> Announced | None:
    """What a subject says, or None if it does not begin as notifications of calls do.

    Faxes, texts, recalls, greetings and summaries announce nothing.
    """
    subject = " ".join(subject[:_SUBJECT].split())
    found = _ANNOUNCED.fullmatch(subject)
    if found is None or speaks_of_neither(
        subject[: found.start("who")] if found["who"] else subject
    ):
        return None
    return Announced(missed=found["missed"] is not None, who=(found["who"] or "").rstrip(" .,:;"))


def speaks_of_voicemail(subject: str) -> bool:
    """Whether a voicemail is named anywhere in it: less than `announced` asks for."""
    return _NAMED.search(subject[:_SUBJECT]) is not None


def speaks_of_neither(subject: str) -> bool:
    """Whether it is about a fax, a text, a recall, a greeting or a summary."""
    return _NEITHER.search(subject[:_SUBJECT]) is not None


def announced_in(lines: Iterable[str]) -> Announced | None:
    """The first of these lines that says so and from whom."""
    found = (announced(line) for line in lines if len(line) < _SENTENCE)
    return next((one for one in found if one is not None and one.who), None)


def duration(text: str) -> timedelta | None:
    """How long: `0:09`, `00:00:09`, `9`, `9 seconds`, `1 min 5 sec`; None if it does not say.

    `0:14 seconds` is fourteen seconds: where there is a colon the unit is only decoration.
    """
    text = text[:60].strip(" \"'")
    if clock := _CLOCK.search(text):
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    elif units := _UNITS.findall(text):
        worth = {"h": 3600, "u": 3600, "o": 3600, "m": 60, "s": 1}
        seconds = sum(int(number) * worth[unit[0].lower()] for number, unit in units)
    elif text.isascii() and text.isdecimal() and len(text) < 6:
        seconds = int(text)
    else:
        return None
    return timedelta(seconds=seconds) if seconds <= _LONGEST else None
