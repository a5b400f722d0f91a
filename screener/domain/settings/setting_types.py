"""The kinds of value that only the configuration has: zones, folders, hosts, addresses."""

import re
import unicodedata
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from screener.domain.settings.folder_name import as_the_server_has_it
from screener.domain.value import Value
from screener.domain.written import Duration, shown, wrong

_ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@(?!-)[^\W_](?:[\w.-]*[^\W_])?")
_HOST = re.compile(r"[A-Za-z0-9_](?:[\w.-]*\w)?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\w+)?")
_ENDPOINT = re.compile(r"(?:\[([^\]]+)\]|([^:\[\]]+)):(\d{1,5})", re.ASCII)

T = TypeVar("T")


def _word(value: Any) -> Any:
    if not isinstance(value, str):
        raise wrong(f"text must stand here, not {shown(value)}")
    if not value.strip():
        raise wrong("this must not be empty")
    if any(unicodedata.category(char) == "Cc" for char in value):
        raise wrong("a control character cannot stand here")
    return value.strip()


def _folder(value: str) -> str:
    if value.startswith("/") or value.endswith("/") or "//" in value:
        raise wrong(f"{shown(value)} is not a folder", advice="write `/` only between the levels")
    return as_the_server_has_it(value)


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or ".." in value.partition("@")[2]:
        advice = "write it as `me@example.com`, without a name"
        raise wrong(f"{shown(value)} is not an e-mail address", advice=advice)
    return value


def _host(value: str) -> str:
    if "://" in value:
        advice = f"write `{value.partition('://')[2].split('/')[0].split(':')[0]}`"
        raise wrong(f"{shown(value)} is a URL; `host` is a name only", advice=advice)
    name, colon, port = value.partition(":")
    if colon and port.isdigit():
        raise wrong(f"{shown(value)} has a port", advice=f"write `host: {name}` and `port: {port}`")
    if not _HOST.fullmatch(value):
        raise wrong(f"{shown(value)} is not the name of a host")
    return value


def _zone(value: Any) -> Any:
    if isinstance(value, ZoneInfo):
        return value
    # A directory of the database is no zone, and neither is a path.
    with suppress(KeyError, ValueError, OSError):
        return ZoneInfo(value if isinstance(value, str) else "")
    from difflib import get_close_matches

    near = get_close_matches(str(value), available_timezones(), n=1)
    guess = f"; did you mean `{near[0]}`?" if near else ""
    advice = "" if near else "write a name of the IANA database, such as `Europe/Rome`"
    raise wrong(f"there is no time zone {shown(value)}{guess}", advice=advice)


def _region(value: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS

    if value.upper() not in SUPPORTED_REGIONS:
        advice = "write the two letters of a country, such as `US`"
        raise wrong(f"no telephone numbers are known for {shown(value)}", advice=advice)
    return value.upper()


def _command(value: Any) -> Any:
    if isinstance(value, str):
        advice = "write it as `[program, argument]`; no shell reads it"
        raise wrong("a command is a list of a program and its arguments", advice=advice)
    return value


def _endpoint(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _ENDPOINT.fullmatch(value.strip())
    if found is None or not 0 < int(found[3]) < 65536:
        advice = "write it as `127.0.0.1:9477`"
        raise wrong(f"{shown(value)} is not a host with a port", advice=advice)
    return {"host": found[1] or found[2], "port": int(found[3])}


def _database_url(url: str) -> str:
    from urllib.parse import urlsplit  # late: most keep theirs in a file

    if not url.startswith("postgresql://"):
        advice = "write `postgresql://…`, or leave it out for a file in `state`"
        raise wrong("this is not the URL of a PostgreSQL database", advice=advice)
    try:
        parts = urlsplit(url)
        fits = parts.netloc.count("@") < 2 and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        advice = "in user and password write `%40` for `@`, `%3A` for `:` and `%2F` for `/`"
        raise wrong("it cannot be told where the server is in this URL", advice=advice)
    return url


def _some_time(span: timedelta) -> timedelta:
    if span < timedelta(seconds=1):
        raise wrong("this is too short; the least is `1s`")
    return span


def several(value: Any) -> Any:
    """A single text stands for a list of one."""
    return (value,) if isinstance(value, str) else value


class HostAndPort(Value):
    """Where to listen."""

    host: str
    port: int


Word = Annotated[str, BeforeValidator(_word)]
"""A text of one line that is not empty, without white space around it."""

Folder = Annotated[Word, AfterValidator(_folder)]
"""A folder's name, with `/` between the levels."""

EmailAddress = Annotated[Word, AfterValidator(_address)]
"""An addr-spec (RFC 5322 section 3.4.1) without quoted parts."""

Host = Annotated[Word, AfterValidator(_host)]
"""The name or the IP address of a server."""

DatabaseUrl = Annotated[Word, AfterValidator(_database_url)]
"""Where a database of PostgreSQL is (libpq, connection URIs)."""

Zone = Annotated[ZoneInfo, BeforeValidator(_zone), WithJsonSchema({"type": "string"})]
"""A time zone of the IANA database."""

Region = Annotated[Word, AfterValidator(_region)]
"""A country whose telephone numbers are known, as two capital letters."""

Command = Annotated[tuple[str, ...], BeforeValidator(_command), Field(min_length=1)]
"""A program and its arguments."""

Endpoint = Annotated[HostAndPort, BeforeValidator(_endpoint), WithJsonSchema({"type": "string"})]
"""`host:port`, with brackets round an IPv6 address."""

SomeTime = Annotated[Duration, AfterValidator(_some_time)]
"""A span of time of a second at least."""

Several = Annotated[tuple[T, ...], BeforeValidator(several)]
"""A list, or a single text that stands for a list of one."""
