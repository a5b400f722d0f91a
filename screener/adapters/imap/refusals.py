"""What a server's NO or BAD means for whoever has to act on it.

A refusal ends one request and not the connection (ServerRefused); but a server that says it cannot
serve anybody now is as good as unreachable, and may say for how long.
"""

import re
from collections.abc import Mapping

from screener.errors import LoginRefused, ScreenerError, ServerRefused, Unreachable

_BACK_OFF = re.compile(r"Suggested Backoff Time: (\d+) milliseconds", re.IGNORECASE)

LONGEST_PAUSE = 3600.0
"""Seconds; whoever asks for more means the same, or nothing."""

_OVERLOADED = re.compile(
    r"throttl|too many (?:simultaneous )?(?:connections|logins|requests)"
    r"|temporar|try again|unavailable|authenticated but not connected",
    re.IGNORECASE,
)

_FOR_A_WHILE_AT_LOGIN = frozenset({"UNAVAILABLE", "SERVERBUG", "LIMIT", "INUSE", "OVERQUOTA"})
"""Gmail says OVERQUOTA of an account that has moved too many octets for one day."""

_HOW_LONG_IT_TOOK = re.compile(r" \(\d+\.\d+ \+ \d+\.\d+(?: \+ \d+\.\d+)? secs\)")
"""Dovecot tells it behind every refusal; so nothing would ever be refused twice for one reason."""

_ADVICE: Mapping[str, str] = {
    "OVERQUOTA": "The account is full: free some space, or empty its trash.",
    "LIMIT": "A limit of the server is reached; its provider can tell which.",
    "NOPERM": "The login lacks the right to do that in this folder.",
    "NONEXISTENT": "The folder is not there; look at its name, or create it.",
    "TRYCREATE": "The folder is not there; look at its name, or create it.",
    "CANNOT": "The server allows no such name; choose another.",
    "TOOBIG": "The message is larger than the server takes.",
    "CONTACTADMIN": "Ask the people who run the server.",
}

_LOGIN_ADVICE: Mapping[str, str] = {
    "EXPIRED": "The password has expired: set a new one.",
    "PRIVACYREQUIRED": "The server wants encryption first: set `tls: implicit` or `starttls`.",
    "CONTACTADMIN": "Ask the people who run the server.",
}

_NOT_ACCEPTED = (
    "Check user and password; many providers want an app password, or IMAP switched on first. "
    "It is not tried again at once, so that the account is not locked."
)


def refused(what: str, *, code: str, text: str) -> ScreenerError:
    """The error for a NO or BAD to `what`, such as `MOVE`; `code` is RFC 5530's word or empty."""
    if code == "UNAVAILABLE" or _asks_for_patience(text):
        return for_a_while(text)
    text = _HOW_LONG_IT_TOOK.sub("", text)
    return ServerRefused(f"The server refused {what}: {text}.", advice=_ADVICE.get(code, ""))


def refused_login(user: str, *, code: str, text: str) -> ScreenerError:
    """The error for a NO to LOGIN or AUTHENTICATE: only a doubted password is LoginRefused."""
    known = code in _LOGIN_ADVICE or code in {"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED"}
    if code in _FOR_A_WHILE_AT_LOGIN or (not known and _OVERLOADED.search(text)):
        return for_a_while(text)
    return LoginRefused(
        f"The server refused the login of {user}: {text}.",
        advice=_LOGIN_ADVICE.get(code, _NOT_ACCEPTED),
    )


def for_a_while(text: str) -> Unreachable:
    """The server is there and serves nobody now."""
    return Unreachable(
        f"The server serves nobody now: {text}.",
        advice="It is tried again later.",
        retry_after=pause_asked(text),
    )


def pause_asked(text: str) -> float | None:
    """Seconds that the server asks to be left alone, LONGEST_PAUSE at the most."""
    asked = _BACK_OFF.search(text)
    return min(int(asked[1][:12]) / 1000, LONGEST_PAUSE) if asked else None


def _asks_for_patience(text: str) -> bool:
    return bool(re.search(r"throttl|not connected", text, re.IGNORECASE) or _BACK_OFF.search(text))
