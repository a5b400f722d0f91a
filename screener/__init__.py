"""Screens mailboxes over IMAP; see README.md. Importing this package costs nothing."""

__version__ = "0.1.0"
