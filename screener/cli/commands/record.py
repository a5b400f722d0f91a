"""The commands about what is kept of somebody, and who gets to know of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screener.cli.commands import options
from screener.cli.completion import words as known
from screener.cli.terminal.times import Said, said

if TYPE_CHECKING:
    from screener.domain.record.chain import Head

CHANNELS = ("call", "in-person", "letter", "other")


def _head(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> list["Head"]:
    if not texts:
        return []
    from screener.domain.record.chain import Head

    try:
        return [Head.read(text) for text in texts]
    except ValueError:
        raise click.BadParameter("a head is NUMBER:HASH, as every digest prints it") from None


def _addresses(_: click.Context, __: click.Parameter, words: Sequence[str]) -> Sequence[str]:
    if not words:
        return words
    from screener.cli.printing.tell import is_address

    for word in words:
        if not is_address(word):
            raise click.BadParameter(f"{word!r} is no address such as `a@b.example`")
    return words


@click.command(epilog=options.WHO)
@click.argument("who", shell_complete=known.people)
@click.argument("text")
@click.option(
    "--at",
    callback=said,
    metavar="TIME",
    help="When, if not now: 2h (that long ago), 2026-11-20T15:00.",
)
@click.option(
    "--channel", type=click.Choice(CHANNELS), default="other", help="How they came; else `other`."
)
@click.option(
    "--attach",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    metavar="FILE",
    help="Keep this file with it; may be given several times.",
)
@click.option("--told-no", is_flag=True, help="You told them no then.")
@click.pass_context
def note(
    ctx: click.Context,
    who: str,
    text: str,
    at: Said | None,
    channel: str,
    attach: Sequence[Path],
    told_no: bool,
) -> None:
    """Write down what WHO did elsewhere: a call, a visit, a letter.

    It goes into the same record as their mail. At a closed door it counts as a knock.

    \b
        screener note him@example.com "Waited at the door." --channel in-person
        screener note pushy@example.com "Called twice." --channel call --at 2h
    """
    from screener.cli.printing.note import note as write_down

    write_down(ctx, who, text, at, channel, attach, told_no=told_no)


@click.command(epilog=options.WHO)
@click.argument("who", shell_complete=known.people)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder that is not there yet; else one here, named after them.",
)
@click.option(
    "--with-notes",
    is_flag=True,
    help="With your private notes, possible other handles of theirs and your own aliases.",
)
@click.option("--redact-others", is_flag=True, help="Blacken other people's addresses.")
@click.pass_context
def dossier(
    ctx: click.Context, who: str, out: Path | None, with_notes: bool, redact_others: bool
) -> None:
    """Put all that is kept of WHO into one folder, for a lawyer or the police.

    It has a timeline to read (HTML and PDF), every original message, and all that it takes to
    check them without this program.

    \b
        screener dossier "The man from the street" --out for-the-lawyer
    """
    from screener.cli.printing.dossier import dossier as export

    export(ctx, who, out, with_notes=with_notes, redact_others=redact_others)


@click.command(epilog=options.WHO)
@click.argument("who", shell_complete=known.people)
@click.option(
    "--to",
    multiple=True,
    callback=_addresses,
    metavar="ADDRESS",
    help="These people, and not those of `alert:`; may be given several times.",
)
@click.option("--yes", is_flag=True, help="Send it without asking.")
@click.pass_context
def tell(ctx: click.Context, who: str, to: Sequence[str], yes: bool) -> None:
    """Tell others now that WHO comes again and again, such as reception or security.

    The text is shown first; on a terminal you are asked whether to send it. What WHO
    wrote is not in it, unless your configuration says `include_text`.

    \b
        screener tell "The man from the street" --to desk@myfirm.example
    """
    from screener.cli.printing.tell import tell as show_and_send

    show_and_send(ctx, who, to, yes=yes)


@click.command(epilog=options.WHO)
@click.argument("who", shell_complete=known.people)
@click.option("--evidence-too", is_flag=True, help="Also if their door is closed.")
@click.option("--yes", is_flag=True, help="Remove it without asking.")
@click.pass_context
def forget(ctx: click.Context, who: str, evidence_too: bool, yes: bool) -> None:
    """Remove for good what is kept of WHO.

    Your mailbox keeps its mail, and the record keeps that something was removed. On
    a terminal you are asked first.
    """
    from screener.cli.printing.forget import forget as remove

    remove(ctx, who, evidence_too=evidence_too, yes=yes)


@click.command()
@click.option(
    "--head",
    "kept",
    multiple=True,
    callback=_head,
    metavar="NUMBER:HASH",
    help="The end of the record as you know it from elsewhere, such as an old digest.",
)
@options.as_json
@click.pass_context
def verify(ctx: click.Context, kept: list["Head"], as_json: bool) -> None:
    """Prove that the record is what it was: nothing changed, taken away or put in between.

    The exit code is 1 if anything does not fit; then the first entry that does not is named.
    """
    from screener.cli.printing.verify import verify as prove

    prove(ctx, kept, as_json=as_json)
