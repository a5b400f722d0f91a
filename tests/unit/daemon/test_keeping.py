"""Mailboxes that are kept, and one that is lost."""

from contextlib import closing

from screener.daemon.calls import Calls
from screener.daemon.keeping import Keeping
from screener.errors import MailboxHeld


def test_a_mailbox_that_somebody_took_ends_the_program() -> None:
    """With who has it; the others were renewed before."""
    renewed = list[str]()
    lost = MailboxHeld("pid 1 on host other has it.")

    def renew_lost() -> None:
        raise lost

    with closing(Calls()) as calls:
        Keeping([lambda: renewed.append("mine"), renew_lost], calls).renew()
        assert renewed == ["mine"]
        assert calls.next() is lost
