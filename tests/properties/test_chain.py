"""However a ledger is changed, the chain does not hold any more."""

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.record.chain import NOTHING_YET, Act, Deed, Entry, Head, linked, misfit

words = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)

deeds = st.builds(
    Deed,
    st.sampled_from(Act),
    st.datetimes(timezones=st.timezones()),
    account=words,
    contact=words,
    decision=words,
    sha256=words,
    detail=st.dictionaries(
        st.text(max_size=4), words | st.integers() | st.booleans(), max_size=3
    ).filter(lambda detail: all(key.isascii() for key in detail)),
)

ledgers = st.lists(st.tuples(deeds, st.text("0123456789abcdef", min_size=4)), min_size=1)


def holds(entries: list[Entry]) -> bool:
    """Whether each follows the one before."""
    head = NOTHING_YET
    for entry in entries:
        if misfit(head, entry) is not None:
            return False
        head = Head(entry.number, entry.hash)
    return True


@given(ledgers)
def test_what_was_linked_holds(told: list[tuple[Deed, str]]) -> None:
    """Whatever was done, in whatever zone and script."""
    entries = list(linked(NOTHING_YET, told))

    assert holds(entries)
    assert [entry.number for entry in entries] == list(range(1, len(told) + 1))


@given(ledgers, st.data())
def test_any_edit_breaks_it(told: list[tuple[Deed, str]], data: st.DataObject) -> None:
    """Of any part of any entry."""
    entries = list(linked(NOTHING_YET, told))
    place = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(deeds)
    entry = entries[place]
    changed = data.draw(
        st.sampled_from(
            [
                entry._replace(deed=other),
                entry._replace(salt=entry.salt + "0"),
                entry._replace(hash=entry.hash[::-1]),
                entry._replace(number=entry.number + 1),
            ]
        )
    )
    same = changed == entry or (changed.deed == entry.deed and changed._replace(deed=None) == entry)

    assert same or not holds([*entries[:place], changed, *entries[place + 1 :]])


@given(ledgers.filter(lambda told: len(told) > 1), st.data())
def test_removing_or_moving_breaks_it(told: list[tuple[Deed, str]], data: st.DataObject) -> None:
    """All but taking away the end, which a chain cannot tell."""
    entries = list(linked(NOTHING_YET, told))
    place = data.draw(st.integers(0, len(entries) - 2))
    swapped = [*entries]
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]

    assert not holds([*entries[:place], *entries[place + 1 :]])
    assert not holds(swapped)
    assert holds(entries[: place + 1])
