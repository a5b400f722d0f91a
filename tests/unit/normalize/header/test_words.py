"""Encoded words are read as leniently as mail needs."""

import pytest

from screener.normalize.header.words import decode_words, from_base64


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1?Q?a_b?= c =?utf-8?q?d?=", "a b c d"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= =?iso-8859-1?q?b?=", "ab"),
        ("=?utf-8?q?=C3?= \t=?utf-8?q?=BC?=", "ü"),
        ("=?utf-8?b?R3LD?==?utf-8?b?vA==?=", "Grü"),
        ("=?utf-8?q?with space?=", "with space"),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8?b?!!!?=", ""),
        ("=?x-unknown?q?a=E9?=", "aé"),
        ("=?utf-8?q?no end", "=?utf-8?q?no end"),
        ("=?utf-8?x?what?=", "=?utf-8?x?what?="),
        ("(=?utf-8?q?a?=)", "(a)"),
    ],
)
def test_encoded_words_are_decoded(value: str, text: str) -> None:
    """Pieces of one character are joined; what cannot be decoded stays."""
    assert decode_words(value) == text


@pytest.mark.parametrize("encoded", [b"YWJj", b"YW\r\nJj", b"Y W!J*j", b"YWJj=", b"YWJjZ"])
def test_broken_base64_is_read_as_far_as_it_goes(encoded: bytes) -> None:
    """Characters that are none of it are passed over, and a broken end is dropped."""
    assert from_base64(encoded) == b"abc"
