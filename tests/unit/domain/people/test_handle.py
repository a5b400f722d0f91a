"""Handles: what is written, and what it covers."""

import pytest

from screener.domain.people.handle import Handle, Kind, NoHandle, address_key, parse_handle, relay
from screener.domain.people.handle_index import HandleIndex


def handle(text: str) -> Handle:
    """What somebody in the US writes there."""
    return parse_handle(text, region="US")


def covers(text: str, address: str, *, name: str = "") -> bool:
    """Whether the handle covers that sender."""
    return HandleIndex([(handle(text), None)]).address(address, name=name) is not None


def answers(text: str, number: str | None, *, withheld: bool = False) -> bool:
    """Whether the handle covers that caller."""
    return HandleIndex([(handle(text), None)]).caller(number, withheld=withheld) is not None


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("him@example.com", Kind.ADDRESS, "him@example.com"),
        (" Him+Lunch@Example.COM ", Kind.ADDRESS, "him@example.com"),
        ("hi.m+x@googlemail.com", Kind.ADDRESS, "him@gmail.com"),
        ("him@münchen.example", Kind.ADDRESS, "him@xn--mnchen-3ya.example"),
        ("hisfirm.example", Kind.DOMAIN, "hisfirm.example"),
        ("@HisFirm.example", Kind.DOMAIN, "hisfirm.example"),
        ("*@hisfirm.example", Kind.DOMAIN, "hisfirm.example"),
        ("@googlemail.com", Kind.DOMAIN, "gmail.com"),
        ("*.hisfirm.example", Kind.SUBDOMAIN, "hisfirm.example"),
        ("@*.hisfirm.example", Kind.SUBDOMAIN, "hisfirm.example"),
        ("*.example", Kind.SUBDOMAIN, "example"),
        ("sales-*@Example.com", Kind.GLOB, "sales-*@example.com"),
        ("*@*.münchen.example", Kind.GLOB, "*@*.xn--mnchen-3ya.example"),
        ("+1 202 555 0143", Kind.NUMBER, "+12025550143"),
        ("+12025550143", Kind.NUMBER, "+12025550143"),
        ("(202) 555-0143", Kind.NUMBER, "+12025550143"),
        ("+44 20 7946 0958", Kind.NUMBER, "+442079460958"),
        ("+1900*", Kind.PREFIX, "+1900"),
        ("+1 (900)*", Kind.PREFIX, "+1900"),
        ("Anonymous", Kind.ANONYMOUS, "anonymous"),
    ],
)
def test_every_way_of_writing_has_its_kind_and_canonical_form(
    text: str, kind: Kind, key: str
) -> None:
    """Each row of the table of handles, as people type it."""
    assert (handle(text).kind, handle(text).key) == (kind, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:30",
        "no",
        "him",
        "him@",
        "@",
        "*",
        "*@*",
        "*@*.*",
        "Him <him@example.com>",
        "him@example.com, her@example.com",
        "him @example.com",
        '"him"@example.com',
        "him@-example.com",
        "him@exa mple.com",
        "911",
        "+1",
        "1900*",
        "+*",
        "hisfirm",
        "https://hisfirm.example",
        "*.",
        "list:press",
    ],
)
def test_what_is_no_handle_is_refused_with_advice(text: str) -> None:
    """Nothing is guessed: a text that is none of the kinds is an error that says so."""
    with pytest.raises(NoHandle, match="`"):
        handle(text)


def test_a_national_number_needs_a_region() -> None:
    """Without one, the advice is to write the country code or to set the region."""
    with pytest.raises(NoHandle, match="set `region`"):
        parse_handle("(202) 555-0143", region=None)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("him@example.com", "HIM@EXAMPLE.COM"),
        ("him@example.com", "him+anything@example.com"),
        ("him+lunch@example.com", "him@example.com"),
        ("him@example.com", "him@example.com."),
        ("him@example.com", '"him"@example.com'),
        ("him@example.com", '"h\\im"@example.com'),
        ("him@example.com", '"him+x"@example.com'),
        ("jane.doe@gmail.com", "janedoe@googlemail.com"),
        ("janedoe@googlemail.com", "J.a.n.e.D.o.e+shop@gmail.com"),
        ("him@xn--mnchen-3ya.example", "him@MÜNCHEN.example"),
        ("him@münchen.example", "him@xn--mnchen-3ya.example"),
        ("him@münchen.example", "him@münchen。example"),
        ("him@example.com", "him@ｅｘａｍｐｌｅ.com"),
        ("josé@example.com", "jose\N{COMBINING ACUTE ACCENT}@example.com"),
        ("hisfirm.example", "anybody@hisfirm.example"),
        ("googlemail.com", "him@gmail.com"),
        ("gmail.com", "him@googlemail.com"),
        ("*.hisfirm.example", "a@mail.hisfirm.example"),
        ("*.example", "him@hisfirm.example"),
        ("*.hisfirm.example", "a@very.deep.hisfirm.example"),
        ("*.münchen.example", "a@a_b.münchen.example"),
        ("sales-*@example.com", "Sales-7@example.com"),
        ("sales-*@example.com", "sales-7+x@example.com"),
        ("sales-?@example.com", "sales-7@example.com"),
        ("*+news@example.com", "him+news@example.com"),
        ("pushy*@googlemail.com", "pu.shy99@gmail.com"),
        ("pu.shy*@gmail.com", "pushy99@googlemail.com"),
        ("sales-*@münchen.example", "sales-1@xn--mnchen-3ya.example"),
        ("*@*.münchen.example", "a@b.xn--mnchen-3ya.example"),
    ],
)
def test_one_mailbox_is_known_however_it_is_written(text: str, address: str) -> None:
    """Case, tags, quotes, final dots, Gmail's dots and IDNA make nobody somebody else."""
    assert covers(text, address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("al@example.com", "joal@example.com"),
        ("al@example.com", "al@example.com.evil.example"),
        ("al@example.com", "al@notexample.com"),
        ("al@example.com", "al.b@example.com"),
        ("jane.doe@example.com", "janedoe@example.com"),
        ("pushy@example.com", "pushу@example.com"),  # the last letter is Cyrillic
        ("hisfirm.example", "him@mail.hisfirm.example"),
        ("*.hisfirm.example", "him@hisfirm.example"),
        ("*.hisfirm.example", "him@nothisfirm.example"),
        ("sales-?@example.com", "sales-77@example.com"),
        ("sales-*@example.com", "x-sales-7@example.com"),
        ("sales-*@example.com", "sales-7@example.com.evil.example"),
        ("him@example.com", "him@example.com@evil.example"),
        ("him@example.com", '"him@example.com"@evil.example'),
        ("him@example.com", "him@[192.0.2.1]"),
        ("him@example.com", ""),
        ("example.com", "example.com"),
        ("+1 202 555 0143", "+12025550143@example.com"),
    ],
)
def test_nobody_is_taken_for_somebody_else(text: str, address: str) -> None:
    """Substrings, look-alikes, subdomains and quoted addresses are other people's."""
    assert not covers(text, address)


