"""The script of `screener sieve`, compiled and run by a real server, against our own matching."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.domain.record.decision import Door
from screener.domain.rules.sieve import script
from screener.normalize.mail import Reading, read_header
from tests.builders import NOON, an_arrival
from tests.rulebooks import a_rulebook
from tests.servers.dovecot import Dovecot, Quirks, dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.system.commands import Commands
from tests.system.program import a_letter

RULES = """
closed:
  - him@example.com
  - O'Brien@Example.com
  - st*r@no.example
  - j.doe@gmail.com
  - firm.example
  - "*.big.example"
  - ann@münchen.example
  - "sales-*@example.com"
  - +1 202 555 0143
  - {via: linkedin.com, name: "John Street"}
welcome:
  - al@firm.example
  - "vip-*@firm.example"
  - good.big.example
"""

OWN = "me@firm.example"

SENDERS = [
    "him@example.com",
    "HIM@Example.COM",
    "Him <him@example.com>",
    '"al@firm.example" <him@example.com>',
    "him+news@example.com",
    '"him@example.com" <her@example.com>',
    "nothim@example.com",
    "him@example.com.evil.example",
    "him@mail.example.com",
    "her@example.com (him@example.com)",
    "her@example.com, him@example.com",
    "friends: him@example.com, her@example.com;",
    "o'brien@example.com",
    "jdoe@gmail.com",
    "j.doe@gmail.com",
    "J.Doe+x@GoogleMail.com",
    "anybody@firm.example",
    "Anybody@FIRM.example",
    "anybody@sub.firm.example",
    "anybody@notfirm.example",
    "al@firm.example",
    "al+x@firm.example",
    "vip-desk@firm.example",
    "me@firm.example",
    "me+shop@firm.example",
    "a@mail.big.example",
    "a@x.y.big.example",
    "a@big.example",
    "a@good.big.example",
    "a@better.good.big.example",
    "ann@xn--mnchen-3ya.example",
    "her@example.com",
    "not an address",
    "",
]
"""In each of these the server must do as we do."""

ONLY_OURS = [
    "jd.oe@gmail.com",
    "sales-1@example.com",
    '"John Street" <messages@linkedin.com>',
    "al@firm.example, bob@firm.example",
]
"""These are left to us: what the script does not match comes to the inbox first."""


def the_script(rules: str = RULES, *, folder: str = "Screened/Closed", seen: bool = True) -> str:
    """The script for these rules."""
    directory = a_rulebook(rules, own=OWN).directory
    return script(directory, own=frozenset({OWN}), folder=folder, seen=seen, today=NOON.date())


def door_of(sender: str) -> Door:
    """What we say of it."""
    raw = a_letter(sender=sender)
    event = read_header(raw, arrival=an_arrival(), reading=Reading())
    return a_rulebook(RULES, own=OWN).directory.meet(event, today=NOON.date()).door


@pytest.fixture(scope="module")
def filing() -> Iterator[Dovecot]:
    """A server with that script."""
    with dovecot(Quirks(sieve=the_script())) as server:
        yield server


@pytest.fixture
def them(filing: Dovecot, user: str) -> Iterator[Onlooker]:
    """Its user."""
    with onlooker(filing.port, user) as them:
        yield them


def test_the_server_files_what_we_would_file(filing: Dovecot, user: str, them: Onlooker) -> None:
    """No more and no less, whatever stands beside the address."""
    for number, sender in enumerate(SENDERS):
        filing.deliver(user, a_letter(f"{number} {sender}", sender=sender))
    closed = [sender for sender in SENDERS if door_of(sender) is Door.CLOSED]
    filed = [subject.partition(" ")[2] for subject in them.subjects("Screened/Closed")]

    assert filed == closed
    assert len(them.subjects()) == len(SENDERS) - len(closed)
    assert len(closed) >= 12
    assert not [line for line in filing.log if "sieve" in line.lower() and "rror" in line]


def test_what_it_files_is_seen(filing: Dovecot, user: str, them: Onlooker) -> None:
    """And the folder is made if it is not there."""
    assert "Screened/Closed" not in them.folders()
    filing.deliver(user, a_letter(sender="him@example.com"))
    (message,) = them.messages("Screened/Closed")

    assert message.flags == {r"\Seen"}


def test_what_it_does_not_match_is_left_in_the_inbox(
    filing: Dovecot, user: str, them: Onlooker
) -> None:
    """All of it is closed for us, so nothing is let in by that."""
    for sender in ONLY_OURS:
        filing.deliver(user, a_letter(sender, sender=sender))

    assert them.subjects() == ONLY_OURS
    assert {door_of(sender) for sender in ONLY_OURS} == {Door.CLOSED}


@pytest.mark.parametrize(
    "rules",
    ["", "closed: [+1 202 555 0143]", "closed: [firm.example]", RULES],
    ids=["nobody", "a number", "a domain", "many"],
)
@pytest.mark.parametrize("folder", ["Screened/Closed", 'A "folder" \\ ünd', "INBOX.Closed"])
def test_every_script_compiles(rules: str, folder: str, tmp_path: Path) -> None:
    """Whatever the folder is called; and it never discards."""
    path = tmp_path / "made.sieve"
    path.write_text(the_script(rules, folder=folder, seen=folder != "INBOX.Closed"))
    done = subprocess.run(["sievec", str(path)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "discard" not in path.read_text().split("require")[1]


def test_ten_thousand_closed_doors_compile(tmp_path: Path) -> None:
    """An ordinary number of them."""
    path = tmp_path / "made.sieve"
    lines = [f"  - person{number}@sender{number % 97}.example" for number in range(10_000)]
    path.write_text(the_script("\n".join(["closed:", *lines])))

    assert subprocess.run(["sievec", str(path)], check=False).returncode == 0
    assert path.stat().st_size < 1_000_000


def test_the_command_prints_it(tmp_path: Path) -> None:
    """With what is left out, for the folder and the mark of the configuration."""
    commands = Commands(tmp_path)
    commands.write("rules/10.yaml", 'closed: [him@example.com, "sales-*@example.com"]\n')
    ended = commands.run("sieve")
    named = commands.run("sieve", "--folder", "INBOX.Screened.Closed")

    assert ended.code == 0
    assert ended.out == (
        "# Made by `screener sieve`; install it on the mail server and make it anew when doors"
        " change.\n"
        "# It files what closed senders send before a telephone sees it. Nothing is discarded.\n"
        "\n"
        "# Not in here, and filed by screener itself once it has come:\n"
        "# sales-*@example.com\n"
        "\n"
        'require ["fileinto",\n    "imap4flags",\n    "mailbox"];\n'
        "\n"
        "if anyof(\n"
        'address :is "from" "him@example.com",\n'
        'address :matches "from" "him+*@example.com") {\n'
        '    fileinto :flags "\\\\Seen" :create "Screened/Closed";\n'
        "    stop;\n"
        "}\n"
    )
    assert 'fileinto :flags "\\\\Seen" :create "INBOX.Screened.Closed";' in named.out
