"""Who signs, each with the key that it is for."""

from typing import TYPE_CHECKING

from screener.bootstrap.process import clock
from screener.domain.settings.settings import Account, Settings

if TYPE_CHECKING:
    from screener.domain.digest.command import Seal
    from screener.domain.digest.mark import DigestMark
    from screener.ports.notary import Notary


def notary(settings: Settings) -> "Notary":
    """Who signs the ledger's head; the key is made if need be. Raises DiskTrouble."""
    from screener.adapters.keys import KeyNotary

    return KeyNotary(settings.state, now=clock().now())


def notary_if_there(settings: Settings) -> "Notary | None":
    """The same, and None where no key was ever made."""
    from screener.adapters.keys import has_key

    return notary(settings) if has_key(settings.state) else None


def seal(settings: Settings, account: Account) -> "Seal":
    """Who signs the account's commands by mail; the secret is made if need be. Raises DiskTrouble.

    It is bound to the account's name: what one account offered, another one does not obey.
    """
    from screener.adapters.keys import command_secret
    from screener.domain.digest.command import Seal

    return Seal(command_secret(settings.state), account=account.name)


def mark(settings: Settings) -> "DigestMark":
    """By what digests of our own are known again, in every account. Raises DiskTrouble."""
    from screener.adapters.keys import command_secret
    from screener.domain.digest.mark import DigestMark

    return DigestMark(command_secret(settings.state))


def mark_if_there(settings: Settings) -> "DigestMark | None":
    """The same, and None where no secret was ever made. Raises DiskTrouble."""
    from screener.adapters.keys import has_command_secret

    return mark(settings) if has_command_secret(settings.state) else None
