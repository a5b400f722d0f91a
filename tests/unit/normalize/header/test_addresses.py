"""Only real addresses come out of address fields."""

import pytest

from screener.normalize import limits
from screener.normalize.header.addresses import addresses


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("al@x.example", [("al@x.example", "")]),
        ("<al@x.example>", [("al@x.example", "")]),
        ("Al Bo <al@x.example>", [("al@x.example", "Al Bo")]),
        ('"Bo, Al" <al@x.example>', [("al@x.example", "Bo, Al")]),
        ("al@x.example (Al Bo)", [("al@x.example", "Al Bo")]),
        ("=?utf-8?q?=C3=84l?= <al@x.example>", [("al@x.example", "Äl")]),
        ('"=?utf-8?q?=C3=84l?=" <al@x.example>', [("al@x.example", "Äl")]),
        ("\xc3\x84l <al@x.example>", [("al@x.example", "Äl")]),
        ("\xc4l <al@x.example>", [("al@x.example", "Äl")]),
        ("a@x.example, B <b@x.example>", [("a@x.example", ""), ("b@x.example", "B")]),
        ("a@x.example;b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        ("Al\n <al@x.example>", [("al@x.example", "Al")]),
        ("Friends: a@x.example, B <b@x.example>;, c@x.example",
         [("a@x.example", ""), ("b@x.example", "B"), ("c@x.example", "")]),
        ("Undisclosed recipients:;", []),
        ("al @ x.example", [("al@x.example", "")]),
        ("al(of)@(the firm)x.example", [("al@x.example", "of the firm")]),
        ("<@relay.example,@b.example:al@x.example>", [("al@x.example", "")]),
        ("Al <al@x.example", [("al@x.example", "Al")]),
        ("Al al@x.example>", [("al@x.example", "Al")]),
        ('"Al <al@x.example>', [("al@x.example", "Al")]),
        ("(Al <al@x.example>", [("al@x.example", "Al")]),
        ("<<al@x.example>>", [("al@x.example", "")]),
        ("<mailto:al@x.example>", [("al@x.example", "")]),
        ("John Smith al@x.example", [("al@x.example", "John Smith")]),
        ("Dr. al@x.example", [("al@x.example", "Dr.")]),
        ('"al bo"@x.example', [('"al bo"@x.example', "")]),
        ('"al"@x.example', [("al@x.example", "")]),
        ('"al".bo@x.example', [("al.bo@x.example", "")]),
        ("al@[192.0.2.1]", [("al@[192.0.2.1]", "")]),
        ("al@[IPv6:2001:db8::1]", [("al@[IPv6:2001:db8::1]", "")]),
        ("root@localhost", [("root@localhost", "")]),
        ("b=al=x.example@y.example", [("b=al=x.example@y.example", "")]),
        ("al@x.example.", [("al@x.example", "")]),
        ("al@m\xc3\xbcller.example", [("al@müller.example", "")]),
        ("Al", []),
        ("Al <>", []),
        ("Al <al>", []),
        ("@x.example", []),
        ("al@", []),
        ("al@@x.example", []),
        ("al@x.example@y.example", []),
        ("a b@x.example c", [("b@x.example", "a c")]),
        ("", []),
    ],
)  # fmt: skip
def test_addresses_are_found(value: str, found: list[tuple[str, str]]) -> None:
    """The forms of RFC 5322, its obsolete ones, and what mailers make of them."""
    assert [(each.address, each.name) for each in addresses([value])] == found


@pytest.mark.parametrize(
    "value",
    [
        '"al@x.example" <eve@y.example>',
        '"<al@x.example>" <eve@y.example>',
        '"al@x.example\\" <al@x.example>" <eve@y.example>',
        '"al@x.example," <eve@y.example>',
        "=?utf-8?q?al=40x=2Eexample?= <eve@y.example>",
        "=?utf-8?q?<al@x.example>,?= <eve@y.example>",
        "=?utf-8?b?PGFsQHguZXhhbXBsZT4s?= <eve@y.example>",
        "eve@y.example (al@x.example)",
        "(al@x.example,) eve@y.example",
        "(<al@x.example>) Eve <eve@y.example>",
        "(a \\) <al@x.example>) <eve@y.example>",
        "al@x.example: eve@y.example;",
        "<al@x.example:eve@y.example>",
    ],
)
def test_what_looks_like_an_address_elsewhere_is_none(value: str) -> None:
    """Display names, comments, encoded words, group names and routes are not addresses."""
    assert [each.address for each in addresses([value])] == ["eve@y.example"]


@pytest.mark.parametrize(
    "value",
    [
        "al@x.example <eve@y.example>",
        "<al@x.example> <eve@y.example>",
        "al@x.example eve@y.example",
        "<al@x.example> eve@y.example",
        "<al@x.example eve@y.example>",
    ],
)
def test_a_field_that_may_mean_eve_never_hides_her(value: str) -> None:
    """Where somebody wrote two addresses without a comma, the real one is among those found."""
    assert "eve@y.example" in [each.address for each in addresses([value])]


def test_several_fields_are_joined_in_order() -> None:
    """A second From field hides nobody."""
    found = addresses(["a@x.example", "a@x.example, b@x.example"])

    assert [each.address for each in found] == ["a@x.example", "a@x.example", "b@x.example"]


def test_limits_hold() -> None:
    """So many addresses of one kind, names so long, and no address that no server would take."""
    many = ["a@x.example, " * 1_500] * 2

    assert len(addresses(many)) == limits.ADDRESSES
    assert len(addresses([f"{'n' * 5_000} <a@x.example>"])[0].name) == limits.NAME
    assert addresses([f"{'a' * limits.ADDRESS}@x.example"]) == ()
