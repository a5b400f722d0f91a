"""Who telephoned: what a provider writes in the places of number and name, to a Caller.

The words for "nobody knows" stand in either place, and in that of the name also the verdict of the
provider, the kind of line, or the town.
"""

import re
import unicodedata

from screener.domain.late import late
from screener.domain.record.event import Called, Caller, CallerId
from screener.normalize.telephone.nobody import status_of
from screener.normalize.telephone.phone_number import (
    is_extension,
    is_number,
    number_and_extension,
    without_scheme,
)
from screener.normalize.telephone.who_called import clean

_LABELS = (
    (late(r"robo ?call", re.IGNORECASE), "suspected_robocall"),
    (late(r"\b(?:scam|fraud)\b", re.IGNORECASE), "suspected_scam"),
    (late(r"\bspam\b", re.IGNORECASE), "suspected_spam"),
    (late(r"\btelemarket(?:er|ing)\b", re.IGNORECASE), "telemarketer"),
)
_VERDICT = late(
    r"\W*(?:(?:suspected|potential|possible|likely|maybe|probable)\W+)?"
    r"(?:robo ?call(?:er)?|scam|fraud|spam|telemarket(?:er|ing))"
    r"(?:\W+(?:caller|call|likely|risk|suspected|\?))?\W*",
    re.IGNORECASE,
)
_NO_NAME = frozenset((
    "wireless caller", "cell phone", "cell phone caller", "mobile caller", "toll free call",
    "toll free caller", "toll free", "caller", "no name", "name unavailable",
))  # fmt: skip
_CARRIER_CODE = late(r"V\d{9,}[\dA-Z]*")
_PLACE = late(
    r"[A-Z][A-Z .'-]*(?:,| {2,}|, )(?:[A-Z]{2})"
    r"|[A-Z][A-Z .'-]+ (?:AR|AZ|CA|CT|FL|GA|IL|KS|KY|MI|MN|NC|ND|NE|NH|NJ|NM|NV|NY|SC|SD|TN|TX|UT"
    r"|VT|WA|WI|WV|WY)"
)


def caller(
    raw: str | None, *, name: str = "", region: str | None
) -> tuple[Caller, tuple[str, ...]]:
    """The caller, and the verdicts that the provider wrote in the place of the name.

    `raw` is what stands where the number should, None if that place was not found; `region`
    completes a national number. An empty place is an unknown caller, unless there is a name.
    """
    name, labels = _judged(clean(name))
    is_told = raw is not None
    raw = clean(raw or "")
    known = _number(raw, region)
    if not raw and (name or not is_told):
        # Somebody whose number is not told is not somebody who withholds it.
        status = (status_of(name) if name else None) or CallerId.UNPARSABLE
        known = Caller(raw=name, status=status)
    elif known.status is CallerId.UNAVAILABLE:
        known = known.model_copy(update={"status": status_of(name) or known.status})
    update = {
        "name": "" if _is_no_name(name, known, raw) else name,
        "withheld": known.status in (CallerId.WITHHELD, CallerId.UNAVAILABLE),
    }
    return known.model_copy(update=update), labels


def called(raw: str, *, mailbox: str = "", name: str = "", region: str | None) -> Called:
    """Whom the caller wanted; `raw` is the number as the provider writes it."""
    number = _number(clean(raw), region).number
    return Called(number=number, mailbox=clean(mailbox), name=clean(name))


def _number(raw: str, region: str | None) -> Caller:
    """The number alone, with its status."""
    if (status := status_of(raw)) is not None:
        return Caller(raw=raw, status=status)
    bare = unicodedata.normalize("NFKC", without_scheme(raw))
    if is_extension(bare):
        return Caller(raw=raw, extension=bare, status=CallerId.INTERNAL)
    found = number_and_extension(bare, region)
    if found is None:
        return Caller(raw=raw, status=CallerId.UNPARSABLE)
    return Caller(raw=raw, number=found[0], extension=found[1])


def _judged(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without the provider's verdict, and the verdict."""
    verdict = _VERDICT.match(name)
    if verdict is None:
        return name, ()
    labels = tuple(label for pattern, label in _LABELS if pattern.search(verdict[0]))
    return name[verdict.end() :], labels


def _is_no_name(name: str, known: Caller, raw: str) -> bool:
    """Whether what stands in the place of a name is none: a status, a number, a kind of line."""
    if status_of(name) is not None or name.casefold() in _NO_NAME:
        return True
    if name == raw or is_number(name) or name == known.extension:
        return True
    return bool(_CARRIER_CODE.fullmatch(name) or _PLACE.fullmatch(name))
