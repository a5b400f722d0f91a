"""Words that stand where the number of a caller should, and say that nobody knows it.

Some are spelled on a keypad: 7378742833 is RESTRICTED and at the same time a valid number.
"""

import re

from screener.domain.record.event import CallerId
from screener.normalize.telephone.phone_number import without_scheme

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


def status_of(words: str) -> CallerId | None:
    """What words in the place of a number say; None if they say nothing of the kind."""
    folded = without_scheme(words).strip("<>[]()\"' ").casefold()
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
