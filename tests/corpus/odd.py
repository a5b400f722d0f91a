"""Messages that are wrong, old or strange, and must be read all the same: a name and the octets."""


def crlf(*lines: str) -> bytes:
    """A message of these lines."""
    return "\r\n".join(lines).encode() + b"\r\n"


PLAIN = crlf("From: Al <al@example.com>", "To: me@example.org", "Subject: Hello", "", "Some words.")

ODD: dict[str, bytes] = {
    "ordinary": PLAIN,
    "only LF": PLAIN.replace(b"\r\n", b"\n"),
    "only CR": PLAIN.replace(b"\r\n", b"\r"),
    "CR CR LF": PLAIN.replace(b"\r\n", b"\r\r\n"),
    "mbox From line": b"From al@example.com Fri Nov 20 12:00:00 2026\r\n" + PLAIN,
    "quoted mbox From line": b">From al@example.com Fri Nov 20 12:00:00 2026\r\n" + PLAIN,
    "empty lines first": b"\r\n\n\r\n" + PLAIN,
    "a line without a colon": b"this is no field\r\n" + PLAIN,
    "a continuation of nothing": b"  nothing to go on with\r\n" + PLAIN,
    "a field with no name": b": nameless\r\n" + PLAIN,
    "space before the colon": PLAIN.replace(b"Subject:", b"Subject \t:"),
    "a folded subject": PLAIN.replace(b"Subject: Hello", b"Subject:\r\n Hello"),
    "names in capitals": PLAIN.replace(b"From:", b"FROM:").replace(b"Subject:", b"SUBJECT:"),
    "a multipart without parts": b"Content-Type: multipart/mixed; boundary=x\r\n" + PLAIN,
    "an unknown charset": b"Content-Type: text/plain; charset=x-nobody-knows\r\n" + PLAIN,
    "an unknown encoding": b"Content-Transfer-Encoding: x-uue\r\n" + PLAIN,
    "a media type that is none": b"Content-Type: text\r\n" + PLAIN,
}
"""All are the one message PLAIN with something wrong."""
