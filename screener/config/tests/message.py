"""The message of a rule test: from the keys of the test, or from a file with the whole of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from screener.config.language.tests import FileShape, MessageShape
from screener.domain.late import late
from screener.domain.people.handle import Kind, NoHandle, parse_handle
from screener.domain.record.event import Attachment
from screener.domain.rules.rule_test import Composed, Rang
from screener.normalize.body.sniff import BY_EXTENSION

_ADDRESS = late(r"[^\s<>]+@[^\s<>]+")
_LIMIT = 32 * 1024 * 1024
_CONTENT = {"content-type": "text/plain; charset=utf-8", "content-transfer-encoding": "8bit"}
_USUAL_SIZE = 20_000


class BadMessage(Exception):
    """The message cannot be made; `key` is the key of `message` that is to blame."""

    def __init__(self, key: str, text: str, *, advice: str = "") -> None:
        super().__init__(text)
        self.key = key
        self.advice = advice


def composed(
    shape: MessageShape, *, at: datetime, to: str, region: str | None, beside: Sequence[Path]
) -> Composed | Rang:
    """The message; `to` is whom it is for if it does not say so. Raises BadMessage.

    `beside` are the directories in which a file is looked for, and which it never leaves.
    """
    if shape.eml is not None:
        return Composed(raw=_octets(shape.eml, beside), vouched=shape.authenticated)
    if shape.kind != "email":
        return _rang(shape, region)
    return Composed(
        raw=_raw(shape, at=at, to=to),
        vouched=shape.authenticated is not False,
        attachments=tuple(_attachment(one) for one in shape.attachments),
    )


def _octets(name: str, beside: Sequence[Path]) -> bytes:
    for folder in beside:
        path = (folder / name).resolve()
        if path.is_relative_to(beside[-1].resolve()) and path.is_file():
            try:
                with path.open("rb") as file:
                    return file.read(_LIMIT)
            except OSError as error:
                raise BadMessage("eml", f"`{name}` cannot be read: {error.strerror}") from error
    advice = "it lies beside the test, or in the rules directory"
    raise BadMessage("eml", f"there is no file `{name}`", advice=advice)


def _rang(shape: MessageShape, region: str | None) -> Rang:
    written = (shape.from_ or ("",))[0]
    try:
        handle = parse_handle(written, region=region)
    except NoHandle as error:
        raise BadMessage("from", str(error)) from error
    if handle.kind not in (Kind.NUMBER, Kind.ANONYMOUS):
        text = f"`{written}` cannot telephone: write a number, or `anonymous`"
        raise BadMessage("from", text)
    assert shape.kind != "email"  # noqa: S101  the caller has looked
    return Rang(
        kind=shape.kind,
        number=handle.key if handle.kind is Kind.NUMBER else None,
        duration=shape.duration,
        transcript=shape.transcript,
        vouched=shape.authenticated is not False,
    )


def _raw(shape: MessageShape, *, at: datetime, to: str) -> bytes:
    own = {name.lower(): values for name, values in shape.headers.items()}
    lines = [
        f"{name}: {_one_line(value)}"
        for name, value in _usual_fields(shape, at=at, to=to)
        if name.lower() not in own
    ]
    lines += [f"{name}: {_one_line(one)}" for name, all_ in shape.headers.items() for one in all_]
    header = "\r\n".join(lines)
    body = "\r\n".join(shape.body.splitlines())
    return f"{header}\r\n\r\n{body}\r\n".encode("utf-8", "replace")


def _usual_fields(shape: MessageShape, *, at: datetime, to: str) -> Iterator[tuple[str, str]]:
    senders = shape.from_ or ()
    first = _ADDRESS.search(senders[0])
    if first is None:
        advice = "write `kind: voicemail` or `kind: call` if somebody telephones"
        raise BadMessage("from", f"`{senders[0]}` is no address", advice=advice)
    yield "Return-Path", f"<{first[0]}>"
    yield "From", ", ".join(senders)
    yield "To", ", ".join(shape.to or (to,))
    for name, several in (("Cc", shape.cc), ("Reply-To", shape.reply_to)):
        if several:
            yield name, ", ".join(several)
    yield "Subject", shape.subject
    yield "Date", format_datetime(at)
    yield "Message-ID", f"<test@{first[0].rpartition('@')[2]}>"
    yield "MIME-Version", "1.0"
    yield from _CONTENT.items()


def _attachment(said: str | FileShape) -> Attachment:
    name = said if isinstance(said, str) else said.name
    extension = Path(name).suffix.removeprefix(".").lower()
    usual = BY_EXTENSION.get(extension, "application/octet-stream")
    kind = (said.type if isinstance(said, FileShape) else None) or usual
    really = {type_: one for one, type_ in BY_EXTENSION.items()}
    return Attachment(
        name=name,
        type=kind.lower(),
        declared=usual,
        extension=extension if kind == usual else really.get(kind.lower(), ""),
        size=said.size if isinstance(said, FileShape) else _USUAL_SIZE,
    )


def _one_line(value: str) -> str:
    return " ".join(value.split())
