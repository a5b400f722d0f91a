"""Who telephoned: what a provider writes in the places of number and name, to a Caller.

The words for "nobody knows" stand in either place, and some are spelled on a keypad: 7378742833 is
RESTRICTED and at the same time a valid number. A number that is only possible is kept, since those
that are made up are what screening is about.
"""

import re
import unicodedata
from typing import TYPE_CHECKING

from screener.domain.event import Called, Caller, CallerId
from screener.domain.handle import e164
from screener.normalize import limits
from screener.normalize.text import one_line

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_WITHHELD = frozenset((
    "anonymous", "private", "restricted", "withheld", "blocked", "hidden", "suppressed", "anonym",
    "anonyme", "anonymer", "unterdrückt", "unterdrückte", "privat", "private", "privater",
    "masqué", "masquée", "privé", "privée", "anónimo", "anónima", "oculto", "oculta", "privado",
    "privada", "anônimo", "anônima", "anonimo", "anonima", "nascosto", "privato", "privata",
    "anoniem", "anonieme", "afgeschermd", "afgeschermde", "verborgen", "privénummer", "hemligt",
    "dolt", "skyddat", "skjult", "zastrzeżony", "ukryty",
))  # fmt: skip
_UNAVAILABLE = frozenset((
    "unknown", "unavailable", "undefined", "asterisk", "null", "none", "nobody", "unbekannt",
    "unbekannte", "unbekannter", "inconnu", "inconnue", "desconocido", "desconocida",
    "desconhecido", "desconhecida", "sconosciuto", "sconosciuta", "onbekend", "onbekende",
    "okänd", "okänt", "ukendt", "ukjent", "nieznany", "unidentified",
))  # fmt: skip
_ABOUT = frozenset((
    "a", "an", "the", "caller", "sender", "call", "number", "phone", "telephone", "name", "id",
    "callerid",
    "ein", "eine", "anruf", "anrufer", "nummer", "rufnummer", "telefonnummer", "un", "une",
    "appel", "appelant", "numéro", "llamada", "llamante", "número", "chiamata", "chiamante",
    "numero", "chamada", "beller", "oproep", "telefoonnummer", "uppringare", "numer",
))  # fmt: skip
"""Words that stand beside those, and say nothing by themselves."""

_PHRASES = {
    "": CallerId.UNAVAILABLE,
    "-": CallerId.UNAVAILABLE,
    "?": CallerId.UNAVAILABLE,
    "n/a": CallerId.UNAVAILABLE,
    "o": CallerId.UNAVAILABLE,
    "p": CallerId.WITHHELD,
    "no caller id": CallerId.WITHHELD,
    "no callerid": CallerId.WITHHELD,
    "no number": CallerId.WITHHELD,
    "not available": CallerId.UNAVAILABLE,
    "not provided": CallerId.UNAVAILABLE,
    "out of area": CallerId.UNAVAILABLE,
    "nicht verfügbar": CallerId.UNAVAILABLE,
    "não identificado": CallerId.UNAVAILABLE,
    "non identifié": CallerId.UNAVAILABLE,
    "sin identificar": CallerId.UNAVAILABLE,
}
_KEYPAD = {
    "7378742833": CallerId.WITHHELD,  # RESTRICTED
    "266696687": CallerId.WITHHELD,  # ANONYMOUS
    "7748283": CallerId.WITHHELD,  # PRIVATE
    "2562533": CallerId.WITHHELD,  # BLOCKED
    "86282452253": CallerId.UNAVAILABLE,  # UNAVAILABLE
    "8656696": CallerId.UNAVAILABLE,  # UNKNOWN
}
_LABELS = (
    (re.compile(r"robo ?call", re.IGNORECASE), "suspected_robocall"),
    (re.compile(r"\b(?:scam|fraud)\b", re.IGNORECASE), "suspected_scam"),
    (re.compile(r"\bspam\b", re.IGNORECASE), "suspected_spam"),
    (re.compile(r"\btelemarket(?:er|ing)\b", re.IGNORECASE), "telemarketer"),
)
_VERDICT = re.compile(
    r"\W*(?:(?:suspected|potential|possible|likely|maybe|probable)\W+)?"
    r"(?:robo ?call(?:er)?|scam|fraud|spam|telemarket(?:er|ing))"
    r"(?:\W+(?:caller|call|likely|risk|suspected|\?))?\W*",
    re.IGNORECASE,
)
_NO_NAME = frozenset((
    "wireless caller", "cell phone", "cell phone caller", "mobile caller", "toll free call",
    "toll free caller", "toll free", "caller", "no name", "name unavailable",
))  # fmt: skip
_CARRIER_CODE = re.compile(r"V\d{9,}[\dA-Z]*")
_PLACE = re.compile(
    r"[A-Z][A-Z .'-]*(?:,| {2,}|, )(?:[A-Z]{2})"
    r"|[A-Z][A-Z .'-]+ (?:AR|AZ|CA|CT|FL|GA|IL|KS|KY|MI|MN|NC|ND|NE|NH|NJ|NM|NV|NY|SC|SD|TN|TX|UT"
    r"|VT|WA|WI|WV|WY)"
)
_SCHEME = re.compile(r"(?:sips?:|tel:|callto:|voice=)", re.IGNORECASE)
_INTERNAL = re.compile(r"[*#]?\d{1,6}#?", re.ASCII)
_NUMBER = re.compile(
    r"(?P<number>[+(]?[\d][\d\s().\u00a0\u2010-\u2015/-]*\d)"
    r"(?:\s*(?:;ext=|x|ext\.?|extension|#)\s*(?P<extension>\d{1,8}))?",
    re.ASCII | re.IGNORECASE,
)
_AT = r"(?:at|unter|auf|au|al|en|em|op|på)(?: (?:el|der))?(?: (?:n[uú]m[eé]ro|num(?:mer|ber)))?"
_DIGITS = r"\d[\d\s().\u00a0\u2010-\u2015/-]{4,}\d"
_TRAILING = tuple(
    re.compile(
        rf"(?P<name>.*?)(?:\s+(?:{_AT}))?[\s:,-]*(?<!\w)(?P<number>{number})\)?",
        re.ASCII,
    )
    for number in (rf"\+\s?\(?{_DIGITS}", rf"(?:\b1[\s.-]?)?\({_DIGITS}", rf"\(?\+?\(?{_DIGITS}")
)
"""What begins with a plus or a parenthesis is surest: the name before it may end in digits."""

