"""`demo`: the whole story on this machine, with no account."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the configuration and the record of the demo go; else ./screener-demo.",
)
def demo(folder: Path | None) -> None:
    """Start a mailbox in memory, let a few people write, and tell what is done with their mail.

    Needs no account and no network, and leaves one folder behind.
    """
    from screener.adapters.logs import configure_logs
    from screener.demo.folder import usual_folder
    from screener.demo.story import tell

    configure_logs("auto", "error")
    tell((folder or usual_folder()).absolute(), click.echo)
