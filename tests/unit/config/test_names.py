"""The names in the user's files, read in passing."""

from pathlib import Path

import pytest

from screener.config.names import USUAL_DOORS, USUAL_RULES, USUAL_STATE, Names, Person, names
from screener.domain.settings.settings import DOORS_FILE, Settings
from screener.errors import InvalidConfiguration

CONFIG = """\
state: here
database: null
accounts:
  - {name: me, timezone: Europe/Rome, imap: {password: {env: NOBODY}}}
  - {name: work}
"""

RULES = """\
closed:
  - pushy@example.com
  - name: The man from the street
    handles: [him@example.com, +1 202 555 0143, {via: relay.example, name: John Street}]
    notes: a secret
  - contact: Ann
welcome: ["@myfirm.example"]
contacts: [{name: Ann, handles: ann@example.com}]
replies: {polite-no: {body: No.}}
gates: [{name: intake, choices: {Meet: {keep: true}, Kind no: {keep: true}}}]
rules: [{name: News, then: {keep: true}}, {name: null, then: {keep: true}}]
"""


def read(home: Path, config: str = CONFIG, **rules: str) -> Names:
    """The names in a configuration and these rule files."""
    (home / "config.yaml").write_text(config)
    (home / "rules").mkdir()
    for name, text in rules.items():
        (home / "rules" / f"{name}.yaml").write_text(text)
    return names(None, environ={}, cwd=home, home=home)


def test_everything_that_has_a_name_is_found(tmp_path: Path) -> None:
    """Handles as they are written, and nobody's notes."""
    found = read(tmp_path, people=RULES)

    assert found == Names(
        state=tmp_path / "here",
        database=None,
        zone="Europe/Rome",
        accounts=["me", "work"],
        people=[
            Person("closed", ("pushy@example.com",)),
            Person("closed", ("The man from the street", "him@example.com", "+1 202 555 0143")),
            Person("closed", ("Ann",)),
            Person("welcome", ("@myfirm.example",)),
            Person("contacts", ("Ann", "ann@example.com")),
        ],
        rules=["News"],
        templates=["polite-no"],
        gates={"intake": ["Meet", "Kind no"]},
    )


def test_files_are_joined_in_the_order_of_their_names(tmp_path: Path) -> None:
    """The file of doors among them, and an editor's lock not."""
    found = read(tmp_path, b="closed: [b]", a="closed: [a]", doors="closed: [d]", **{".c": "x"})

    assert [person.words for person in found.people] == [("a",), ("b",), ("d",)]


@pytest.mark.parametrize(
    "broken",
    [
        "closed: [first]\nrules: [",
        "closed:\n  - first\n  - @example.com\n",
        "closed: &x [first]\nwelcome: *x\n",
        "closed: [first]\nwelcome: 7\ncontacts: {name: x}\nrules: text\ngates: [1]\n",
        "closed: [first]\nrules: \x00",
    ],
)
def test_a_mistake_hides_only_what_comes_behind_it(tmp_path: Path, broken: str) -> None:
    """Whoever mends a file can still complete words."""
    found = read(tmp_path, rules=broken)

    assert [person.words for person in found.people] in ([("first",)], [])


def test_where_things_lie_is_as_the_configuration_has_it(tmp_path: Path) -> None:
    """Relative to the file; and by default where the validated settings say."""
    found = read(tmp_path, "accounts: []")
    usual = Settings.model_fields

    assert Path(USUAL_STATE) == usual["state"].default
    assert Path(USUAL_RULES) == usual["rules"].default
    assert USUAL_DOORS == DOORS_FILE
    assert found.state == tmp_path / ".local/state/screener"


def test_systemd_says_where_the_state_lies(tmp_path: Path) -> None:
    """Unless the file does."""
    (tmp_path / "config.yaml").write_text("accounts: []")
    environ = {"STATE_DIRECTORY": "/var/lib/screener"}

    found = names(None, environ=environ, cwd=tmp_path, home=tmp_path)

    assert found.state == Path("/var/lib/screener")


def test_without_a_configuration_there_are_no_names(tmp_path: Path) -> None:
    """Its caller takes that for nothing to choose from."""
    with pytest.raises(InvalidConfiguration):
        names(None, environ={}, cwd=tmp_path / "x", home=tmp_path)
