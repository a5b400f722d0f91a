"""Who vouches for a sender, and who only seems to."""

import pytest

from screener.normalize.header.addresses import addresses
from screener.normalize.header.authentication import aligned, results_of, vouched
from screener.normalize.header.block import scan

TRUSTED = frozenset({"mx.example.com"})


def verdict(*lines: str, sender: str = "al@x.example", trusted: frozenset[str] = TRUSTED) -> str:
    """What is said of `sender` by a header of these lines, topmost first."""
    header = scan("\r\n".join((*lines, "", "")).encode())
    return vouched(header, addresses([sender]), trusted).value


def by(authserv: str, results: str) -> str:
    """One Authentication-Results field."""
    return f"Authentication-Results: {authserv}; {results}"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("none", "unknown"),
        ("dmarc=pass header.from=x.example", "passed"),
        ("dmarc=pass (p=reject; dis=none) header.from=X.Example", "passed"),
        ('dmarc = pass header.from="x.example"', "passed"),
        ("DMARC/1=Pass header.from=x.example", "passed"),
        ("dmarc=pass", "unknown"),
        ("dmarc=pass header.from=y.example", "unknown"),
        ("dmarc=fail (p=none) header.from=x.example", "forged"),
        ("dmarc=fail header.from=x.example; dkim=pass header.d=x.example", "forged"),
        ("dmarc=none header.from=x.example; dkim=pass header.d=x.example", "passed"),
        ("dmarc=temperror; spf=pass smtp.mailfrom=x.example", "passed"),
        ("dkim=pass header.d=x.example", "passed"),
        ("dkim=pass header.i=@mail.x.example header.b=abc=", "passed"),
        ("dkim=pass header.i=al@x.example", "passed"),
        ("dkim=fail header.d=x.example; dkim=pass header.d=x.example", "passed"),
        ("dkim=pass header.d=y.example", "unknown"),
        ("dkim=pass header.d=example", "unknown"),
        ("dkim=pass header.d=ax.example", "unknown"),
        ("dkim=fail header.d=x.example", "unknown"),
        ("dkim=pass header.d=y.example header.i=@x.example", "unknown"),
        ("spf=pass smtp.mailfrom=bounce.x.example", "passed"),
        ("spf=pass smtp.mailfrom=prvs=123=al@x.example", "passed"),
        ("spf=pass smtp.mailfrom=al@y.example", "unknown"),
        ("spf=pass smtp.helo=x.example", "unknown"),
        ("spf=fail smtp.mailfrom=x.example", "unknown"),
        ("arc=pass header.d=x.example", "unknown"),
        ("auth=pass smtp.auth=al", "unknown"),
    ],
)
def test_a_trusted_server_is_believed(results: str, expected: str) -> None:
    """DMARC decides; without its verdict an aligned DKIM or SPF pass is enough."""
    assert verdict(by("mx.example.com", results)) == expected


@pytest.mark.parametrize(
    "results",
    [
        'spf=pass smtp.mailfrom="a; dmarc=pass header.from=x.example"@evil.example',
        "spf=pass (a; dmarc=pass header.from=x.example) smtp.mailfrom=evil.example",
        "spf=pass (a (; dmarc=pass header.from=x.example) smtp.mailfrom=evil.example",
        'spf=pass smtp.mailfrom=a" ; dmarc=pass header.from=x.example',
        "spf=pass (a); dmarc=pass header.from=x.example (b); dmarc=none header.from=x.example",
        "spf=pass dmarc=pass header.from=x.example smtp.mailfrom=evil.example",
        "dmarc=pass header.from=evil.example header.from=x.example",
    ],
)
def test_words_that_a_stranger_chose_are_no_verdict(results: str) -> None:
    """An envelope sender that looks like a result stays in its quotes, comment or place."""
    assert verdict(by("mx.example.com", results)) != "passed"


