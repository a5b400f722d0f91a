"""A letter to the inbox of another account: one that could not be served for long."""

from datetime import timedelta

from screener.application.desk import Desk
from screener.application.digest.letter import letter_of
from screener.domain.digest.command import VALID_DAYS
from screener.domain.digest.digest import Digest, Kind, Point
from screener.domain.letters.letter import Kind as Letters
from screener.domain.letters.outgoing import Outgoing
from screener.ports.outages import Outage


def write_of_outage(outage: Outage, desk: Desk) -> None:
    """Put it into the outbox of the desk's account; once for each outage. Raises DiskTrouble."""
    now, zone = desk.clock.now(), desk.policy.zone
    day = now.astimezone(zone).date()
    since = outage.since.astimezone(zone).isoformat(sep=" ", timespec="minutes")
    text = (
        f"The mailbox of `{outage.account}` cannot be served since {since}: {outage.why} What comes"
        " there meanwhile stays in its inbox, and is seen to as soon as it can be."
    )
    digest = Digest(
        account=desk.account,
        whose=desk.answers.address,
        day=day,
        since=outage.since,
        until=now,
        zone=zone,
        mode=desk.policy.mode,
        valid=day + timedelta(days=VALID_DAYS),
        head=desk.store.head(),
        points=[Point(Kind.ERROR, "unreachable", now, text)],
        at_once=True,
    )
    about = f"{desk.account}:{outage.account}:{outage.since.isoformat()}"
    letter = letter_of(digest, desk, kind=Letters.URGENT, about=about)
    desk.store.letterbox.queue(Outgoing(letter=letter, created=now, due=now))
