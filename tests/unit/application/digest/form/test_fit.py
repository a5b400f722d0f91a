"""Cutting a page to a size."""

from hypothesis import given
from hypothesis import strategies as st

from screener.application.digest.form.fit import Part, fitted, size


def a_part(*children: str | Part, hidden: int = 0) -> Part:
    """A part that says `+3` where three are left out."""
    return Part("<", children, ">", "+{}".format, hidden)


def test_what_fits_is_whole() -> None:
    """Nothing is said of what is left out where nothing is."""
    assert fitted(a_part("aa", "bb", a_part("cc")), 100) == "<aabb<cc>>"


def test_what_is_hidden_is_counted_with_what_does_not_fit() -> None:
    """The two are the same to whoever reads."""
    assert fitted(a_part("aa", "bb", "cc", hidden=4), 100) == "<aabbcc+4>"
    assert fitted(a_part("aa", "bb", "cc", hidden=4), 8) == "<aabb+5>"


def test_every_part_is_there_before_one_is_told_in_full() -> None:
    """So that a long beginning leaves nothing out unsaid."""
    long, short = a_part(*["aa"] * 50), a_part("bb")

    assert fitted(a_part(long, short), 22) == "<<aaaaaaaa+46><bb>>"


def test_what_one_does_not_need_goes_to_the_others() -> None:
    """In their order, where the shares are too small for a whole row."""
    rows = [a_part("a" * 10), a_part("b" * 10), a_part("c" * 10)]

    assert fitted(a_part(*rows), 28) == f"<<{'a' * 10}><+1><+1>>"


def test_a_part_that_says_how_many_there_are_does_not_say_it_twice() -> None:
    """But it does where only some of them are left out."""
    counted = Part("3 messages:", ["aaaa", "bbbb", "cccc"], "", "+{}".format, is_counted=True)

    assert fitted(counted, 14) == "3 messages:"
    assert fitted(counted, 18) == "3 messages:aaaa+2"


def test_no_room_leaves_the_frame() -> None:
    """The least that a part is."""
    assert fitted(a_part("aa", "bb"), 0) == "<+2>"


rows = st.text(max_size=12)
parts = st.recursive(
    rows,
    lambda children: st.builds(
        Part,
        rows,
        st.lists(children, max_size=6),
        rows,
        st.just("and {} more".format),
        st.integers(0, 300),
        st.booleans(),
    ),
    max_leaves=40,
).filter(lambda part: isinstance(part, Part))


@given(parts, st.integers(0, 600))
def test_a_part_is_never_larger_than_its_room_or_its_frame(part: Part, room: int) -> None:
    """Whatever is in it."""
    least = size(fitted(part, 0))

    assert size(fitted(part, room)) <= max(room, least + len("and 999 more"))


@given(parts)
def test_a_part_with_room_enough_leaves_out_only_what_is_hidden(part: Part) -> None:
    """Cutting is for those pages alone that are too long."""
    whole = fitted(part, 1_000_000)

    assert fitted(part, size(whole) + 200 * len("and 999 more")) == whole
