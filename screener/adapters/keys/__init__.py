"""The keys in the state directory: one for the ledger, one for commands by mail."""

from screener.adapters.keys.commands import command_secret, has_command_secret, lend_secret
from screener.adapters.keys.ledger import HEAD, KEY, PUBLIC_KEY, KeyNotary, has_key

__all__ = [
    "HEAD",
    "KEY",
    "PUBLIC_KEY",
    "KeyNotary",
    "command_secret",
    "has_command_secret",
    "has_key",
    "lend_secret",
]
