"""Structured values are cut into tokens and refused never."""

import pytest

from screener.normalize.header.lexer import ADDRESSES, PARAMETERS, lex, pairs


@pytest.mark.parametrize(
    ("value", "tokens"),
    [
        ('a "b, c" <d>', [("w", "a"), (" ", " "), ("q", "b, c"), (" ", " "), ("<", "<"),
                          ("w", "d"), (">", ">")]),
        ('"a\\"b"', [("q", 'a"b')]),
        ("(a(b)c)d", [("c", "a(b)c"), ("w", "d")]),
        ("(a\\)b)", [("c", "a)b")]),
        ('"open a', [(" ", " "), ("w", "open"), (" ", " "), ("w", "a")]),
        ("(open a", [(" ", " "), ("w", "open"), (" ", " "), ("w", "a")]),
        ("a) b", [("w", "a"), (" ", " "), (" ", " "), ("w", "b")]),
        ("=?utf-8?q?a,b?= c", [("w", "=?utf-8?q?a,b?="), (" ", " "), ("w", "c")]),
        ("a@[IPv6:::1]", [("w", "a@[IPv6:::1]")]),
    ],
)  # fmt: skip
def test_addresses_are_cut(value: str, tokens: list[tuple[str, str]]) -> None:
    """Quotes and comments are whole; one without an end is none."""
    assert [tuple(token) for token in lex(value, ADDRESSES)] == tokens


@pytest.mark.parametrize(
    ("value", "sections"),
    [
        ("a/b; c=d", [[("a/b", None)], [("c", "d")]]),
        ("a ; c = d e=f", [[("a", None)], [("c", "d"), ("e", "f")]]),
        ('c="d; e=f"', [[("c", "d; e=f")]]),
        ("c=d (e; f=g) h=i", [[("c", "d"), ("h", "i")]]),
        ("c=d=e==", [[("c", "d=e==")]]),
        ('c="a"@b', [[("c", "a@b")]]),
        ('c="" d=e', [[("c", ""), ("d", "e")]]),
        ("c=;d", [[("c", "")], [("d", None)]]),
        (";;", [[], [], []]),
        ('c="open; d=e', [[("c", "open; d=e")]]),
        ("c=d (open; e=f", [[("c", "d")]]),
        ("", [[]]),
    ],
)
def test_parameters_are_paired(value: str, sections: list[list[tuple[str, str | None]]]) -> None:
    """What is in quotes and comments is no parameter, and an open one hides the rest."""
    assert pairs(lex(value, PARAMETERS)) == sections
