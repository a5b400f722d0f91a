"""Promises of handles and texts that hold for whatever a sender writes."""

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.people.handle import NoHandle, address_key, canonical_domain, parse_handle
from screener.domain.people.handle_index import HandleIndex
from screener.domain.text import TextMatch, fold, text_of

ATOMS = st.text("abcdefxyz0123456789._-äß", max_size=12).map("a".__add__)
TAGS = st.text("abc+.-", max_size=5)
DOMAINS = st.sampled_from(
    ["example.com", "a.b.example", "münchen.example", "gmail.com", "googlemail.com"]
)


@given(address=st.text())
def test_every_text_has_a_canonical_form_of_its_own(address: str) -> None:
    """Nothing is raised, whatever stands where an address should."""
    HandleIndex([(parse_handle("*.example", region=None), None)]).address(address, name=address)
    assert canonical_domain(address) == canonical_domain(canonical_domain(address).upper())


@given(local=ATOMS, tag=TAGS, domain=DOMAINS)
def test_one_mailbox_has_one_key(local: str, tag: str, domain: str) -> None:
    """Case, quotes, a tag and a final dot do not count."""
    key = address_key(f"{local}@{domain}")
    assert address_key(key) == key
    assert address_key(f"{local}@{domain.upper()}.") == key
    assert address_key(f'"{local}"@{domain}') == key
    assert address_key(f"{local}+{tag}@{domain}") == key


@given(local=ATOMS, tag=TAGS, domain=DOMAINS)
def test_a_handle_covers_the_address_that_it_is(local: str, tag: str, domain: str) -> None:
    """However it is written in the file and in the mail."""
    written = parse_handle(f"{local}@{domain}", region=None)
    index = HandleIndex([(written, None)])
    assert index.address(f"{local}+{tag}@{domain.upper()}")


@given(text=st.text())
def test_what_is_written_in_a_file_is_a_handle_or_an_error_that_says_so(text: str) -> None:
    """Nothing else is ever raised."""
    try:
        said = parse_handle(text, region="US").key
    except NoHandle as error:
        said = str(error)
    assert said


@given(
    before=st.sampled_from(["", "@", "*.", "a@"]), text=st.text("ab0.-_*@", max_size=9) | DOMAINS
)
def test_white_space_round_a_handle_does_not_count(before: str, text: str) -> None:
    """What is so plain that it is taken as it is, too, is read as anything else would be."""

    def read(written: str) -> object:
        try:
            found = parse_handle(written, region=None)
        except NoHandle as error:
            return str(error)
        return found.kind, found.key

    assert read(before + text) == read(f" {before}{text}")


@given(before=st.text(max_size=10), piece=st.text(min_size=1), after=st.text(max_size=10))
def test_a_text_contains_what_stands_in_it(before: str, piece: str, after: str) -> None:
    """Whatever case and form it is written in."""
    if fold(piece):
        text = text_of(f"{before} {piece} {after}")
        assert TextMatch(contains=(piece,)).holds(text)
        assert TextMatch(contains=(piece,), case=True).holds(text)
        assert TextMatch(starts_with=(piece,)).holds(text_of(f"{piece} {after}"))
        assert TextMatch(is_=(piece,)).holds(text_of(piece))
