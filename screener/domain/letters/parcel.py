"""A letter with whole messages enclosed, each of them exactly as it came.

Python's own composer would write an enclosed message anew, line by line; here its octets stay. What
cannot travel as it is (NUL, bare line ends, endless lines: RFC 5322 section 2.1.1) goes as a file
in base64.
"""

import hashlib
import re
from base64 import encodebytes
from collections.abc import Iterator, Sequence

from screener.domain.late import late

_LONGEST_LINE = 998

_NOT_FOR_THE_WIRE = late(rb"\x00|\r(?!\n)|(?<!\r)\n|[^\n]{%d}" % (_LONGEST_LINE + 2))

_CONTENT = late(rb"^(?:Content-[\w-]+|MIME-Version):.*\r\n(?:[ \t].*\r\n)*", re.M | re.I)


def enclosing(letter: bytes, originals: Sequence[bytes], *, boundary: str) -> bytes:
    """The letter, of one part and with CRLF, as the first of several parts; `boundary` is a seed.

    The same letter and originals give the same octets.
    """
    header, _, body = letter.partition(b"\r\n\r\n")
    header += b"\r\n"
    about_body = b"".join(found[0] for found in _CONTENT.finditer(header))
    about_body = re.sub(rb"^MIME-Version:.*\r\n", b"", about_body, flags=re.M | re.I)
    mark = b"=_" + _seed(boundary, originals).encode()
    parts = [about_body + b"\r\n" + body, *map(_enclosed, range(1, len(originals) + 1), originals)]
    is_plain = all(part.isascii() for part in parts)
    return b"".join(
        [
            _CONTENT.sub(b"", header),
            b"MIME-Version: 1.0\r\n",
            b'Content-Type: multipart/mixed; boundary="%s"\r\n' % mark,
            b"" if is_plain else b"Content-Transfer-Encoding: 8bit\r\n",
            b"\r\n",
            *(b"--%s\r\n%s\r\n" % (mark, part) for part in parts),
            b"--%s--\r\n" % mark,
        ]
    )


def _seed(boundary: str, originals: Sequence[bytes]) -> str:
    """Forty digits that nobody can have written into a message, since they are made of it."""
    seed = hashlib.sha256(boundary.encode())
    for original in originals:
        seed.update(original)
    return seed.hexdigest()[:40]


def _enclosed(number: int, original: bytes) -> bytes:
    return b"\r\n".join([*_about(number, original), b"", _carried(original)])


def _about(number: int, original: bytes) -> Iterator[bytes]:
    can_travel = _NOT_FOR_THE_WIRE.search(original) is None
    yield b"Content-Type: " + (b"message/rfc822" if can_travel else b"application/octet-stream")
    yield b'Content-Disposition: attachment; filename="%d.eml"' % number
    if not can_travel:
        yield b"Content-Transfer-Encoding: base64"
    elif not original.isascii():
        yield b"Content-Transfer-Encoding: 8bit"


def _carried(original: bytes) -> bytes:
    if _NOT_FOR_THE_WIRE.search(original) is None:
        return original
    return encodebytes(original).replace(b"\n", b"\r\n")
