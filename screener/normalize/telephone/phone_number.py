"""Telephone numbers as systems write them: extensions, schemes, and country codes left out.

A number that is only possible is kept, since those that are made up are what screening is about.
"""

import re
from typing import TYPE_CHECKING

from screener.domain.late import late
from screener.domain.people.handle import e164

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_SCHEME = late(r"(?:sips?:|tel:|callto:|voice=)", re.IGNORECASE)
_INTERNAL = late(r"[*#]?\d{1,6}#?", re.ASCII)
_NUMBER = late(
    r"(?P<number>[+(]?[\d][\d\s().\u00a0\u2010-\u2015/-]*\d)"
    r"(?:\s*(?:;ext=|x|ext\.?|extension|#)\s*(?P<extension>\d{1,8}))?",
    re.ASCII | re.IGNORECASE,
)
_AT_HOME = 10
"""Digits that a number without its country code has at most."""


def without_scheme(raw: str) -> str:
    """Without the scheme and the host that telephones put round a number."""
    bare = raw.strip("<> ")
    if scheme := _SCHEME.match(bare):
        bare = bare[scheme.end() :]
    return bare.partition("@")[0].partition(";")[0].strip() if "@" in bare else bare


def is_extension(bare: str) -> bool:
    """Whether it is an internal number."""
    return _INTERNAL.fullmatch(bare) is not None


def is_number(text: str) -> bool:
    """Whether it is written as a number, an internal one included; there may be no such number."""
    bare = without_scheme(text)
    return _NUMBER.fullmatch(bare) is not None or is_extension(bare)


def number_and_extension(bare: str, region: str | None) -> tuple[str, str] | None:
    """In E.164, and what stands behind it or ""; None if it can be dialled from nowhere."""
    found = _NUMBER.fullmatch(bare)
    number = _e164(found["number"], region) if found else None
    return (number, found["extension"] or "") if found and number else None


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
