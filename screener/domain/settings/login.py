"""How to reach a server: host, encryption, and where the secret is kept.

The secret itself is never here: these values say where to look for it.
"""

import ipaddress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from screener.domain.settings.setting_types import Command, Host, Word
from screener.domain.value import Value
from screener.domain.written import Flag, Integer, wrong

KINDS_OF_SECRET = ("env", "file", "command", "keyring", "credential")

_WHERE = "keep it elsewhere: `{env: NAME}`, `{file: PATH}`, `{command: [...]}`, "
_WHERE += "`{keyring: SERVICE}` or `{credential: NAME}`"


class Tls(StrEnum):
    """When encryption begins: at once, after a command that is insisted upon, or never."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


class Secret(Value):
    """Where a secret is kept: exactly one of these.

    `env` is a variable, `file` a path, `command` a program that prints it, `keyring` a service in
    the desktop's keyring, `credential` a name in systemd's $CREDENTIALS_DIRECTORY.
    """

    env: Word | None = None
    file: Path | None = None
    command: Command | None = None
    keyring: Word | None = None
    credential: Word | None = None


def _secret(value: Any) -> Any:
    if isinstance(value, str):
        raise wrong("a password cannot be written here", advice=_WHERE)
    if isinstance(value, dict):
        named = [kind for kind in KINDS_OF_SECRET if kind in value]
        if len(named) > 1:
            told = " and ".join(f"`{kind}`" for kind in named)
            raise wrong(f"{told} are too many places for one password", advice="leave one of them")
        if not value or (named and value[named[0]] is None):
            raise wrong("it is not said where the password is", advice=_WHERE)
    return value


def _later(value: Any) -> Any:
    if value is not None:
        raise wrong("`oauth` comes in a later version", advice="use `password` until then")
    return value


SecretPlace = Annotated[Secret, BeforeValidator(_secret)]
Port = Annotated[Integer, Field(ge=1, le=65535)]


def is_loopback(host: str) -> bool:
    """Whether the name means this machine whatever the resolver says."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost" or host.casefold().endswith(".localhost")


def _with_port(data: Any, ports: dict[str, int]) -> Any:
    if not isinstance(data, dict) or data.get("port") is not None:
        return data
    port = ports.get(str(data.get("tls", Tls.IMPLICIT)))
    return {**data, "port": port} if port else {k: v for k, v in data.items() if k != "port"}


def _safe(tls: Tls, others: dict[str, Any]) -> Tls:
    host = others.get("host")
    if tls is Tls.NONE and host and not is_loopback(host) and not others.get("insecure"):
        raise wrong(
            f"without encryption everybody on the way to `{host}` could read the password",
            advice="write `tls: implicit` or `tls: starttls`; `insecure: true` allows it",
        )
    return tls


class ImapLogin(Value):
    """An IMAP server and who logs in there; without `ca_file` the system's authorities count."""

    host: Host
    insecure: Flag = False
    tls: Tls = Tls.IMPLICIT
    port: Port = 993
    user: Word
    password: SecretPlace
    oauth: Annotated[None, BeforeValidator(_later)] = None
    ca_file: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, data: Any) -> Any:
        return _with_port(data, {Tls.IMPLICIT: 993, Tls.STARTTLS: 143, Tls.NONE: 143})

    @field_validator("tls")
    @classmethod
    def _no_open_secrets(cls, tls: Tls, info: ValidationInfo) -> Tls:
        return _safe(tls, info.data)


class SmtpLogin(Value):
    """An SMTP server; without `user` there is no login (RFC 4954)."""

    host: Host
    insecure: Flag = False
    tls: Tls = Tls.IMPLICIT
    port: Port = 465
    user: Word | None = None
    password: Annotated[SecretPlace | None, Field(validate_default=True)] = None
    ca_file: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, data: Any) -> Any:
        return _with_port(data, {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25})

    @field_validator("tls")
    @classmethod
    def _no_open_secrets(cls, tls: Tls, info: ValidationInfo) -> Tls:
        return _safe(tls, info.data)

    @field_validator("password")
    @classmethod
    def _both_or_none(cls, password: Secret | None, info: ValidationInfo) -> Secret | None:
        if "user" in info.data and (info.data["user"] is None) != (password is None):
            here, missing = ("password", "user") if password else ("user", "password")
            raise wrong(f"`{here}` is here without `{missing}`", advice="give both, or neither")
        return password
