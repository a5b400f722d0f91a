"""The new words of a message: without what it quotes and without the signature.

Lines decide, and words of a language only where a client marks nothing: `>` runs go with the
attribution above them, a rule or a From/Sent/To block begins the answered message, `-- ` the
signature. Every line is looked at a fixed number of times.
"""

from screener.domain.late import late
from screener.normalize.body.phrases import (
    FORWARDED,
    FROM_LABELS,
    ORIGINAL,
    OTHER_LABELS,
    SENT_FROM,
    WROTE,
)

_EXAMINED = 400
"""Characters of one line that can make it something other than words."""

_AHEAD = 6
_SIGNATURE_LINES = 12
_ENDS_OF_ADDRESS = (">:", "> wrote:")
_COLONS = (":", "\uff1a")
_LABEL = late(r"[*\s]{0,4}([^\W\d_][^:\uff1a*]{0,30}?)[*\s]{0,4}[:\uff1a]")
_DATE = late(r"\d{4}|\d[:.h]\d\d|\d[./-]\d")
_BARE_RULE = late(r"[-_=]{5,}")


def new_text(text: str) -> str:
    """The lines that the sender wrote for this message. Linear; never raises.

    What is forwarded stays, for it is new to the reader; and a message of nothing but quotes says
    what it quotes.
    """
    lines = text.rstrip().split("\n")
    kept: list[str] = []
    number = 0
    while number < len(lines):
        start = lines[number][:_EXAMINED].strip()
        if start.startswith(">") and start not in _ENDS_OF_ADDRESS:
            _drop_attribution(kept)
            number = _after_quote(lines, number)
            continue
        if _is_forward(start):
            kept += lines[number:]
            break
        if kept and (_is_signature(lines, number, start) or _is_original(lines, number, start)):
            break
        if start.endswith(_COLONS) and _opens_unmarked_quote(lines, number, [*kept[-3:], start]):
            kept.append(start)
            _drop_attribution(kept)
            break
        kept.append(lines[number])
        number += 1
    return _trimmed(kept) or text.strip()


def _after_quote(lines: list[str], number: int) -> int:
    while number < len(lines) and lines[number][:_EXAMINED].lstrip().startswith(">"):
        number += 1
    return number


def _drop_attribution(kept: list[str]) -> None:
    """Take `On …, somebody wrote:` off the end, which clients wrap into several lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    count = _attribution_lines(kept[-4:])
    if count:
        del kept[-count:]


def _attribution_lines(ending: list[str]) -> int:
    """How many of the last lines are an attribution: as many as it takes to find its date."""
    if not ending or not ending[-1].rstrip().endswith(_COLONS):
        return 0
    for count, line in enumerate(reversed(ending), 1):
        if not line.strip():
            break
        if _DATE.search(line[:_EXAMINED]):
            above = ending[-count - 1] if count < len(ending) else ""
            return count if _tells_who(line) or not _tells_who(above) else count + 1
    return int(_tells_who(ending[-1]))


def _tells_who(line: str) -> bool:
    lowered = line[-_EXAMINED:].lower()
    return "@" in lowered or any(word in lowered for word in WROTE)


def _opens_unmarked_quote(lines: list[str], number: int, ending: list[str]) -> bool:
    """Whether an attribution ends here above lines without `>`, as some clients quote."""
    if not (count := _attribution_lines(ending)):
        return False
    following = _next_lines(lines, number + 1)
    if not following or following[0].startswith(">"):
        return False
    attribution = " ".join(ending[-count:])[-_EXAMINED:].lower().rstrip(" :\uff1a")
    if not _DATE.search(attribution):
        return False
    wrote = attribution.endswith(WROTE)
    return wrote or ("@" in attribution and any(word in attribution for word in WROTE))


def _is_original(lines: list[str], number: int, start: str) -> bool:
    """Whether the answered message begins here: a rule and its header, or the header alone."""
    start = start.strip("*")
    if start.startswith(("--", "__", "==")):
        if _BARE_RULE.fullmatch(start):
            return _is_header(_next_lines(lines, number + 1), above=True)
        lowered = start.lower()
        return start.endswith(("--", "__")) and (
            any(word in lowered for word in ORIGINAL)
            or _is_header(_next_lines(lines, number + 1), above=True)
        )
    if _label(start) in FROM_LABELS:
        return _is_header([start, *_next_lines(lines, number + 1)], above=False)
    return False


def _is_header(lines: list[str], *, above: bool) -> bool:
    """Whether lines are From, Sent, To, … in some language; fewer are enough with a rule above."""
    labels = [_label(line) for line in lines]
    others = sum(label in OTHER_LABELS for label in labels)
    if above:
        return others > 0 and not FROM_LABELS.isdisjoint(labels)
    return others > 1


def _is_signature(lines: list[str], number: int, start: str) -> bool:
    """`-- ` (RFC 3676 section 4.3), or `--` where a few lines later the words end."""
    if start not in ("--", "\u2014"):
        return False
    if lines[number] == "-- ":
        return True
    window = lines[number + 1 : number + 2 + _SIGNATURE_LINES]
    return len(window) <= _SIGNATURE_LINES or any(line.startswith(">") for line in window)


def _is_forward(start: str) -> bool:
    """`---------- Forwarded message ---------`, `Begin forwarded message:` and their kin."""
    if not (start.startswith("--") or start.endswith(_COLONS)) or len(start) > 100:
        return False
    lowered = start.lower()
    return any(word in lowered for word in FORWARDED)


def _next_lines(lines: list[str], number: int) -> list[str]:
    """The next few lines that are not empty."""
    ahead = (line[:_EXAMINED].strip() for line in lines[number : number + _AHEAD])
    return [line for line in ahead if line]


def _label(line: str) -> str:
    found = _LABEL.match(line[:60])
    return found[1].lower() if found else ""


def _trimmed(kept: list[str]) -> str:
    while kept and (not kept[-1].strip() or _is_sent_from(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip("\n")


def _is_sent_from(line: str) -> bool:
    return len(line) < 80 and line.strip().lower().startswith(SENT_FROM)
