"""`test`: the rules' own tests, tried offline."""

import json
from collections.abc import Iterator, Sequence

import click

from screener.bootstrap import configure, own, tried_tests
from screener.config.complaint import refuse_errors
from screener.config.rulebook.compiling import compile_rules
from screener.config.rulebook.sources import gather
from screener.domain.rules.rule_test import Expected, Verdict, said
from screener.domain.visible import visible


def test(ctx: click.Context, *, as_json: bool) -> None:
    """Try them with no server, no state and their own clock; ends with 1 if one fails."""
    settings = configure(ctx.obj).settings
    rulebook, _ = compile_rules(gather(settings.rules, settings.doors), own(settings))
    verdicts, found = tried_tests(settings, rulebook)
    refuse_errors(found.complaints)
    for line in _objects(verdicts) if as_json else _lines(verdicts, settings.rules.name):
        click.echo(line)
    ctx.exit(0 if all(verdict.passed for verdict in verdicts) else 1)


def _lines(verdicts: Sequence[Verdict], rules: str) -> Iterator[str]:
    if not verdicts:
        yield f"There are no tests. They are written into {rules}/tests/*.yaml."
        return
    failed = [verdict for verdict in verdicts if not verdict.passed]
    for verdict in failed:
        yield from _difference(verdict)
        yield ""
    if failed:
        count = f"{len(failed)} of {_counted(len(verdicts))} failed"
        yield f"{count}: - is what was expected, + what came of it."
    else:
        yield f"{_counted(len(verdicts))} passed."


def _difference(verdict: Verdict) -> Iterator[str]:
    """What was expected with `-`, what came of it with `+`, and why where that is known."""
    test = verdict.test
    yield (
        click.style(f"✗ {visible(test.name)}", bold=True) + f"  {test.place.file}:{test.place.line}"
    )
    for key in verdict.differing:
        yield click.style(f"    - {key}: {_shown(test.expected[key])}", fg="red")
        yield click.style(f"    + {key}: {_shown(verdict.actual[key])}", fg="green")
        if because := verdict.because.get(key):
            yield f"      {visible(because)}"
    rule = verdict.actual["rule"]
    if "rule" not in verdict.differing:
        yield f"      decided by {f'`{_shown(rule)}`' if rule else 'no rule'}"


def _objects(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        test = verdict.test
        yield json.dumps(
            {
                "name": test.name,
                "file": test.place.file,
                "line": test.place.line,
                "passed": verdict.passed,
                "expected": test.expected,
                "actual": {key: verdict.actual[key] for key in test.expected},
                "because": verdict.because,
            }
        )


def _shown(value: Expected) -> str:
    return visible(said(value))


def _counted(number: int) -> str:
    return f"{number} test" if number == 1 else f"{number} tests"
