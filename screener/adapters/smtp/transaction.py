"""MAIL, RCPT, DATA: one letter offered to a server, with what is known at each step.

Until the final dot has left, the server cannot have the letter, whatever happens to the connection.
From then on only its answer tells.
"""

import re
import smtplib

from screener.adapters.smtp.answers import (
    Answer,
    Unsent,
    answer,
    ask,
    be_patient,
    deferred,
    refused,
)
from screener.adapters.smtp.server import Server
from screener.domain.letters.letter import ANSWERS, Letter
from screener.ports.post import Fate, Outcome, RefusedRecipient

_PIECE = 64 * 1024
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)

_UNSURE = "the connection was lost after the letter was sent and before the server answered"


def mail(smtp: smtplib.SMTP, letter: Letter, sender: str) -> Answer:
    """Offer the letter with that envelope sender. Raises Unsent if it is too large."""
    size, limit = len(_over_the_wire(letter)), _size_limit(smtp)
    if limit and size > limit:
        text = f"the letter has {size} octets, and the server takes {limit}"
        raise Unsent(Outcome(Fate.REJECTED, text=text))
    options = f" SIZE={size}" if limit is not None else ""
    if smtp.has_extn("8bitmime") and not letter.raw.isascii():
        options += " BODY=8BITMIME"
    return ask(smtp, f"MAIL FROM:<{sender}>{options}")


def hand_over(smtp: smtplib.SMTP, letter: Letter, server: Server) -> Outcome:
    """Everything after MAIL. Raises OSError if the connection is lost before the final dot."""
    refusals = _recipients(smtp, letter)
    if len(refusals) == len(letter.recipients):
        # The one that may yet be taken speaks for all.
        code, text = min((one.code, one.text) for one in refusals)
        return refused(Answer(code, text), "the recipient")
    said = ask(smtp, "DATA")
    if said.code != 354:
        return refused(said, "the letter")
    octets = _over_the_wire(letter)
    for start in range(0, len(octets), _PIECE):
        smtp.send(octets[start : start + _PIECE])
    return _verdict(smtp, server)._replace(refused=refusals)


def _recipients(smtp: smtplib.SMTP, letter: Letter) -> tuple[RefusedRecipient, ...]:
    """Who is refused. Nobody is told of the fate of an automatic answer (RFC 3461 section 4.1)."""
    silently = letter.kind in ANSWERS and smtp.has_extn("dsn")
    options = " NOTIFY=NEVER" if silently else ""
    refusals: list[RefusedRecipient] = []
    for address in letter.recipients:
        said = ask(smtp, f"RCPT TO:<{address}>{options}")
        if said.is_closing:
            raise Unsent(refused(said, "the recipient"))
        if not said.is_yes:
            refusals.append(RefusedRecipient(address, said.code, said.text))
    return tuple(refusals)


def _verdict(smtp: smtplib.SMTP, server: Server) -> Outcome:
    try:
        be_patient(smtp, server.verdict_timeout)
        smtp.send(b".\r\n")
        said = answer(smtp.getreply())
    except OSError:
        return Outcome(Fate.UNCERTAIN, text=_UNSURE)
    if said.is_yes:
        return Outcome(Fate.ACCEPTED, said.code, said.text)
    if 400 <= said.code < 600:
        return refused(said, "the letter")
    return Outcome(Fate.UNCERTAIN, text="the server's answer to the letter cannot be understood")


def _over_the_wire(letter: Letter) -> bytes:
    """With CRLF at every end of a line and every dot in front doubled (RFC 5321 section 4.5.2)."""
    lines = _LINE_END.sub(b"\r\n", letter.raw)
    return _DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _size_limit(smtp: smtplib.SMTP) -> int | None:
    """RFC 1870: 0 where the server tells no limit, None where it does not know SIZE."""
    if not smtp.has_extn("size"):
        return None
    told = smtp.esmtp_features["size"].strip()
    return int(told) if told.isascii() and told.isdigit() else 0


def lost(server: Server) -> Outcome:
    """The connection ended before the final dot."""
    return deferred(f"{server.address} hung up before it had the letter")