def test_an_address_that_begins_with_a_plus_keeps_it() -> None:
    """There would be nothing left of it."""
    assert address_key("+news@example.com") == "+news@example.com"


def test_a_number_covers_its_caller_and_a_prefix_covers_many() -> None:
    """Both are compared in E.164."""
    assert answers("(202) 555-0143", "+12025550143")
    assert not answers("(202) 555-0143", "+12025550144")
    assert answers("+1900*", "+19005550100")
    assert not answers("+1900*", "+12025550143")


def test_anonymous_covers_whoever_withholds_the_number() -> None:
    """And nobody who shows one."""
    assert answers("anonymous", None, withheld=True)
    assert not answers("anonymous", "+12025550143")
    assert not answers("+1900*", None, withheld=True)


def test_a_relay_covers_one_name_at_one_service() -> None:
    """Case, width and white space of a display name do not count; another name is another."""
    index = HandleIndex([(relay(via="linkedin.com", name="John Street"), None)])
    assert index.address("no-reply@linkedin.com", name="JOHN  Street")
    assert index.address("no-reply@mail.linkedin.com", name="Ｊｏｈｎ Street")
    assert not index.address("no-reply@linkedin.com", name="John Streeter")
    assert not index.address("no-reply@linkedin.com.evil.example", name="John Street")
    assert not index.address("john@example.com", name="John Street")


@pytest.mark.parametrize(("via", "name"), [("linked in", "John"), ("linkedin.com", "  ")])
def test_a_relay_has_a_domain_and_a_name(via: str, name: str) -> None:
    """One without the other would cover nobody, or everybody."""
    with pytest.raises(NoHandle):
        relay(via=via, name=name)


def test_the_most_specific_handle_comes_first() -> None:
    """Address, glob, domain, subdomain; and a person behind a relay before the relay itself."""
    texts = ["*.hisfirm.example", "a.hisfirm.example", "h*@a.hisfirm.example"]
    handles = [handle(text) for text in [*texts, "him@a.hisfirm.example"]]
    handles.append(relay(via="hisfirm.example", name="Him"))
    index = HandleIndex((one, one.kind) for one in handles)
    found = [kind for _, kind in index.all_of_address("him@a.hisfirm.example", name="Him")]
    assert found == [Kind.RELAY, Kind.ADDRESS, Kind.GLOB, Kind.DOMAIN, Kind.SUBDOMAIN]


def test_the_number_comes_before_its_prefixes_and_the_longest_first() -> None:
    """So one number can be let in where its prefix is closed."""
    index = HandleIndex((handle(text), text) for text in ["+12*", "+1202*", "+12025550143"])
    found = [text for _, text in index.all_of_caller("+12025550143", withheld=False)]
    assert found == ["+12025550143", "+1202*", "+12*"]


def test_the_first_of_two_that_are_the_same_wins() -> None:
    """Who puts the closed ones in first has them win."""
    one, other = handle("him@example.com"), handle("him+x@example.com")
    assert HandleIndex([(one, "closed"), (other, "welcome")]).address("him@example.com") == (
        one,
        "closed",
    )


def test_a_handle_is_shown_as_one_mailbox_or_as_it_was_written() -> None:
    """A tag is no name of a person; a pattern is shown as the user knows it."""
    assert handle("Him+x@example.com").shown == "him@example.com"
    assert handle("@hisfirm.example").shown == "@hisfirm.example"
    assert handle("@hisfirm.example").covers_many
    assert not handle("+1 202 555 0143").covers_many
