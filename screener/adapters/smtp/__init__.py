"""SMTP submission (RFC 6409) as the Post of screener.ports: one connection for each letter."""

from screener.adapters.smtp.post import SmtpPost
from screener.adapters.smtp.server import Server

__all__ = ["Server", "SmtpPost"]
