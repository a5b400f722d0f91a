"""The picture of knocks over time: how many in each day, week or month."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from screener.ports.paper import SLOTS

DAYS, WEEKS = 92, 730
"""Up to so many days a bar is a day, up to so many a week, and then a month."""

WIDE, TALL = 720, 120
"""Of the picture, in pixels."""


class Picture(NamedTuple):
    """Counts of spans that follow each other, the first of which begins on `first`."""

    first: date
    last: date
    span: str
    counts: tuple[int, ...]

    @property
    def told(self) -> str:
        """The picture in words."""
        total = sum(self.counts)
        return (
            f"Knocks per {self.span} from {self.first} to {self.last}:"
            f" {total} in all, at most {max(self.counts)} in one {self.span}."
        )


def picture(knocks: Mapping[date, int]) -> Picture | None:
    """The picture; None if nobody knocked."""
    if not knocks:
        return None
    first, last = min(knocks), max(knocks)
    long = (last - first).days
    span = "day" if long <= DAYS else "week" if long <= WEEKS else "month"
    counted: Counter[int] = Counter()
    for day, times in knocks.items():
        counted[_place(day, first, span)] += times
    counts = tuple(counted[place] for place in range(_place(last, first, span) + 1))
    return Picture(first, last, span, counts)


def svg(shown: Picture) -> str:
    """The picture for a page, with its words for who cannot see it."""
    wide, most = WIDE / max(len(shown.counts), SLOTS), max(shown.counts)
    bars = "".join(
        f'<rect x="{place * wide + wide * 0.1:.2f}" y="{TALL - TALL * count / most:.1f}"'
        f' width="{wide * 0.8:.2f}" height="{TALL * count / most:.1f}"/>'
        for place, count in enumerate(shown.counts)
        if count
    )
    return (
        f'<figure><svg viewBox="0 0 {WIDE} {TALL + 1}" role="img" aria-label="{shown.told}">'
        f'<g>{bars}</g><line x1="0" x2="{WIDE}" y1="{TALL}" y2="{TALL}"/></svg>'
        f"<figcaption>{shown.told}</figcaption></figure>\n"
    )


def _place(day: date, first: date, span: str) -> int:
    if span == "month":
        return (day.year - first.year) * 12 + day.month - first.month
    return (day - first) // timedelta(days=7 if span == "week" else 1)
