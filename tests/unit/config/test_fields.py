"""How people write spans, sizes, times and flags."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from screener.config.fields import Day, Duration, Flag, Integer, Share, Size, TimeOfDay, When

ALL: list[Any] = [Day, Duration, Flag, Integer, Share, Size, TimeOfDay, When]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Flag, "Yes", True),
        (Flag, "OFF", False),
        (Duration, "5m", timedelta(minutes=5)),
        (Duration, "1h30m", timedelta(minutes=90)),
        (Duration, "1 d 2 h", timedelta(hours=26)),
        (Duration, "0d", timedelta(0)),
        (Duration, "2w", timedelta(days=14)),
        (Size, "5MB", 5_000_000),
        (Size, "10 kB", 10_000),
        (Size, "1GiB", 1024**3),
        (Size, "1.5 k", 1500),
        (Size, "300", 300),
        (When, "2026-11-20", date(2026, 11, 20)),
        (When, "2026-11-20T15:00:00+01:00", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        (When, "2026-11-20 15:00Z", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        (Day, "2026-11-20", date(2026, 11, 20)),
        (TimeOfDay, "7:05", time(7, 5)),
        (TimeOfDay, "23:59:58", time(23, 59, 58)),
        (Integer, "-3", -3),
        (Share, "0.5", 0.5),
        (Share, "25 %", 0.25),
    ],
)
def test_what_people_write_is_understood(kind: Any, text: str, value: object) -> None:
    """And a value that is one already is taken as it is."""
    adapter = TypeAdapter(kind)
    assert adapter.validate_python(text) == value
    assert adapter.validate_python(value) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Flag, "1"),
        (Flag, ""),
        (Duration, "5"),
        (Duration, "-5m"),
        (Duration, "5m!"),
        (Duration, "999999999w"),
        (Size, "5XB"),
        (Size, "-1"),
        (When, "2026-02-30"),
        (When, "2026-11-20T15:00:00"),
        (When, "0001-01-01T00:00:00+14:00"),
        (Day, "2026-11-20T15:00:00Z"),
        (Day, "20.11.2026"),
        (TimeOfDay, "24:00"),
        (TimeOfDay, "noon"),
        (Integer, "1.0"),
        (Integer, "1" * 30),
        (Share, "1.1"),
        (Share, "101%"),
    ],
)
def test_what_is_no_such_thing_is_refused(kind: Any, text: str) -> None:
    """No guess is made."""
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


@given(st.one_of(st.text(), st.none(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_nothing_that_can_be_written_breaks_them(value: object) -> None:
    """Every value is understood or refused, never a crash."""
    for kind in ALL:
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            assert error.errors()[0]["type"] == "written"  # noqa: PT017  either is fine
