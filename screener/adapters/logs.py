"""The log: events on standard error, as JSON lines for machines or as plain lines for people.

Whatever was given to `hide` never comes out, in whichever field or traceback it lies. A log that
cannot be written never stops the program.
"""

import json
import logging
import os
import re
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Any, Literal, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

Form = Literal["auto", "json", "console"]
Level = Literal["debug", "info", "warning", "error"]

HIDDEN = "[hidden]"

_PRIORITY = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}
"""What the journal calls the levels (sd-daemon(3))."""

_COLOUR = {"debug": 2, "info": 32, "warning": 33, "error": 31, "critical": 31}
"""The same on a terminal (ECMA-48, SGR)."""

_OUR_OWN = ("event", "level", "timestamp")

_WORD_OF_OURS = re.compile(r"[a-z]+(?:_[a-z]+)*|[0-9T:.Z-]+")
"""Names of events and levels, which stand in the program, and what a clock says. A secret is in
them by chance at most: whoever has the password `round` wants to read `round_ended` all the same.
"""

_registering = Lock()
_secrets: tuple[str, ...] = ()


def hide(secret: str) -> str:
    """The secret itself; from now on it is in no log, nor is any of its escaped forms."""
    global _secrets  # noqa: PLW0603  the log is one for the whole process, and so is this
    forms = {
        secret,
        repr(secret)[1:-1],
        repr(secret.encode("utf-8", "surrogateescape"))[2:-1],
        json.dumps(secret)[1:-1],
        quote(secret, safe="", errors="surrogateescape"),
    }
    with _registering:
        # The longest first: one secret may be a part of another.
        _secrets = tuple(sorted({*_secrets, *forms} - {""}, key=len, reverse=True))
    return secret


def configure_logs(
    form: Form,
    level: Level,
    *,
    stream: TextIO | None = None,
    environ: Mapping[str, str] = os.environ,
    but: Collection[str] = (),
) -> None:
    """Log what is at least of that level to `stream`, by default standard error, but for events of
    those names, which are told otherwise.

    `auto` is JSON under systemd's journal, each line with its priority, and plain lines elsewhere,
    coloured on a terminal unless NO_COLOR is set. Times are UTC (ISO 8601). What libraries say to
    `logging` comes out in the same form, warnings and errors only.
    """
    out = sys.stderr if stream is None else stream
    structlog.configure(
        processors=[
            partial(_without, frozenset(but)),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_secrets,
            _renderer(form, out, environ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Writer(out),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_FromLibraries()], force=True)


def _without(names: Collection[str], _: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if event["event"] in names:
        raise structlog.DropEvent
    return event


def _without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: value if _is_ours(key, value) else _plain(value) for key, value in event.items()}


def _is_ours(key: str, value: Any) -> bool:
    return key in _OUR_OWN and _WORD_OF_OURS.fullmatch(str(value)) is not None


def _plain(value: Any) -> Any:
    """The value as JSON knows it, without anything that is hidden."""
    match value:
        case None | bool() | int() | float():
            return value
        case dict():
            return {_clean(str(key)): _plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(each) for each in value]
        case _:
            return _clean(str(value))


def _clean(text: str) -> str:
    for secret in _secrets:
        text = text.replace(secret, HIDDEN)
    return text


def _renderer(form: Form, out: TextIO, environ: Mapping[str, str]) -> Processor:
    if form == "json":
        return _json
    if form == "auto" and _is_journal(out, environ):
        return _json_for_the_journal
    return _in_colour if _is_terminal(out) and not environ.get("NO_COLOR") else _in_plain


def _is_journal(out: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the stream is the one that systemd made (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        stat = os.fstat(out.fileno())
    except (OSError, ValueError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{stat.st_dev}:{stat.st_ino}"


def _is_terminal(out: TextIO) -> bool:
    try:
        return out.isatty()
    except ValueError:  # it is closed
        return False


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    first = {key: event[key] for key in ("timestamp", "level", "event") if key in event}
    return json.dumps({**first, **event})


def _json_for_the_journal(_: WrappedLogger, __: str, event: EventDict) -> str:
    return f"<{_PRIORITY.get(event['level'], 6)}>{_json(_, __, event)}"


def _in_plain(_: WrappedLogger, __: str, event: EventDict) -> str:
    return _line(event, f"{event['level']:<8}")


def _in_colour(_: WrappedLogger, __: str, event: EventDict) -> str:
    level = event["level"]
    return _line(event, f"\x1b[{_COLOUR.get(level, 0)}m{level:<8}\x1b[0m")


def _line(event: EventDict, level: str) -> str:
    """One line, and below it the traceback if there is one."""
    rest = dict(event)
    timestamp, name, trace = rest.pop("timestamp"), rest.pop("event"), rest.pop("exception", "")
    del rest["level"]
    words = " ".join(f"{key}={_shown(value)}" for key, value in rest.items())
    lines = [f"{timestamp} {level} {_visible(str(name))} {words}".rstrip()]
    return "\n".join(lines + [f"    {_visible(line)}" for line in trace.splitlines()])


def _shown(value: Any) -> str:
    if isinstance(value, str) and value and value.isprintable() and " " not in value:
        return value
    return json.dumps(value)


def _visible(text: str) -> str:
    """Nothing in a log may move the cursor of whoever reads it."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


class _Writer:
    """The last step: a whole line at a time, from any thread."""

    _writing = Lock()

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def msg(self, line: str) -> None:
        """Write it, if it can be written."""
        with self._writing, suppress(OSError, ValueError):
            self._out.write(f"{line}\n")
            self._out.flush()

    debug = info = warning = error = critical = msg


class _FromLibraries(logging.Handler):
    """What libraries say to `logging`, as an event of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises, and never shows a record in any other way than the log does."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            said = str(record.msg)
        log = structlog.get_logger()
        tell = log.error if record.levelno >= logging.ERROR else log.warning
        tell("library_said", library=record.name, said=said, exc_info=record.exc_info)
