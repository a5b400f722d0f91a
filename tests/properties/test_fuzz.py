"""Rule files as they look after an accident: every one is used, or told what is wrong with it."""

from datetime import UTC, date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from screener.bootstrap import own, tried_tests
from screener.config.complaint import Complaint
from screener.config.lint.doubts import doubts_about
from screener.config.rulebook.compiling import compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.config.settings.load import load_settings
from screener.domain.record.decision import Decision, Mode
from screener.domain.rules.decide import Policy, decide
from screener.domain.rules.rulebook import Rulebook
from screener.errors import InvalidConfiguration
from tests.builders import NOON, a_mail

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests" / "mistakes"

TEXTS = [path.read_text() for path in sorted((ROOT / "rules").glob("*.yaml"))] + [
    path.read_text()
    for kind in ("rules-conditions", "rules-actions", "rules-people", "rules-replies", "doubts")
    for path in sorted((HERE / kind).glob("*/rules/*.yaml"))
]
SIGNS = st.sampled_from([*"[]{}:,-#'\"|>&*!%@`\n\t ", "  ", ": ", "- ", "null", "true", "é", "99"])
SETTINGS, _ = load_settings(HERE / "usual.yaml", environ={}, cwd=ROOT, home=ROOT)


@st.composite
def accidents(draw: st.DrawFn) -> str:
    """A file in which something was cut out, put in, or written twice."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        piece = draw(st.one_of(st.just(""), SIGNS, st.just(text[start:end] * 2)))
        text = text[:start] + piece + text[end:]
    return text


@settings(max_examples=300)
@given(text=accidents())
def test_no_accident_breaks_the_program(text: str) -> None:
    """What can be used is linted, tried on a message, and decides it in one way."""
    files = {"rules/10.yaml": text}
    try:
        rulebook, warnings = compile_rules(Gathered(RuleSources(files=files), []), own(SETTINGS))
    except InvalidConfiguration as refused:
        found = str(refused)
    else:
        found = "rules/10.yaml: none"
        look_closer(rulebook, warnings, files)
    assert found.startswith("rules/10.yaml:")


def look_closer(rulebook: Rulebook, warnings: list[Complaint], files: dict[str, str]) -> None:
    """At rules that can be used."""
    told = [*warnings, *doubts_about(rulebook, SETTINGS, files, today=date(2026, 11, 20))]
    assert {one.level for one in told} <= {"warning"}
    assert {one.place.file for one in told} <= {"rules/10.yaml"}
    policy = Policy(account="me", mode=Mode.ENFORCE, zone=UTC)
    decided = decide(a_mail(), rulebook=rulebook, policy=policy, now=NOON, content_read=True)
    assert isinstance(decided, Decision)


TESTS = [
    path.read_text()
    for folder in (ROOT / "rules" / "tests", *sorted((HERE / "rule-tests").glob("*/rules/tests")))
    for path in sorted(folder.glob("*.yaml"))
]


@st.composite
def broken_tests(draw: st.DrawFn) -> str:
    """A file of tests in which something was cut out or put in."""
    text = draw(st.sampled_from(TESTS))
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 60)))
    return text[:start] + draw(st.just("") | SIGNS) + text[end:]


@settings(max_examples=60, deadline=None)
@given(text=broken_tests())
def test_no_accident_with_a_test_breaks_the_program(text: str) -> None:
    """It is tried, or told what is wrong with it."""
    starter = {f"rules/{number}.yaml": one for number, one in enumerate(TEXTS[:4])}
    rulebook, _ = compile_rules(Gathered(RuleSources(files=starter), []), own(SETTINGS))
    with TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        (rules / "tests").mkdir(parents=True)
        (rules / "tests" / "a.yaml").write_text(text)
        verdicts, found = tried_tests(SETTINGS.model_copy(update={"rules": rules}), rulebook)

    assert {one.place.file for one in found.complaints} <= {"rules/tests/a.yaml"}
    assert all(set(verdict.test.expected) <= set(verdict.actual) for verdict in verdicts)
