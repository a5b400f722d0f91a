"""The letters of a line in the order and the form in which they are drawn.

Hebrew and Arabic run from right to left, and Arabic letters join: here by Unicode's presentation
forms, which the font has. It is less than UAX #9 and a shaping engine know, and enough to read a
name or a sentence among others.
"""

import unicodedata
from functools import cache
from itertools import groupby

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_BETWEEN = frozenset({"WS", "ON", "CS", "ES", "ET", "NSM", "BN"})
_NUMBER = frozenset({"EN", "AN"})

_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def drawn(line: str) -> str:
    """The line from left to right, as it is drawn."""
    if line.isascii() or not any(map(_is_right_to_left, line)):
        return line
    return "".join(_turned(run) if turned else run for turned, run in _runs(_joined(line)))


def _is_right_to_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in _RIGHT_TO_LEFT


def _runs(line: str) -> list[tuple[bool, str]]:
    """The stretches of one direction; what stands between two letters of one goes with them."""
    kinds = [unicodedata.bidirectional(char) for char in line]
    turned = [kind in _RIGHT_TO_LEFT for kind in kinds]
    last = None
    for place, kind in enumerate(kinds):
        if turned[place]:
            if last is not None:
                turned[last:place] = [True] * (place - last)
            last = place
        elif kind not in _BETWEEN | _NUMBER:
            last = None
    runs = groupby(zip(turned, line, strict=True), key=lambda one: one[0])
    return [(way, "".join(char for _, char in run)) for way, run in runs]


def _turned(run: str) -> str:
    """From right to left, but for the numbers in it."""
    pieces = groupby(run, key=lambda char: unicodedata.bidirectional(char) in _NUMBER)
    said = ["".join(piece) if number else "".join(piece)[::-1] for number, piece in pieces]
    return "".join(reversed(said)).translate(_MIRRORED)


def _joined(line: str) -> str:
    """Arabic letters in the form that their neighbours ask for."""
    forms = _forms()
    joined = []
    for place, char in enumerate(line):
        known = forms.get(char)
        if known is None:
            joined.append(char)
            continue
        before = "initial" in forms.get(_neighbour(line, place, -1), {}) and "final" in known
        after = "final" in forms.get(_neighbour(line, place, 1), {}) and "initial" in known
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}
        joined.append(known.get(form.get((before, after), "isolated"), char))
    return "".join(joined)


def _neighbour(line: str, place: int, step: int) -> str:
    """The next letter in that direction; marks above and below do not count."""
    place += step
    while 0 <= place < len(line) and unicodedata.category(line[place]) == "Mn":
        place += step
    return line[place] if 0 <= place < len(line) else ""


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The presentation forms of each Arabic letter, as Unicode's own table has them."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEF5)):
        form, *letters = unicodedata.decomposition(chr(code)).split() or ("",)
        if len(letters) == 1:
            forms.setdefault(chr(int(letters[0], 16)), {})[form.strip("<>")] = chr(code)
    return forms
