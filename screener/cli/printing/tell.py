"""`tell`: the notice about somebody, shown, and sent if the user says so."""

from collections.abc import Sequence
from email import message_from_bytes, policy

import click
from pydantic import TypeAdapter, ValidationError

from screener.application.doors.who import who as find
from screener.application.people.telling import prepared, send
from screener.bootstrap import desk, first_with_smtp, opened_store
from screener.cli.opened import configured, rules_in_force
from screener.cli.terminal.consent import agreed
from screener.domain.letters.letter import Letter
from screener.domain.settings.setting_types import EmailAddress
from screener.domain.visible import visible
from screener.errors import ScreenerError

_ADDRESS: TypeAdapter[str] = TypeAdapter(EmailAddress)


def is_address(word: str) -> bool:
    """Whether a letter can be sent there."""
    try:
        _ADDRESS.validate_python(word)
    except ValidationError:
        return False
    return True


def tell(ctx: click.Context, who: str, to: Sequence[str], *, yes: bool) -> None:
    """Show the notice, ask, and put it into the outbox."""
    found = configured(ctx)
    settings = found.settings
    directory = rules_in_force(found).directory
    about = find(who, directory=directory, region=settings.accounts[0].region)
    account = first_with_smtp(settings)
    if account is None:
        raise ScreenerError(
            "no account can send", advice="give one of them `smtp:` in the configuration"
        )
    with opened_store(settings) as store:
        sending = desk(found, account, store)
        letter = prepared(about, to=to, desk=sending)
        _show(letter)
        if not agreed("Send it?", yes=yes):
            click.echo("Nothing was sent.")
            return
        send(letter, about, sending)
    click.echo("It is in the outbox, and goes with the next round.")


def _show(letter: Letter) -> None:
    parsed = message_from_bytes(letter.raw, policy=policy.default)
    for name in ("From", "To", "Subject"):
        click.echo(f"{name}: {visible(str(parsed[name]))}")
    body = parsed.get_body(("plain",))
    flowed = "\n".join(str(body.get_content()).splitlines()) if body else ""
    # A space at the end of a line says that the paragraph goes on (RFC 3676).
    for line in flowed.replace(" \n", " ").split("\n"):
        click.echo(visible(line))
