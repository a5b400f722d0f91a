"""What a server is asked for when past messages are looked for."""

import pytest

from screener.domain.doors.swept import pieces_of
from screener.domain.people.handle import Handle, parse_handle, relay

JOHN = relay(via="linkedin.com", name="John Street")


def handle(text: str) -> Handle:
    """As it is written in the file."""
    return parse_handle(text, region="US")


@pytest.mark.parametrize(
    ("of", "pieces"),
    [
        (handle("Him+shop@Example.com"), {("him", "example.com")}),
        (handle("j.ohn@gmail.com"), {("", "gmail.com"), ("", "googlemail.com")}),
        (handle("@hisfirm.example"), {("", "hisfirm.example")}),
        (handle("*.hisfirm.example"), {("", ".hisfirm.example")}),
        (handle("sales-*@hisfirm.example"), {("", "hisfirm.example")}),
        (JOHN, {("", "linkedin.com")}),
    ],
)
def test_the_pieces_stand_in_every_way_to_write_it(
    of: Handle, pieces: set[tuple[str, str]]
) -> None:
    """A tag, dots at Gmail and another case do not hide anybody."""
    assert pieces_of([of]) == pieces


@pytest.mark.parametrize("text", ["*@mail?.example", "+1 202 555 0143", "him@bücher.example"])
def test_what_can_be_written_in_too_many_ways_is_looked_for_everywhere(text: str) -> None:
    """Then every message is looked at."""
    assert pieces_of([handle("a@b.example"), handle(text)]) is None