PASS = "dmarc=pass header.from=x.example"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([by("mx.example.com", PASS)], "passed"),
        ([by("MX.Example.COM 1", PASS)], "passed"),
        ([by("evil.example", PASS)], "unknown"),
        ([by("evil.example", PASS), by("mx.example.com", PASS)], "unknown"),
        ([by("mx.example.com", "none"), by("evil.example", "none"),
          by("mx.example.com", PASS)], "unknown"),
        ([by("mx.example.com", "spf=none"), "X: y", by("mx.example.com", PASS)], "passed"),
        ([by("mx.example.com", "none"), "Received: from evil", by("mx.example.com", PASS)],
         "unknown"),
        (["Received: by mx.example.com", by("mx.example.com", PASS)], "passed"),
        (["Received-SPF: pass"], "unknown"),
        (["ARC-Authentication-Results: i=1; mx.example.com; " + PASS], "unknown"),
        (["Authentication-Results: " + PASS], "unknown"),
        ([f"Authentication-Results: mx.example.com;\r\n {PASS}"], "passed"),
        (["Authentication-Results:"], "unknown"),
        ([], "unknown"),
    ],
)  # fmt: skip
def test_only_the_topmost_run_of_trusted_fields_counts(lines: list[str], expected: str) -> None:
    """What stands below another server's field or below the next hop, any sender can write."""
    assert verdict(*lines) == expected


def test_nobody_is_vouched_for_when_nobody_is_trusted() -> None:
    """The default of the configuration."""
    assert verdict(by("mx.example.com", PASS), trusted=frozenset()) == "unknown"


def test_several_senders_are_never_vouched_for() -> None:
    """Not even where each would be; but a failure is still one."""
    two = "al@x.example, bo@x.example"

    assert verdict(by("mx.example.com", PASS), sender=two) == "unknown"
    assert verdict(by("mx.example.com", "dmarc=fail"), sender=two) == "forged"
    assert verdict(by("mx.example.com", PASS), sender="") == "unknown"


EXCHANGE = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x.example;"
    " dkim=none (message not signed) header.d=none;dmarc={} action=none header.from=x.example;"
    "compauth={} reason={}"
)


@pytest.mark.parametrize(
    ("dmarc", "compauth", "reason", "expected"),
    [
        ("pass", "pass", "100", "passed"),
        ("fail", "fail", "000", "forged"),
        ("bestguesspass", "pass", "109", "passed"),
    ],
)
def test_exchange_online_is_trusted_by_a_word(
    dmarc: str, compauth: str, reason: str, expected: str
) -> None:
    """Its fields have no authserv-id, so they count only where the user says so."""
    line = EXCHANGE.format(dmarc, compauth, reason)

    assert verdict(line, trusted=frozenset({"microsoft"})) == expected
    assert verdict(line) == "unknown"


def test_compauth_that_is_a_guess_does_not_count() -> None:
    """Reason 1xx is a pass, others are an opinion."""
    line = "Authentication-Results: spf=none; compauth=pass reason={}"

    assert verdict(line.format("130"), trusted=frozenset({"microsoft"})) == "passed"
    assert verdict(line.format("703"), trusted=frozenset({"microsoft"})) == "unknown"


def test_nobody_can_call_himself_by_that_word() -> None:
    """An authserv-id `microsoft` is not Exchange Online; neither is a field below another."""
    trusted = frozenset({"microsoft"})

    assert verdict(by("microsoft", PASS), trusted=trusted) == "unknown"
    assert verdict(by("evil.example", PASS), EXCHANGE, trusted=trusted) == "unknown"


def test_domains_are_compared_in_their_idna_form() -> None:
    """Umlauts and their encoding are one domain."""
    line = by("mx.example.com", "dmarc=pass header.from=xn--mller-kva.example")

    assert verdict(line, sender="al@m\xc3\xbcller.example") == "passed"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("x.example", "x.example", True),
        ("X.example.", "x.EXAMPLE", True),
        ("mail.x.example", "x.example", True),
        ("x.example", "mail.x.example", True),
        ("a.x.example", "b.x.example", False),
        ("ax.example", "x.example", False),
        ("example", "x.example", False),
        ("", "x.example", False),
        ("", "", False),
    ],
)
def test_alignment_is_being_the_same_or_below(one: str, other: str, *, expected: bool) -> None:
    """Stricter than organizational domains: sisters are strangers."""
    assert aligned(one, other) is expected


def test_results_are_read_with_their_properties() -> None:
    """The grammar of RFC 8601: version, comments, reason, quoted values."""
    authserv, results = results_of(
        'mx.example.com 1; spf=fail reason="not; allowed" smtp.mailfrom=a@b.example (why);'
        " dkim/2=pass header.d = b.example"
    )

    assert authserv == "mx.example.com"
    assert [tuple(result) for result in results] == [
        ("spf", "fail", {"reason": "not; allowed", "smtp.mailfrom": "a@b.example"}),
        ("dkim", "pass", {"header.d": "b.example"}),
    ]
