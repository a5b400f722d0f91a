"""Whether anybody trusted vouches for the From domain (RFC 8601).

Authentication-Results count only with an authserv-id that the user trusts, and only in the topmost
run: from the first such field of the message down to the next Received or to the first one by
somebody else. The border server must remove forged fields of its own name (RFC 8601 section 5);
what stands below another hop, any sender can write. ARC proves nothing without its chain (RFC 8617)
and Received-SPF nothing at all.

DMARC decides where it has a verdict. Without one, an aligned DKIM or SPF pass is enough. FORGED is
said only where DMARC says fail: mail without DMARC fails SPF and DKIM on every honest forwarding.
"""

from typing import NamedTuple

from screener.domain.record.event import Address, Vouched
from screener.normalize import limits
from screener.normalize.header.block import Header, unfolded
from screener.normalize.header.lexer import PARAMETERS, lex, pairs

MICROSOFT = "microsoft"
"""The word by which Exchange Online is trusted, whose fields have no authserv-id."""


class Result(NamedTuple):
    """One `method=verdict`, lower case, with its properties such as `header.d`."""

    method: str
    verdict: str
    properties: dict[str, str]


def vouched(header: Header, senders: tuple[Address, ...], trusted: frozenset[str]) -> Vouched:
    """What the trusted results say of the one sender; several senders are never vouched for.

    `trusted` has authserv-ids in lower case, and MICROSOFT.
    """
    if not trusted or "authentication-results" not in header.fields:
        return Vouched.UNKNOWN
    results = _trusted_results(header, trusted)
    dmarc = [result for result in results if result.method == "dmarc"]
    if any(result.verdict == "fail" for result in dmarc):
        return Vouched.FORGED
    domains = {_ascii(sender.address.rpartition("@")[2]) for sender in senders}
    if len(senders) != 1 or not results:
        return Vouched.UNKNOWN
    domain = domains.pop()
    if any(result.verdict == "pass" for result in dmarc):
        passed = all(result.verdict == "pass" and _is_of(result, domain) for result in dmarc)
    else:
        passed = any(_vouches(result, domain) for result in results)
    return Vouched.PASSED if passed else Vouched.UNKNOWN


def results_of(value: str) -> tuple[str | None, list[Result]]:
    """The authserv-id (None where there is none) and the results of one raw field."""
    sections = pairs(lex(unfolded(value[: limits.STRUCTURED]), PARAMETERS))
    first = sections[0] if sections else []
    named = bool(first) and first[0][1] is None
    authserv = first[0][0].lower() if named else None
    if named:
        sections[0] = [pair for pair in first[1:] if pair[1] is not None]
    return authserv, [result for section in sections if (result := _result(section))]


def aligned(one: str, other: str) -> bool:
    """Whether two domains are the same, or one is below the other.

    A stand-in for organizational domains (RFC 7489 section 3.1.1) that needs no list of public
    suffixes: sisters are not aligned, and nothing is aligned with a bare top-level domain.
    """
    one, other = _ascii(one), _ascii(other)
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _trusted_results(header: Header, trusted: frozenset[str]) -> list[Result]:
    run: list[Result] = []
    begun = False
    for name, value in header.order:
        key = name.lower()
        if key == "received" and begun:
            break
        if key != "authentication-results":
            continue
        authserv, results = results_of(value)
        if authserv is None:
            return results if MICROSOFT in trusted and not begun else run
        if authserv == MICROSOFT or authserv not in trusted:
            break
        begun = True
        run += results
    return run


def _result(section: list[tuple[str, str | None]]) -> Result | None:
    given = [(key.lower(), value) for key, value in section if value is not None]
    if not given:
        return None
    method, verdict = given[0]
    properties: dict[str, str] = {}
    for key, value in given[1:]:
        properties.setdefault(key, value)
    return Result(method.partition("/")[0], verdict.lower(), properties)


def _is_of(result: Result, domain: str) -> bool:
    return _ascii(result.properties.get("header.from", "")) == domain


def _vouches(result: Result, domain: str) -> bool:
    properties = result.properties
    if result.verdict != "pass":
        return False
    match result.method:
        case "dkim":
            signer = properties.get("header.d") or _domain(properties.get("header.i", ""))
            return aligned(signer, domain)
        case "spf":
            return aligned(_domain(properties.get("smtp.mailfrom", "")), domain)
        case "compauth":  # Exchange Online: 1xx is a pass that is not a guess
            return properties.get("reason", "").startswith("1")
        case _:
            return False


def _domain(identity: str) -> str:
    return identity.rpartition("@")[2]


def _ascii(domain: str) -> str:
    """A domain in lower case and its IDNA form."""
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii() or len(domain) > limits.ADDRESS:
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
