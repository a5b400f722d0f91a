"""`schema`: JSON Schema of the files that people write, for their editors."""

import json

import click


@click.command()
@click.argument("of", metavar="[rules|config|tests]", default="rules")
def schema(of: str) -> None:
    """Print the JSON Schema of rule files, of the configuration, or of rule tests.

    `screener schema > rules/rules.schema.json` puts it where the starter rules and doors.yaml look
    for it.
    """
    from screener.config.schema import SCHEMAS

    if of not in SCHEMAS:
        raise click.BadParameter(f"{of!r} is none of {', '.join(SCHEMAS)}", param_hint="of")
    click.echo(json.dumps(SCHEMAS[of](), indent=1, ensure_ascii=False))
