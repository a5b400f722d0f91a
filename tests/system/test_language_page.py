"""The contract's own page of the rule language: what stands there is taken by the real commands.

The page lies beside the checkout where the language was agreed on. With none at hand a small one of
our own is read, and a line says so.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.system.commands import CONFIG, Commands

PAGE = Path(__file__).parents[3] / "shared" / "design" / "rules-language.md"

OURS = """\
| written | matches |
| --- | --- |
| `him@example.com` | that address |

```yaml
closed:
  - name: The man from the street
    handles: [him@example.com, +1 202 555 0143]
    decline: polite-no
    alert: [security@myfirm.example]
```

```yaml
rules:
  - name: Words
    when: {text: pick your brain, not: {has: attachment}}
    then: {tag: words}
replies:
  polite-no: {body: Thank you., attach: [worksheet.pdf], every: never-again}
```

```yaml
tests:
  - name: a knock
    message: {from: him@example.com, subject: "Lunch?"}
    expect: {rule: closed door}
```

### Conditions

| key | value | holds when |
| --- | --- | --- |
| `kind` | `email`, `voicemail`, `call` | the event is of that kind |
| `size` | `">5MB"` | |

### Actions

| key | value | does |
| --- | --- | --- |
| `propose` | `close`, `welcome` | a suggestion |
"""

TEMPLATES = (
    *("send-your-resume", "write-again-next-week", "thirty-minutes", "no-openings"),
    *("as-a-favour", "handed-on", "at-capacity"),
)
"""Templates that the page names, and leaves to the reader to write."""

_FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_WORDS = re.compile(r"(?:one or several of )?`\w+`(?:, `\w+`)*")


class Page(NamedTuple):
    """The page, and whether it is that of the contract."""

    text: str
    is_theirs: bool

    @property
    def blocks(self) -> list[str]:
        """Its blocks of YAML."""
        return _FENCE.findall(self.text)

    def rows(self, section: str) -> Iterator[tuple[list[str], str]]:
        """The keys and the values of the table in that section."""
        below = self.text.partition(f"### {section}\n")[2].partition("\n#")[0]
        for line in below.splitlines():
            if line.startswith("| `"):
                keys, value = line.split(" | ")[:2]
                yield _CODE.findall(keys), value

    @property
    def handles(self) -> list[str]:
        """The handles of the table that explains them, as they are written there."""
        below = self.text.partition("| written | matches |\n")[2].partition("\n\n")[0]
        cells = (line.split(" | ")[0] for line in below.splitlines()[1:])
        return [one for cell in cells for one in _CODE.findall(cell) if one != "list:NAME"]


@pytest.fixture(scope="module")
def page() -> Page:
    """The contract's, or else our own."""
    there = PAGE.is_file()
    return Page(PAGE.read_text("utf-8") if there else OURS, there)


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """An installation that can send, in a country."""
    program = Commands(tmp_path)
    (program.rules / "tests").mkdir()
    (program.rules / "worksheet.pdf").write_bytes(b"%PDF-1.4\n")
    trust = "    trusted_authserv: [mx.example.com]\n    smtp: {host: 127.0.0.1}\n"
    program.write("config.yaml", f"region: US\n{CONFIG.format(mode='observe')}{trust}")
    return program


def test_the_blocks_of_the_page_are_taken_and_their_tests_pass(
    page: Page, program: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    """All together, beside the templates that they name: no error and no warning."""
    written = {name: {"body": "Words."} for name in TEMPLATES} if page.is_theirs else {}
    program.write("rules/90.yaml", yaml.safe_dump({"replies": written}))
    for number, block in enumerate(page.blocks):
        folder = "rules/tests" if "tests:" in block.splitlines()[:2] else "rules"
        program.write(f"{folder}/{number}.yaml", block)
    checked, tried = program.run("check", "--strict"), program.run("test")

    with capsys.disabled():
        whose = "of the contract" if page.is_theirs else "of OURS: NO contract lies beside us"
        print(f"\n{len(page.blocks)} blocks {whose}")  # noqa: T201 - tells what was tested
    assert (checked.code, checked.err) == (0, "")
    assert (tried.code, tried.out) == (0, "1 test passed.\n")
    assert len(page.blocks) >= 3


def test_every_handle_of_the_page_is_understood(page: Page, program: Commands) -> None:
    """Each as it is written there, in a condition of its own."""
    rules = "".join(
        f"  - {{name: number {number}, when: {{from: {handle}}}, then: {{tag: it}}}}\n"
        for number, handle in enumerate(page.handles)
    )
    program.write("rules/10.yaml", f"rules:\n{rules}")
    checked = program.run("check")

    assert (checked.code, checked.err) == (0, "")
    assert len(page.handles) >= (10 if page.is_theirs else 1)


def test_every_value_of_the_tables_is_understood(page: Page, program: Commands) -> None:
    """Words among which one chooses, and values that are written out."""
    rules = [
        rule(key, value)
        for section, rule in (("Conditions", _when), ("Actions", _then))
        for keys, cell in page.rows(section)
        for key in keys
        for value in _values(cell)
    ]
    text = "".join(f"  - {{name: number {number}, {one}}}\n" for number, one in enumerate(rules))
    program.write("rules/10.yaml", f"rules:\n{text}")
    checked = program.run("check")

    assert (checked.code, checked.err) == (0, "")
    assert len(rules) >= (34 if page.is_theirs else 5)


def _values(cell: str) -> list[Any]:
    """What the cell has in code and means as it stands, and not as a placeholder."""
    if _WORDS.fullmatch(cell.strip()):
        return _CODE.findall(cell)
    return [code for code in _CODE.findall(cell) if re.search(r"\d", code)]


def _when(key: str, value: str) -> str:
    return f"when: {{{key}: {value}}}, then: {{tag: it}}"


def _then(key: str, value: str) -> str:
    return f"when: {{subject: it}}, then: {{{key}: {value}}}"
