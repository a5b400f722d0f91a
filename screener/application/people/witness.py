"""The head of the ledger, once a week, to somebody who keeps it: a copy outside the machine."""

from base64 import b64encode
from datetime import date

from screener.application.desk import Desk
from screener.application.letters.stationery import owner, written
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Outgoing
from screener.domain.letters.template import Attached

TEXT = """\
Please keep this mail and do nothing else with it. It is written once a week by screener, a \
program that looks after the mail of {whose} and keeps a record to which it can only add.

The record has {number} entries. The last of them has the hash

{hash}

If it matters one day whether somebody changed the record or cut off its end, this command \
compares it with what you have:

screener verify --head {number}:{hash}

The file head.txt is what was signed, head.sig the signature (Ed25519), ledger.pub.pem the key."""


def write_to_witness(desk: Desk) -> None:
    """Queue this week's letter, if somebody is to have it and there is anything. DiskTrouble."""
    if desk.post is None or not desk.witness:
        return
    about = _week(desk.clock.now().astimezone(desk.policy.zone).date())
    if desk.store.letterbox.letter(f"{Kind.WITNESS.value}:{about}") is not None:
        return
    signed = desk.notary.last()
    if signed is None or signed.head.number == 0:
        return
    now = desk.clock.now()
    number, digest = signed.head
    letter = written(
        desk,
        kind=Kind.WITNESS,
        about=about,
        to=desk.witness,
        subject=f"The record at entry {number}, to be kept",
        body=TEXT.format(whose=owner(desk), number=number, hash=digest),
        attach=[
            Attached(name="head.txt", octets=signed.text),
            Attached(name="head.sig", octets=b64encode(signed.signature) + b"\n"),
            Attached(name="ledger.pub.pem", octets=desk.notary.public_key.encode()),
        ],
    )
    desk.store.letterbox.queue(Outgoing(letter=letter, created=now, due=now))


def _week(day: date) -> str:
    """The week in ISO 8601, such as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
