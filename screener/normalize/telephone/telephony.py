"""The words in which telephone systems speak of calls, in the languages that are known.

Subjects are templates that administrators edit and vendors translate. So what is asked of them is
little: that they begin with what happened, and go on with who it was.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from screener.domain.late import late
from screener.normalize.telephone.who_called import name_and_number

_VOICEMAIL = (
    r"(?:sprach|mailbox|voicemail)-?nachricht(?:en)?"
    r"|nachricht auf (?:der|dem|ihrer|ihrem|deiner|deinem) (?:mailbox|sprachbox|anrufbeantworter)"
    r"|(?:anrufbeantworter|sprachbox): (?:neue )?nachricht(?:en)?"
    r"|voice[ -]?mails?(?: messages?| transcri\w+)?|voice (?:messages?|msg)|v\.?m\.?(?= from\b)"
    r"|messages? voca(?:l|ux)|messagerie vocale|message sur (?:votre|le) répondeur"
    r"|(?:mensajes?|correos?) de voz(?: nuevos?)?|mensajes? del buzón de voz"
    r"|buzón de voz: nuevo mensaje"
    r"|messagg(?:io|i) vocal[ei]|messaggio in segreteria"
    r"|voicemailbericht(?:en)?|spraakberichten?|ingesproken bericht"
    r"|(?:mensagem|mensagens) do correio de voz|(?:mensagem|mensagens|correio) de voz"
    r"|röstmeddelanden?|talebesked(?:er)?|talemelding(?:er)?"
    r"|wiadomość głosowa|poczta głosowa"
)
_MISSED = (
    r"missed (?:an? |one )?(?:voice |phone )?calls?|calls? missed"
    r"|(?:verpasste|entgangene)[rn]? anrufe?|anruf in abwesenheit|anruf(?= von\b.* verpasst\b)"
    r"|appels? (?:manqués?|en absence)|manqué un appel|llamadas? perdidas?|chiamat[ae] pers[ae]"
    r"|gemiste oproep(?:en)?|chamadas? perdidas?|missat samtal"
    r"|ubesvar(?:et|te|ede) (?:opkald|anrop)|tapt anrop|nieodebrane połączenie"
)
_FROM = r"from|von|vom|de la part de|à partir de|de|du|da|dal|van|från|fra|od"
_GOT = (
    r"received|got|reçu|recibido|recibió|ricevuto|ontvangen|recebido|recebeu|fått|modtaget|mottatt"
)
_RECEIVED = rf"{_GOT}|left|erhalten|hinterlassen|verpasst"
_OPENING = (
    r"(?:\[[^\]]{1,40}\]:?\s*)?(?:\d{1,3}:\d\d\s+)?"
    r"(?:(?:you(?:'ve|’ve| have)?|sie haben|du hast|vous avez|tu as|tiene|has|hai|ha|è stato"  # noqa: RUF001
    r"|u he(?:bt|eft)|je hebt|você(?: tem)?|du har)\s+)?"
    rf"(?:(?:{_GOT})\s+)?"
    r"(?:(?:an?|one|\d{1,3}|ein(?:e|en)?|une?|una?|uno|een|um|uma|en|ett)\s+)?"
    r"(?:(?:new|urgent|private|neue[rn]?|nouve(?:au|l|lle)|nuev[oa]|nuov[oa]|nieuwe?"
    r"|nov[oa]|nytt|ny|nowa)\s+){0,2}"
)
_WHOSE = (
    r"(?:\s+(?:for|für|pour|para|per|voor)\s+.{1,60}?|\s+in (?:mail)?box\s+\S{1,40}"
    r"|\s+\([^()]{1,80}\))?"
)
_ANNOUNCED = late(
    rf"\W*{_OPENING}(?:(?P<voicemail>{_VOICEMAIL})|(?P<missed>{_MISSED}))"
    rf"(?:{_WHOSE}\s+(?:(?:message|{_RECEIVED})\s+)?(?:{_FROM})\b:?\s*(?P<who>.*)"
    r"|\s*[:\u2013-]\s*(?P<number>[+(]?\d[\d\s().-]{5,}\d)"
    rf"|{_WHOSE}(?:\s*[(:].*|\s+[\u2013-].*|\s+(?:{_RECEIVED})\b.*)?)",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WORD = r"[^\W\d_]{3,10}\.?"
_DATE = (
    rf"(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}|\d{{1,2}}\.?\s+{_WORD},?(?:\s+\d{{4}})?"
    rf"|{_WORD}\s+\d{{1,2}}(?:,?\s+\d{{4}})?)"
)
_HOUR = r"\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s+(?:uhr|[A-Z]{2,5}))?"
_ON = r"at|on|um|am|à|le|a las|el|alle|il|op|om"
_TAIL = late(
    rf"\s+(?:{_ON})\s+(?:(?:{_WEEKDAY}(?:,?\s+{_DATE})?|(?:{_WORD},?\s+)?{_DATE})"
    rf"(?:,?\s+(?:(?:{_ON})\s+)?{_HOUR})?|{_HOUR})\Z"
    r"|\s+\d\d:\d\d(?::\d\d)?\Z"
    r"|\s*\((?:[^\W\d_]{1,12}:? )?(?:\d{1,3}(?::\d\d){1,2}|\d{1,5}\s*[hms][^()]{0,30})\)\Z"
    r"|[,;]?\s+(?:duration|length):?\s+\d{1,2}(?::\d\d){1,2}\Z"
    rf"|\s+(?:{_RECEIVED})\Z",
    re.IGNORECASE,
)
"""When, how long, or a participle, behind the name. A caller may be called `on 1/1/2026`: what is
between two of these is never passed over."""

_NAMED = late(rf"\b(?:{_VOICEMAIL})(?!\w)", re.IGNORECASE)
_NEITHER = late(
    r"\b(?:fax(?:es)?|telefax|télécopie|sms|mms|text messages?|textnachricht(?:en)?"
    r"|message texte|mensaje de texto|greeting|begrüßung|ansage|summary|zusammenfassung|recall"
    r"|call recordings?|undeliver(?:able|ed)|unzustellbar|(?:delivery|read|return) receipt"
    r"|mailbox (?:is )?(?:almost |nearly )?full)\b",
    re.IGNORECASE,
)
_CLOCK = late(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d)(?!\d)", re.ASCII)
_MINUTE_MARKS = late(r"(\d{1,3})\s*['\u2032]\s*(\d\d)\s*['\"\u2032]{0,2}\Z", re.ASCII)
_UNITS = late(
    r"(\d{1,5}(?:[.,]\d{1,3})?)\s*(h|std|stunde|u|or[ae]\b|m|s(?!t)|秒|分)",
    re.ASCII | re.IGNORECASE,
)
_WORTH = {"h": 3600, "st": 3600, "u": 3600, "o": 3600, "m": 60, "分": 60, "s": 1, "秒": 1}
_LONGEST = 86400
_SENTENCE = 200
_TAILS = 3
_SUBJECT = 300

NO_TRANSCRIPT = late(
    r"\W*(?:unable to transcribe|no transcri|transcri\w+ (?:is |was )?(?:not available|unavailable"
    r"|failed|could not)|could not (?:be )?transcribe|click on attachment|not transcribed"
    r"|keine transkription|aucune transcription|\(?(?:none|blank)\)?\W*$|n/?a\W*$)",
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
    named = without_tail((found["who"] or found["number"] or "").rstrip(" .,:;"))
    return Announced(missed=found["missed"] is not None, who=named.rstrip(" .,:;"))


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
    text = unicodedata.normalize("NFKC", text[:60]).strip(' "').removesuffix(".")
    if clock := _CLOCK.search(text):
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    elif marks := _MINUTE_MARKS.match(text):
        seconds = int(marks[1]) * 60 + int(marks[2])
    elif units := _UNITS.findall(text):
        seconds = round(sum(_number(number) * _worth(unit) for number, unit in units))
    elif text.isascii() and text.isdecimal() and len(text) < 6:
        seconds = int(text)
    else:
        return None
    return timedelta(seconds=seconds) if seconds <= _LONGEST else None


def without_tail(who: str) -> str:
    """The name without the time, the length and the participle that may stand behind it."""
    for _ in range(_TAILS):
        found = _TAIL.search(who)
        if found is None:
            return who
        who = who[: found.start()]
    return who


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _worth(unit: str) -> int:
    """The seconds of one unit, by how it begins."""
    folded = unit.lower()
    return _WORTH.get(folded[:2]) or _WORTH[folded[0]]
