"""Text that nobody's mail client makes a link of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.application.digest.form.inert import BREAK, inert, theirs
from screener.domain.people.handle import parse_handle
from tests.markup import LINKED, Markup


def read(text: str) -> str:
    """What stands in a page that holds the text."""
    return Markup(f"<body>{inert(text)}</body>").text


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.example/login",
        "www.evil.example",
        "evil@evil.example",
        "ftp:/evil",
        "evil\u3002example",
        "+1 (202) 555-0143",
        "02079460018",
        "a.b.c.d.example/1/2",
    ],
)
def test_there_is_nothing_to_touch(text: str) -> None:
    """What a mail client looks for is taken apart, and looks the same."""
    assert LINKED.search(text) or "/" in text
    assert not LINKED.search(read(text))
    assert read(text).replace(BREAK, "") == text


@pytest.mark.parametrize("text", ["Lunch? At 12:30. Yes", "1,200 people", "2 of 3", "→ A b"])
def test_prose_stays_as_it_is(text: str) -> None:
    """Breaks stand only where something would become a link."""
    assert inert(text) == text


@given(st.text())
def test_any_text_comes_out_escaped_and_inert(text: str) -> None:
    """No tag but our own, and the same letters."""
    markup = Markup(f"<body>{inert(text)}</body>")

    assert {tag for tag, _ in markup.tags} <= {"body", "span"}
    assert all(not attributes for _, attributes in markup.tags)
    assert not LINKED.search(markup.text)


@pytest.mark.parametrize("handle", ["ann@example.com", "*.firm.example", "+1 202 555 0143"])
def test_a_handle_that_is_copied_from_a_digest_is_what_it_looks_like(handle: str) -> None:
    """Whoever pastes it into a file of rules closes the right door."""
    copied = read(handle)

    assert copied != handle
    assert parse_handle(copied, region=None) == parse_handle(handle, region=None)


def test_what_is_written_from_right_to_left_turns_nothing_round_beside_it() -> None:
    """`dir` finds the direction and isolates, in clients that drop `<bdi>` too."""
    assert theirs("שלום") == '<span dir="auto">שלום</span>'
