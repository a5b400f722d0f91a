"""Options that several commands have, so that they read alike everywhere."""

import click

from screener.cli.completion.words import accounts
from screener.cli.terminal.times import said

as_json = click.option(
    "--json", "as_json", is_flag=True, help="JSON for programs: one object a line."
)

account = click.option(
    "--account", metavar="NAME", shell_complete=accounts, help="Only this account."
)

words = click.option("--words", is_flag=True, help="Show what closed contacts wrote, too.")

since = click.option(
    "--since",
    callback=said,
    metavar="WHEN",
    help="Only what came since then: 2h, 7d, 2026-11-20, or 2026-11-20T15:00.",
)

WHO = "WHO is an address, a telephone number, or a contact's name."
