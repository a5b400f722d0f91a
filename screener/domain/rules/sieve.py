"""A Sieve script (RFC 5228) that files what exactly closed addresses and domains send.

It files and marks and never discards; whatever it leaves alone screener files itself, so it may
match less than the rules do, and must not match more.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from screener.domain.people.contact import Directory
from screener.domain.people.handle import GMAIL, Handle, Kind, domain_of, parents
from screener.domain.record.decision import Door

EXACT = frozenset({Kind.ADDRESS, Kind.DOMAIN, Kind.SUBDOMAIN})
"""Handles that a server can tell by the address alone."""

HEAD = """\
# Made by `screener sieve`; install it on the mail server and make it anew when doors change.
# It files what closed senders send before a telephone sees it. Nothing is discarded.
"""

LEFT_OUT = """\
# Not in here, and filed by screener itself once it has come:
# {}
"""


class _Tests(NamedTuple):
    """What senders are compared with, in the forms that Sieve has for it."""

    whole: frozenset[str]
    tagged: frozenset[str]
    domains: frozenset[str]
    below: frozenset[str]


def script(
    directory: Directory, *, own: Iterable[str], folder: str, seen: bool, today: date
) -> str:
    """The script for the doors of that day; `own` are canonical addresses, never closed."""
    closed = _handles(directory, Door.CLOSED, today)
    exact = [handle for handle in closed if handle.kind in EXACT and handle.key not in own]
    tests = _tests(exact)
    let_in = _let_in(directory, tests, own, today)
    needed = ["fileinto", *(["imap4flags"] if seen else []), "mailbox"]
    lines = [HEAD, *_left_out(closed), f"require {_list(needed)};\n"]
    condition = _condition(tests, let_in)
    if condition is None:
        return "\n".join([*lines, "# No address and no domain is closed.\n"])
    flags = ' :flags "\\\\Seen"' if seen else ""
    action = f"    fileinto{flags} :create {_quoted(folder)};\n    stop;\n"
    return "\n".join([*lines, f"if {condition} {{\n{action}}}\n"])


def _handles(directory: Directory, door: Door, today: date) -> list[Handle]:
    shut = (contact for contact in directory.contacts if contact.door_at(today) is door)
    return [handle for contact in shut for handle in contact.handles]


def _let_in(directory: Directory, tests: _Tests, own: Iterable[str], today: date) -> list[Handle]:
    """What lies below a closed domain and is not closed: it is more exact, and so it counts."""
    known = [Handle(kind=Kind.ADDRESS, key=address, written=address) for address in own]
    known += _handles(directory, Door.WELCOME, today)
    return [handle for handle in known if _is_below(handle, tests)]


def _is_below(handle: Handle, tests: _Tests) -> bool:
    if handle.kind is Kind.GLOB:
        return bool(tests.domains or tests.below)
    if handle.kind not in EXACT:
        return False
    domain = domain_of(handle.key) or handle.key
    return domain in tests.domains or not tests.below.isdisjoint(parents(domain))


def _tests(handles: Iterable[Handle]) -> _Tests:
    by_kind = {kind: {one for one in handles if one.kind is kind} for kind in EXACT}
    whole = {form for one in by_kind[Kind.ADDRESS] for form in _written(one)}
    return _Tests(
        whole=frozenset(whole),
        tagged=frozenset(_with_any_tag(address) for address in whole),
        domains=frozenset(form for one in by_kind[Kind.DOMAIN] for form in _domains(one.key)),
        below=frozenset(one.key for one in by_kind[Kind.SUBDOMAIN]),
    )


def _written(handle: Handle) -> Iterator[str]:
    """An address as the user wrote it and in its canonical form, at both of Gmail's domains."""
    for address in {handle.key, handle.written.strip().casefold()}:
        local, _, domain = address.rpartition("@")
        yield from (f"{local.partition('+')[0] or local}@{one}" for one in _domains(domain))


def _domains(domain: str) -> Sequence[str]:
    return (GMAIL, "googlemail.com") if domain in (GMAIL, "googlemail.com") else (domain,)


def _with_any_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{_literally(local)}+*@{_literally(domain)}"


def _condition(tests: _Tests, let_in: Sequence[Handle]) -> str | None:
    alone = list(_addresses(tests))
    many = list(_by_domain(tests))
    if many and (others := list(_exceptions(let_in))):
        many = [_every([_any(many), f"not {_any(others)}"])]
    return _any([*alone, *many]) if alone or many else None


def _exceptions(let_in: Sequence[Handle]) -> Iterator[str]:
    yield from _addresses(_tests(let_in))
    yield from _by_domain(_tests(let_in))
    globs = sorted({handle.key for handle in let_in if handle.kind is Kind.GLOB})
    if globs:
        yield f'address :matches "from" {_list(globs)}'


def _addresses(tests: _Tests) -> Iterator[str]:
    if tests.whole:
        yield f'address :is "from" {_list(sorted(tests.whole))}'
        yield f'address :matches "from" {_list(sorted(tests.tagged))}'


def _by_domain(tests: _Tests) -> Iterator[str]:
    if tests.domains:
        yield f'address :is :domain "from" {_list(sorted(tests.domains))}'
    if tests.below:
        patterns = [f"*.{_literally(domain)}" for domain in sorted(tests.below)]
        yield f'address :matches :domain "from" {_list(patterns)}'


def _left_out(closed: Iterable[Handle]) -> Iterator[str]:
    others = sorted({handle.shown for handle in closed if handle.kind not in EXACT})
    if others:
        # What a stranger may have written stays on its line.
        shown = ", ".join("".join(filter(str.isprintable, other)) for other in others)
        yield LEFT_OUT.format(shown)


def _any(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else "anyof(\n{})".format(",\n".join(tests))


def _every(tests: Sequence[str]) -> str:
    return "allof(\n{})".format(",\n".join(tests))


def _list(texts: Sequence[str]) -> str:
    """A string list, a text on each line where there are several."""
    if len(texts) == 1:
        return _quoted(texts[0])
    return "[{}]".format(",\n    ".join(map(_quoted, texts)))


def _quoted(text: str) -> str:
    """A quoted string (RFC 5228 section 2.4.2)."""
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def _literally(text: str) -> str:
    """A text in a pattern of `:matches`, where `*`, `?` and a backslash mean themselves."""
    return "".join(f"\\{char}" if char in "*?\\" else char for char in text)
