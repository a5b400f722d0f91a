"""IMAP (RFC 3501) as the Mailbox of screener.ports: one connection, no reconnecting."""

from screener.adapters.imap.login import connect
from screener.adapters.imap.server import Server

__all__ = ["Server", "connect"]
