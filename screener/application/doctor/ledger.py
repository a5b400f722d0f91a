"""What the doctor finds of the ledger: the key that signs it."""

from collections.abc import Callable, Iterator

from screener.application.doctor.finding import Finding, failed, ok, warn
from screener.errors import ScreenerError
from screener.ports.notary import Notary


def examine_ledger(opened: Callable[[], Notary | None]) -> Iterator[Finding]:
    """The public key, to be kept elsewhere, and the head that was signed last."""
    try:
        notary = opened()
    except ScreenerError as error:
        yield failed("ledger", error, "nothing can be screened, since nothing could be signed")
        return
    if notary is None:
        yield ok("ledger", "there is no key yet", "it is made by the first `once` or `run`")
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
    yield ok(
        "ledger",
        f"signed up to entry {last.head.number}",
        f"who checks a dossier wants this public key:\n{notary.public_key.rstrip()}",
    )
