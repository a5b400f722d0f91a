"""Messages that were made to break a reader: each is a name and the octets.

Most are one pattern, repeated, for which some parser of mail or HTML needs time that grows with the
square of the size or more, or too deep a stack. At this size a quadratic reader needs minutes.
"""


def _field(name: str, value: bytes) -> bytes:
    return name.encode() + b": " + value + b"\r\n\r\nx"


def _page(markup: bytes) -> bytes:
    return b"Content-Type: text/html\r\n\r\n" + markup


def _text(words: bytes) -> bytes:
    return b"From: a@b.example\r\n\r\n" + words


def _parts(body: bytes) -> bytes:
    return b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + body


def _encoded(encoding: bytes, body: bytes) -> bytes:
    return b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body


def _charset(name: bytes, body: bytes) -> bytes:
    return b'Content-Type: text/plain; charset="' + name + b'"\r\n\r\n' + body


def _nested(kind: bytes, depth: int) -> bytes:
    levels = (
        b'Content-Type: %s; boundary="b%d"\r\n\r\n--b%d\r\n' % (kind, level, level)
        for level in range(depth)
    )
    return b"".join(levels) + b"\r\nat the bottom\r\n"


HOSTILE: dict[str, bytes] = {
    "semicolons": _field("Content-Type", b"text/plain" + b";" * 40_000),
    "semicolons of a verdict": _field("Authentication-Results", b"mx.example.com" + b";" * 40_000),
    "open parentheses": _field("From", b"(" * 50_000),
    "nested parentheses": _field("To", b"(" * 30_000 + b")" * 30_000),
    "quotes": _field("From", b'"' * 50_000),
    "escaped quotes": _field("From", b'\\"' * 30_000),
    "one long quote": _field("From", b'"' + b'\\"' * 30_000),
    "open angles": _field("From", b"<" * 60_000),
    "angles": _field("From", b"<a@b.example>" * 4_000),
    "at signs": _field("From", b"a@" * 30_000),
    "commas": _field("From", b"," * 60_000),
    "recipients": _field("To", b"a@b.example, " * 4_500),
    "words": _field("From", b"a " * 30_000),
    "brackets": _field("From", b"[a" * 30_000),
    "encoded words": _field("Subject", b"=?utf-8?q?a?= " * 8_000),
    "half encoded words": _field("Subject", b"=?a?q?" * 20_000),
    "one big encoded word": _field("Subject", b"=?utf-8?b?" + b"A" * 120_000 + b"?="),
    "continued parameters": _field(
        "Content-Type", b"a/b; " + b"".join(b"name*%d*=%%41; " % n for n in range(500))
    ),
    "fields": b"a:\r\n" * 30_000,
    "no colon": b"a" * 100_000,
    "folds": b"Subject:" + b"\r\n " * 40_000 + b"\r\n\r\n",
    "nul": _field("Subject", b"\0" * 100_000),
    "line feeds": b"\n" * 1_000_000,
    "carriage returns": b"\r" * 1_000_000,
    "nested multiparts": _nested(b"multipart/mixed", 1_000),
    "nested alternatives": _nested(b"multipart/alternative", 1_000),
    "one boundary for all levels": _parts(
        b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 1_000
    ),
    "nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 1_000,
    "a hundred thousand parts": _parts(b"--b\r\n\r\nx\r\n" * 100_000),
    "boundaries in one line": _parts(b"--b--b" * 100_000),
    "near boundaries": _parts(b"\r\n--bx" * 100_000),
    "no boundary at all": b"Content-Type: multipart/mixed\r\n\r\n" + b"--\r\n" * 50_000,
    "nested elements": _page(b"<div>" * 200_000),
    "nested quotations": _page(b"<blockquote>x" * 70_000),
    "open tags": _page(b"<a " * 300_000),
    "less than": _page(b"<" * 500_000),
    "attributes": _page(b"<b i>" * 200_000),
    "open comments": _page(b"<!--" * 250_000),
    "empty comments": _page(b"<!-->" * 200_000),
    "open declarations": _page(b"<![=" * 200_000),
    "open attribute values": _page(b"<a '\"" * 200_000),
    "scripts": _page(b"<script></script x" * 60_000),
    "hrefs": _page(b"<a " + b"href " * 100_000 + b"href=" * 100_000 + b">"),
    "hidden elements": _page(b'<div style="display:none">' * 40_000),
    "blank style": _page(b"<a style=display" + b" " * 500_000 + b">"),
    "ampersands": _page(b"&" * 500_000),
    "a big character reference": _page(b"&#" + b"9" * 500_000 + b";"),
    "surrogate references": _page(b"&#xD800;" * 50_000),
    "preformatted lines": _page(b"<pre>" + b"\n" * 500_000),
    "many links": _page(b'<a href="http://x.example/unsubscribe">u</a>' * 20_000),
    "On": _text(b"On " * 100_000),
    "empty lines": _text(b"x" + b"\r\n" * 100_000),
    "From lines": _text(b"From: x\r\n" * 40_000),
    "attributions": _text(b"x\r\n" + b"On 2020 wrote:\r\n" * 20_000),
    "quote marks": _text(b"> " * 200_000),
    "quoted lines": _text(b"x\r\n> y\r\n" * 50_000),
    "signature marks": _text(b"x\r\n" + b"--\r\n" * 60_000),
    "rules": _text(b"x\r\n" + b"-----\r\n" * 40_000),
    "a long rule": _text(b"x\r\n" + b"-" * 300_000),
    "colons": _text(b"x\r\n" + b"2020:\r\n" * 40_000),
    "spaces": _text(b"x\r\n" + b" " * 300_000),
    "padding": _encoded(b"base64", b"=" * 500_000),
    "soft breaks": _encoded(b"quoted-printable", b"=" * 500_000),
    "trailing spaces": _encoded(b"quoted-printable", (b" " * 1_000 + b"a") * 500),
    "halves of pairs": _charset(b"utf-7", b"+2AA-" * 50_000),
    "a charset with NUL": _charset(b"a\0b", b"\xff"),
    "a charset that is no charset": _charset(b"hex", b"\xff"),
    "another": _charset(b"idna", b"\xff"),
    "one that raises": _charset(b"undefined", b"\xff"),
    "a path for a name": _charset(b"../../etc/passwd", b"\xff"),
    "a domain of umlauts": _field("From", b"a@" + b"\xc3\xa4" * 200 + b".example"),
}
