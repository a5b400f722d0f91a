"""The picture of knocks over time."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from screener.application.dossier.picture import WIDE, picture, svg

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "span", "bars"), [(0, "day", 1), (92, "day", 93), (93, "week", 14), (731, "month", 25)]
)
def test_the_longer_the_time_the_wider_a_bar(days: int, span: str, bars: int) -> None:
    """So that there are never more than fit."""
    shown = picture({DAY: 2, DAY + timedelta(days=days): 1, DAY + timedelta(days=days // 2): 3})

    assert shown
    assert (shown.span, len(shown.counts)) == (span, bars)
    assert sum(shown.counts) == (6 if days else 3)


def test_nobody_makes_no_picture() -> None:
    """Rather than an empty frame."""
    assert picture({}) is None


def test_who_cannot_see_the_picture_is_told() -> None:
    """The same in words, and as the picture's label."""
    shown = picture({DAY: 3, DAY + timedelta(days=2): 1})
    assert shown
    root = ET.fromstring(svg(shown))  # noqa: S314 - it is our own

    assert shown.told == (
        "Knocks per day from 2026-11-20 to 2026-11-22: 4 in all, at most 3 in one day."
    )
    assert root.find("svg").attrib["aria-label"] == shown.told  # type: ignore[union-attr]
    assert len(root.findall(".//rect")) == 2


def test_a_single_bar_is_no_wall() -> None:
    """A day's knocks look like a day's."""
    shown = picture({DAY: 3})
    assert shown
    (bar,) = ET.fromstring(svg(shown)).findall(".//rect")  # noqa: S314 - it is our own

    assert float(bar.attrib["width"]) < WIDE / 20
