"""How a digest of our own is known again: by a signed field of its header, never by its address.

The field holds the SHA-256 of the body, and a signature over that and the Message-ID; so whoever
copies the field into a letter of their own has gained nothing. Of the body neither line ends nor
white space at the end of lines matters, which mail systems change on the way.
"""

import hashlib
import hmac
import re

FIELD = "Screener-Digest"

_VALUE = re.compile(r"\s*(?P<body>[0-9a-f]{64})\s+(?P<code>[0-9a-f]{32})\s*")

_HEAD_END = re.compile(rb"\r?\n\r?\n")


class DigestMark:
    """Marks the digests of one installation."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def marked(self, raw: bytes, *, message_id: str) -> bytes:
        """The same letter with the field at its top."""
        body = _sha256(raw)
        line = f"{FIELD}: {body}\r\n {self._code(body, message_id)}\r\n"
        return line.encode("ascii") + raw

    def claims(self, value: str | None, *, message_id: str | None) -> bool:
        """Whether the field of a letter is ours; its body has yet to be looked at."""
        found = _VALUE.fullmatch(value) if value is not None else None
        if found is None or message_id is None:
            return False
        return hmac.compare_digest(found["code"], self._code(found["body"], message_id))

    def fits(self, value: str, raw: bytes) -> bool:
        """Whether the body of the letter is the one that the field speaks of."""
        found = _VALUE.fullmatch(value)
        return found is not None and hmac.compare_digest(found["body"], _sha256(raw))

    def _code(self, body: str, message_id: str) -> str:
        text = f"digest\0{body}\0{message_id}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:32]


def _sha256(raw: bytes) -> str:
    end = _HEAD_END.search(raw)
    body = raw[end.end() :] if end else b""
    lines = [line.rstrip() for line in body.splitlines()]
    return hashlib.sha256(b"\n".join(lines).rstrip(b"\n")).hexdigest()
