"""TLS to an SMTP server: never less than was asked for, and every fault in words."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from screener.adapters.smtp import Server, SmtpPost
from screener.ports.post import Fate, Outcome
from tests.letters import a_letter
from tests.servers.certificates import make_certificate
from tests.servers.smtp import PASSWORD, USER, Answer, scripted_smtp, sink


def sent(port: int, *, tls: Literal["implicit", "starttls"], ca_file: Path | None) -> Outcome:
    """What became of a letter that was handed to localhost with the login."""
    server = Server(host="localhost", port=port, user=USER, tls=tls, ca_file=ca_file)
    return SmtpPost(server, lambda: PASSWORD, ehlo="example.com").send(a_letter())


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_letter_goes_under_tls(tls: Literal["implicit", "starttls"], tmp_path: Path) -> None:
    """With the certificate of a server of one's own; EHLO says the same name again under TLS."""
    certificate = make_certificate(tmp_path)
    with sink(tls=tls, certificate=certificate, login=True) as server:
        outcome = sent(server.port, tls=tls, ca_file=certificate[0])

    assert outcome.fate is Fate.ACCEPTED
    assert len(server.arrived) == 1
    assert set(server.greeted_as) == {"example.com"}


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tls: Literal["implicit", "starttls"], tmp_path: Path
) -> None:
    """And the way out is told."""
    with sink(tls=tls, certificate=make_certificate(tmp_path), login=True) as server:
        outcome = sent(server.port, tls=tls, ca_file=None)

    assert outcome.fate is Fate.DEFERRED
    assert "nobody we trust vouches for its certificate" in outcome.text
    assert "smtp.ca_file" in outcome.text
    assert server.arrived == []


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    """Somebody else may answer."""
    certificate = make_certificate(tmp_path, name="mail.example.net")
    with sink(tls="implicit", certificate=certificate) as server:
        outcome = sent(server.port, tls="implicit", ca_file=certificate[0])

    assert outcome.fate is Fate.DEFERRED
    assert "its certificate is not for localhost" in outcome.text


def test_a_certificate_that_has_run_out_is_refused(tmp_path: Path) -> None:
    """The clock is named, which is as often to blame."""
    certificate = make_certificate(tmp_path, valid=timedelta(days=-1))
    with sink(tls="implicit", certificate=certificate) as server:
        outcome = sent(server.port, tls="implicit", ca_file=certificate[0])

    assert outcome.fate is Fate.DEFERRED
    assert "clock" in outcome.text


def test_a_port_without_tls_is_told_apart_from_a_server_that_is_down() -> None:
    """The two ports for handing in are easily mistaken."""
    with scripted_smtp() as server:
        outcome = sent(server.port, tls="implicit", ca_file=None)

    assert outcome.fate is Fate.DEFERRED
    assert "tls: starttls" in outcome.text


@pytest.mark.parametrize(
    ("offers", "answer"), [([], "220 go on"), (["STARTTLS"], "454 not now"), (["STARTTLS"], "x")]
)
def test_without_starttls_no_login_is_sent(offers: Sequence[str], answer: Answer) -> None:
    """Whoever is in between could have taken it away to read the password."""
    with scripted_smtp({"STARTTLS": answer}, offers=[*offers, "AUTH PLAIN"]) as server:
        outcome = sent(server.port, tls="starttls", ca_file=None)

    assert outcome.fate is Fate.DEFERRED
    assert {command.split()[0] for command in server.commands} <= {"ehlo", "STARTTLS"}


def test_a_file_of_certificates_that_is_not_there_defers_the_letter(tmp_path: Path) -> None:
    """It is named."""
    outcome = sent(1, tls="implicit", ca_file=tmp_path / "none.pem")

    assert outcome.fate is Fate.DEFERRED
    assert "none.pem" in outcome.text