_LEADING = re.compile(rf"(?P<number>[+(]{{0,2}}{_DIGITS})[\s:,-]+(?P<name>[^\W\d_].*)", re.ASCII)
_EXTENSION = re.compile(
    rf"(?P<name>.*?\D)\s*(?:\(?(?:\*|\bx|\bext\.?)|\s{_AT}(?=\s+\d{{3}}))"
    r"\s*(?P<number>\d{1,6})\)?",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\s+\([^\W\d_]+\)\Z")
_ENCLOSED = re.compile(
    r"(?P<name>.*?)\s*"
    r"(?:<(?P<angle>[^<>]*)>|\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])"
)
_AT_HOME = 10
"""Digits that a number without its country code has at most."""

_WIDE = re.compile(r"\s{3,}")
"""Two spaces part a place from its state; more say nothing, and cost the patterns below much."""

_QUOTES = "\"'\u201c\u201d\u00ab\u00bb "


def caller(
    raw: str | None, *, name: str = "", region: str | None
) -> tuple[Caller, tuple[str, ...]]:
    """The caller, and the verdicts that the provider wrote in the place of the name.

    `raw` is what stands where the number should, None if that place was not found; `region`
    completes a national number. An empty place is an unknown caller, unless there is a name.
    """
    name, labels = _judged(_clean(name))
    is_told = raw is not None
    raw = _clean(raw or "")
    known = _number(raw, region)
    if not raw and (name or not is_told):
        # Somebody whose number is not told is not somebody who withholds it.
        status = (_status_of(name) if name else None) or CallerId.UNPARSABLE
        known = Caller(raw=name, status=status)
    elif known.status is CallerId.UNAVAILABLE:
        known = known.model_copy(update={"status": _status_of(name) or known.status})
    update = {
        "name": "" if _is_no_name(name, known, raw) else name,
        "withheld": known.status in (CallerId.WITHHELD, CallerId.UNAVAILABLE),
    }
    return known.model_copy(update=update), labels


def called(raw: str, *, mailbox: str = "", name: str = "", region: str | None) -> Called:
    """Whom the caller wanted; `raw` is the number as the provider writes it."""
    number = _number(_clean(raw), region).number
    return Called(number=number, mailbox=_clean(mailbox), name=_clean(name))


def name_and_number(who: str) -> tuple[str, str]:
    """What stands in one place, taken apart: `"NAME" <NUMBER>`, `NUMBER (NAME)`, `NAME NUMBER`.

    One of the two may be "". The number is the last, for callers choose their names.
    """
    who = _clean(who)
    if found := _ENCLOSED.fullmatch(who):
        inside = found["angle"] or found["round"] or found["square"] or ""
        if found["round"] is None or _is_number(inside) or _status_of(inside):
            return _clean(found["name"]), _clean(inside)
        if inside and _is_number(found["name"]):
            return _clean(inside), _clean(found["name"])
    if _is_number(unicodedata.normalize("NFKC", who)) or _status_of(who) is not None:
        return "", who
    for place in (*_TRAILING, _LEADING, _EXTENSION):
        if found := place.fullmatch(_REMARK.sub("", who)):
            return _clean(found["name"]), _clean(found["number"])
    return who, ""


def without_false_plus(number: str, region: str | None) -> str:
    """The number as it is dialled at home, if it is one there.

    Carriers write a plus before numbers that have no country code, and nearly any number is
    possible in some country: `+2065550119` is one of Egypt, and of Seattle. Without a region a
    plus before ten digits that are a valid number nowhere is taken off as well.
    """
    import phonenumbers

    bare = number.removeprefix("+")
    at_home = _possible(bare, region) if region and bare.isdecimal() else None
    if at_home is not None and phonenumbers.is_valid_number(at_home):
        return bare
    abroad = _possible(number, None) if len(bare) <= _AT_HOME else None
    return number if abroad is None or phonenumbers.is_valid_number(abroad) else bare


def _number(raw: str, region: str | None) -> Caller:
    """The number alone, with its status."""
    if (status := _status_of(raw)) is not None:
        return Caller(raw=raw, status=status)
    bare = unicodedata.normalize("NFKC", _bare(raw))
    if _INTERNAL.fullmatch(bare):
        return Caller(raw=raw, extension=bare, status=CallerId.INTERNAL)
    found = _NUMBER.fullmatch(bare)
    number = _e164(found["number"], region) if found else None
    if found is None or number is None:
        return Caller(raw=raw, status=CallerId.UNPARSABLE)
    return Caller(raw=raw, number=number, extension=found["extension"] or "")


def _e164(number: str, region: str | None) -> str | None:
    """As written, else with the plus that many exchanges leave out before a country code."""
    import phonenumbers  # late: most mailboxes never meet a number

    if _possible(number, region) is not None:
        return e164(number, region=region)
    abroad = "+" + re.sub(r"\D", "", number).lstrip("0")
    is_told = len(abroad) > 11 or number.startswith("00")
    parsed = _possible(abroad, None) if is_told else None
    known = parsed is not None and phonenumbers.is_valid_number(parsed)
    return e164(abroad, region=None) if known else None


def _possible(written: str, region: str | None) -> "PhoneNumber | None":
    """The number if it can be dialled from everywhere: one without its area code cannot."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return parsed if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None


def _bare(raw: str) -> str:
    """Without the scheme and the host that telephones put round a number."""
    bare = raw.strip("<> ")
    if scheme := _SCHEME.match(bare):
        bare = bare[scheme.end() :]
    return bare.partition("@")[0].partition(";")[0].strip() if "@" in bare else bare


def _status_of(words: str) -> CallerId | None:
    """What words in the place of a number say; None if they say nothing of the kind."""
    folded = _bare(words).strip("<>[]()\"' ").casefold()
    if (status := _said(folded)) is not None:
        return status
    digits = re.sub(r"\D", "", folded) if not re.search(r"[^\W\d_]", folded) else ""
    if digits and not digits.strip("0") and len(digits) > 2:
        return CallerId.UNAVAILABLE
    return _KEYPAD.get(digits) or _KEYPAD.get(digits.removeprefix("1"))


def _said(folded: str) -> CallerId | None:
    """The status that words say, whatever stands beside them of callers and numbers."""
    spaced = " ".join(re.split(r"[\s_-]+", folded)) if len(folded) > 1 else folded
    if spaced in _PHRASES:
        return _PHRASES[spaced]
    said = set(spaced.split()) - _ABOUT
    if not said or not said <= _WITHHELD | _UNAVAILABLE:
        return None
    return CallerId.UNAVAILABLE if said.isdisjoint(_WITHHELD) else CallerId.WITHHELD


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(_bare(text)) or _INTERNAL.fullmatch(_bare(text)))


def _judged(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without the provider's verdict, and the verdict."""
    verdict = _VERDICT.match(name)
    if verdict is None:
        return name, ()
    labels = tuple(label for pattern, label in _LABELS if pattern.search(verdict[0]))
    return name[verdict.end() :], labels


def _is_no_name(name: str, known: Caller, raw: str) -> bool:
    """Whether what stands in the place of a name is none: a status, a number, a kind of line."""
    if _status_of(name) is not None or name.casefold() in _NO_NAME:
        return True
    if name == raw or _is_number(name) or name == known.extension:
        return True
    return bool(_CARRIER_CODE.fullmatch(name) or _PLACE.fullmatch(name))


def _clean(text: str) -> str:
    """One line without quotes round it and without characters that cannot be seen."""
    text = _WIDE.sub("  ", one_line(text[: 4 * limits.NAME])).strip(_QUOTES)
    return "".join(c for c in text if c.isprintable())[: limits.NAME].strip()
