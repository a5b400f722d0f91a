"""Tables that fit."""

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.cli.terminal.table import Cell, Column, Table
from screener.domain.visible import cells, visible

COLUMNS = (
    Column("ID", 4),
    Column("EXACTLY", 10, rank=2),
    Column("AGO", 5, rank=1, spoken=True),
    Column("WORDS", 6, share=1),
    Column("N", 3, number=True),
    Column("END", 6, share=3),
)


def table(within: int | None) -> Table:
    """A table on so many columns."""
    return Table(COLUMNS, within=within)


def test_what_is_to_spare_goes_to_those_with_a_share() -> None:
    """One part to the one and three to the other."""
    row = table(64).row(["1", "x", "y", "w" * 99, "12", "e" * 99])

    assert row == "1     x           y      " + "w" * 10 + "…   12  " + "e" * 20 + "…"
    assert cells(row) == 64


@pytest.mark.parametrize(
    ("within", "titles"),
    [
        (44, ["ID", "EXACTLY", "AGO", "WORDS", "N", "END"]),
        (43, ["ID", "AGO", "WORDS", "N", "END"]),
        (32, ["ID", "AGO", "WORDS", "N", "END"]),
        (31, ["ID", "WORDS", "N", "END"]),
        (20, ["ID", "WO…", "N", "END"]),
    ],
)
def test_the_least_important_column_gives_way_first(within: int, titles: list[str]) -> None:
    """And those that matter most stay on the narrowest terminal, cut if it must be."""
    head = click.unstyle(table(within).head())

    assert head.split() == titles
    assert cells(head) <= within


def test_without_a_terminal_nothing_is_cut_and_nothing_is_left_out() -> None:
    """But what is only true while somebody looks."""
    row = table(None).row(["1", "exactly", "ago", "w" * 199, "1", "e" * 199])

    assert row.split() == ["1", "exactly", "w" * 199, "1", "e" * 199]


def test_numbers_stand_at_the_right() -> None:
    """So that their size is seen."""
    first, second = (table(60).row(["1", "", "", "", n, "."]) for n in ("7", "123"))

    assert first.index("7") == second.index("3")


def test_a_colour_takes_no_room() -> None:
    """The columns behind stand where they stood."""
    plain = table(60).row(["1", "2", "3", "words", "5", "6"])
    coloured = table(60).row(["1", "2", "3", Cell("words", "red"), "5", Cell("6", "red")])

    assert click.unstyle(coloured) == plain
    assert coloured != plain


TEXTS = st.one_of(
    st.text().map(visible),
    st.sampled_from(["你好" * 9, "שלום עולם", "👨\u200d👩\u200d👧" * 9, "❤️" * 9, "é" * 99]),
)


@given(
    st.lists(TEXTS, min_size=len(COLUMNS), max_size=len(COLUMNS)),
    st.integers(min_value=16, max_value=300),
)
def test_no_row_is_wider_than_the_terminal(texts: list[str], within: int) -> None:
    """Whatever strangers call themselves, and whatever script they write."""
    assert cells(table(within).row(texts)) <= within
