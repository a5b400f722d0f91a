"""Whatever arrives, normalizing it makes a value that can be written and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.record.event import Event, MailReceived
from screener.normalize.body.html import read as read_html
from screener.normalize.body.quotes import new_text
from screener.normalize.header.addresses import addresses
from screener.normalize.header.authentication import results_of
from screener.normalize.header.parameters import media_type, parameter
from screener.normalize.header.words import decode_words
from screener.normalize.mail import Reading, read_header, read_whole
from screener.normalize.text import decode
from tests.builders import an_arrival
from tests.corpus.hostile import HOSTILE
from tests.corpus.odd import ODD

READING = Reading(
    trusted_authserv=frozenset({"mx.example.com", "microsoft"}),
    header_names=frozenset({"from", "subject", "content-type", "x-absent"}),
)

FRAGMENTS = [
    b"From: ", b"To: ", b"Subject: ", b"Return-Path: ", b"Message-ID: ", b"List-Id: ", b"\r\n",
    b"\n", b"\r", b"\r\n ", b"\r\n\r\n", b"Content-Type: ", b"multipart/mixed", b"text/html",
    b"text/plain", b"; boundary=b", b"--b", b"--b--", b"; charset=", b"utf-7", b"utf-16", b"koi8-r",
    b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"=?utf-8?q?", b"=?utf-7?b?",
    b"?=", b"=C3=A4", b"<", b">", b"@", b"a@b.example", b",", b";", b":", b'"', b"\\", b"(", b")",
    b"[", b"]", b"=", b"<div>", b"<!--", b"&#xD800;", b"&#55555;", b"+2AA-", b"> ", b"-- ",
    b"On 2020 wrote:", b"Authentication-Results: ", b"mx.example.com; dmarc=pass",
    b" header.from=b.example", b"Content-Disposition: attachment", b"; filename*=utf-8''%ff",
    b"message/rfc822", b"audio/wav", b"\x00", b"\xff", b"\xc3\xa4", b"\xe2\x80\xa8", b"PK\x03\x04",
    b"%PDF-", b"http://x.example/",
]  # fmt: skip
"""What mail is made of, so that chance finds the branches."""

messages = st.one_of(
    st.binary(max_size=400),
    st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=3), max_size=60).map(b"".join),
)
raw_values = st.text(st.characters(max_codepoint=255), max_size=120) | st.lists(
    st.sampled_from(FRAGMENTS).map(lambda octets: octets.decode("latin-1")), max_size=25
).map("".join)


def read_both(raw: bytes) -> tuple[Event, Event]:
    """The value of the header and the value of the whole, each written to JSON and read again."""
    arrival = an_arrival()
    header = read_header(raw, arrival=arrival, reading=READING)
    whole = read_whole(raw, arrival=arrival, reading=READING)
    for event in (header, whole):
        assert type(event).model_validate_json(event.model_dump_json()) == event
    return header, whole


@given(messages)
def test_any_octets_become_a_value_that_survives_json(raw: bytes) -> None:
    """No parser raises, and no string holds what UTF-8 cannot."""
    header, whole = read_both(raw)

    assert header.kind == whole.kind


@given(messages)
def test_reading_more_of_a_message_takes_nothing_back(raw: bytes) -> None:
    """What the header told is the same once the whole message is there."""
    assert_nothing_is_taken_back(*read_both(raw))


def assert_nothing_is_taken_back(header: Event, whole: Event) -> None:
    """What both know is the same."""
    if isinstance(whole, MailReceived) and isinstance(header, MailReceived):
        assert whole.content is not None
        assert whole.defects[: len(header.defects)] == header.defects
        assert whole.model_copy(update={"content": None, "defects": header.defects}) == header


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_read(name: str) -> None:
    """Each ends in a value, without an exception and before a quadratic reader would; its header
    tells the same alone.
    """
    header, whole = read_both(HOSTILE[name])

    assert header.kind == whole.kind
    assert_nothing_is_taken_back(header, whole)


@pytest.mark.parametrize("name", ODD)
@given(data=st.data())
def test_an_odd_message_can_be_cut_anywhere(name: str, data: st.DataObject) -> None:
    """A message of which only the beginning came is read as far as it goes."""
    raw = ODD[name]

    read_both(raw[: data.draw(st.integers(0, len(raw)))])


@given(raw_values)
def test_only_addr_specs_come_out_of_an_address_field(value: str) -> None:
    """An address has a local part, one unquoted at sign and a domain, and no white space there."""
    for found in addresses([value]):
        local, at, domain = found.address.rpartition("@")
        assert local
        assert at
        assert domain
        assert not set(domain) & set(' <>()",;:@\\\t\r\n\0')
        assert local.startswith('"') or not set(local) & set(' <>()",;:@\\\t\r\n\0')


@given(st.text(st.characters(exclude_characters='"\\\r\n', max_codepoint=255), max_size=60))
def test_a_quoted_display_name_is_never_an_address(name: str) -> None:
    """Whatever stands in quotes before the angles, the sender is who stands in the angles."""
    found = addresses([f'"{name}" <eve@y.example>'])

    assert [each.address for each in found] == ["eve@y.example"]


@given(raw_values)
def test_any_field_value_can_be_taken_apart(value: str) -> None:
    """Parameters, verdicts and encoded words of any text are text again."""
    kind, parameters = media_type(value)
    words = [kind, decode_words(value), parameter(parameters, "name") or "", *parameters.values()]
    authserv, results = results_of(value)
    words += [authserv or "", *(result.method + result.verdict for result in results)]

    assert "".join(words).encode("utf-8").decode("utf-8") == "".join(words)


@given(
    st.binary(max_size=200),
    st.none()
    | st.text(max_size=20)
    | st.sampled_from(
        ["utf-7", "utf-16", "utf-32", "iso-2022-jp", "hz", "punycode", "unicode_escape", "big5"]
    ),
)
def test_any_octets_in_any_charset_are_text(octets: bytes, charset: str | None) -> None:
    """The text has no half of a surrogate pair, so that it can be stored."""
    text, _ = decode(octets, charset)

    assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(max_size=300))
def test_plain_text_is_its_own_page(words: str) -> None:
    """Text without markup comes out of the HTML reader with nothing but its white space changed."""
    plain = words.replace("<", " ").replace("&", " ")

    assert read_html(plain).text.split() == plain.split()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_new_text_is_made_of_lines_of_the_text(text: str) -> None:
    """Stripping quotes leaves lines out and writes none."""
    lines = [line.strip() for line in text.split("\n")]

    assert {line.strip() for line in new_text(text).split("\n")} <= {*lines, ""}
