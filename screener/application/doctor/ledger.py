"""What the doctor finds of keys: that of the ledger, which the database must hold, and that of
commands by mail.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress

from screener.application.doctor.finding import Finding, failed, ok, warn
from screener.domain.record.chain import NOTHING_YET
from screener.errors import ScreenerError
from screener.ports.notary import Notary


def examine_ledger(
    opened: Callable[[], Notary | None], hash_at: Callable[[int], str | None]
) -> Iterator[Finding]:
    """The public key, to be kept elsewhere, and whether the head that was signed last is in the
    database: `hash_at` tells the hash of an entry there, None if it is not there.
    """
    try:
        notary = opened()
    except ScreenerError as error:
        yield failed("ledger", error, "nothing can be screened, since nothing could be signed")
        return
    if notary is None:
        yield _without_key(hash_at)
        return
    last = notary.last()
    if last is None or not notary.has_signed(last):
        yield warn(
            "ledger",
            "the head that was signed last is gone or not ours",
            "the end of the record may have been cut off",
            "run `screener verify`, with the `--head` of your last digest",
        )
        return
    head = last.head
    try:
        is_there = head == NOTHING_YET or hash_at(head.number) == head.hash
    except ScreenerError:
        return  # of a database that cannot be read it was told before
    if not is_there:
        yield warn(
            "ledger",
            f"it was signed up to entry {head.number}, which is not in the database",
            "the database was lost or replaced: what was decided and kept up to then is not known "
            "to it, and nothing that comes is signed",
            "stop screener and bring back the whole state directory from one backup; without one, "
            "put it aside as a whole, originals included, and start with an empty one",
        )
        return
    yield ok(
        "ledger",
        f"signed up to entry {last.head.number}",
        f"who checks a dossier wants this public key:\n{notary.public_key.rstrip()}",
    )


def _without_key(hash_at: Callable[[int], str | None]) -> Finding:
    with suppress(ScreenerError):  # of a database that cannot be read it was told before
        if hash_at(1) is not None:
            return warn(
                "ledger",
                "the key that signed it is gone",
                "the next `once` or `run` makes another, which vouches for nothing that was before",
                "bring `ledger.key`, `ledger.pub.pem` and `ledger-head.json` back from a backup",
            )
    return ok("ledger", "there is no key yet", "it is made by the first `once` or `run`")


def examine_commands(opened: Callable[[], object]) -> Iterator[Finding]:
    """The secret of commands by mail. Nothing is said of one that is as it should be."""
    try:
        opened()
    except ScreenerError as error:
        yield failed("commands", error, "nothing can be screened, since no digest could be signed")
