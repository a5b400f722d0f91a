"""Media types and their parameters (RFC 2045 section 5.1), with RFC 2231 for foreign names."""

from urllib.parse import unquote_to_bytes

from screener.normalize import limits, text
from screener.normalize.header.block import unfolded
from screener.normalize.header.lexer import PARAMETERS, lex, pairs
from screener.normalize.header.words import decode_words

_PIECES = 100


def media_type(value: str) -> tuple[str, dict[str, str]]:
    """The first word of a raw field, lower case, and its parameters by lower-case name.

    Serves Content-Type, Content-Disposition and Content-Transfer-Encoding alike. A value that
    should have been quoted (`name=my file.pdf`) is put together again. The first of two parameters
    of one name counts.
    """
    sections = pairs(lex(unfolded(value[: limits.STRUCTURED]), PARAMETERS))
    kind = sections[0][0][0].lower() if sections and sections[0] else ""
    parameters: dict[str, str] = {}
    for number, section in enumerate(sections):
        for key, given in section if number else section[1:]:
            last = next(reversed(parameters), None)
            if given is not None:
                parameters.setdefault(key.lower(), given)
            elif last is not None:
                parameters[last] += f" {key}"
    return kind, parameters


def parameter(parameters: dict[str, str], name: str) -> str | None:
    """One parameter as people read it: RFC 2231, else encoded words, else as it is."""
    if (extended := parameters.get(f"{name}*")) is not None:
        return _extended([(extended, True)])
    pieces = []
    for number in range(_PIECES):
        if (encoded := parameters.get(f"{name}*{number}*")) is not None:
            pieces.append((encoded, True))
        elif (plain := parameters.get(f"{name}*{number}")) is not None:
            pieces.append((plain, False))
        else:
            break
    if pieces:
        return _extended(pieces)
    value = parameters.get(name)
    return None if value is None else decode_words(value)


def _extended(pieces: list[tuple[str, bool]]) -> str:
    """`charset'language'percent-encoded`, in pieces of which some may be plain."""
    charset, octets = "", []
    for number, (piece, encoded) in enumerate(pieces):
        if encoded and not number and piece.count("'") >= 2:
            charset, _, value = piece.split("'", 2)
        else:
            value = piece
        raw = value.encode("utf-8", "replace")
        octets.append(unquote_to_bytes(raw) if encoded else raw)
    return text.decode(b"".join(octets), charset or None)[0]
