"""What the documentation shows is true: the programs' own loaders read every block of YAML."""

import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import yaml

from screener.bootstrap import failing_tests
from screener.cli.main import COMMANDS, screener
from screener.config.language.reference import MODELS, keys_of, page
from screener.config.rulebook.compiling import Compiled, Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources, gather
from screener.config.settings.load import load_settings

ROOT = Path(__file__).parents[2]

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("systemd/*.md")),
]

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:^ {4}|`)(?:sudo )?screener ([a-z]+)", re.MULTILINE)
_TYPED = re.compile(r"^ {4}(?:sudo )?screener ([a-z-].+)$|`screener ([a-z-][^`]+)`", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]*))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

OWN = Own(
    accounts=frozenset({"me"}),
    addresses=frozenset({"me@example.com"}),
    region="US",
    told=[("hr@myfirm.example", "hand_off_to")],
)


class Block(NamedTuple):
    """A block of YAML in a page, marked by a second word after `yaml`."""

    page: str
    line: int
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(mark: str | None = None) -> list[Block]:
    """Every block of YAML, or those with that mark."""
    found = []
    for path in PAGES:
        text = path.read_text("utf-8")
        for fence in _FENCE.finditer(text):
            language, _, marked = fence[1].partition(" ")
            line = text.count("\n", 0, fence.start()) + 2
            if language == "yaml" and mark in (None, marked):
                found.append(Block(path.name, line, marked, fence[2]))
    return found


def compiled(text: str) -> Compiled:
    """A file of rules, read as the program reads it. Raises InvalidConfiguration."""
    beside = {"worksheet.pdf": "JVBERi0="}
    sources = RuleSources(files={"rules/shown.yaml": text}, attached=beside)
    return compile_rules(Gathered(sources, []), OWN)


def test_there_are_blocks_of_both_kinds_and_none_is_left_unread() -> None:
    """A block without a mark would be loaded by nobody."""
    assert len(blocks("rules")) >= 5
    assert len(blocks("config")) >= 4
    known = ("rules", "config", "tests")
    assert [str(block) for block in blocks() if block.mark not in known] == []


@pytest.mark.parametrize("block", blocks("rules"), ids=str)
def test_rules_that_are_shown_can_be_used_as_they_stand(block: Block) -> None:
    """With no error and no warning."""
    found = compiled(block.text)

    assert found.warnings == []
    assert found.rulebook.rules or found.rulebook.directory.contacts


@pytest.mark.parametrize("block", blocks("tests"), ids=str)
def test_tests_that_are_shown_pass_with_the_rules_of_their_page(
    block: Block, tmp_path: Path
) -> None:
    """So that whoever copies both has something that works."""
    for one in blocks("rules"):
        if one.page == block.page:
            rules = tmp_path / f"rules-{one.line}"
            (rules / "tests").mkdir(parents=True)
            (rules / "10.yaml").write_text(one.text)
            (rules / "tests" / "shown.yaml").write_text(block.text)
            (rules / "invitation.eml").write_bytes(b"From: ann@example.com\r\n\r\nCome!\r\n")
    (tmp_path / "config.yaml").write_text(
        "accounts: [{name: me, address: me@example.com,"
        " imap: {host: imap.example.com, user: me, password: {env: NOBODY}}}]"
    )
    settings, _ = load_settings(tmp_path / "config.yaml", environ={}, cwd=tmp_path, home=tmp_path)
    wrong = [
        failing_tests(settings.model_copy(update={"rules": rules}), compiled(text).rulebook)
        for rules in tmp_path.glob("rules-*")
        for text in [(rules / "10.yaml").read_text()]
    ]
    assert [] in wrong


@pytest.mark.parametrize("block", blocks("config"), ids=str)
def test_configurations_that_are_shown_can_be_used_as_they_stand(
    block: Block, tmp_path: Path
) -> None:
    """Each is a whole file."""
    path = tmp_path / "config.yaml"
    path.write_text(block.text)
    settings, warnings = load_settings(path, environ={}, cwd=tmp_path, home=tmp_path)

    assert warnings == []
    assert settings.accounts


def test_the_starter_rules_have_no_fault() -> None:
    """They are the first that anybody tries."""
    found = compile_rules(gather(ROOT / "rules", ROOT / "rules" / "doors.yaml"), OWN)

    assert found.warnings == []
    assert len(found.rulebook.rules) >= 5


def test_what_the_starter_rules_propose_in_notes_works_once_it_is_no_note() -> None:
    """Taking the `#` away is all that is asked of people."""
    text = (ROOT / "rules" / "10-people.yaml").read_text("utf-8")
    proposed = [line[2:] for line in text.splitlines() if re.match(r"# (?:[a-z]+:$| )", line)]
    found = compiled("\n".join(proposed))

    assert found.warnings == []
    assert {contact.door.value for contact in found.rulebook.directory.contacts} == {
        "closed",
        "welcome",
    }


def test_the_reference_is_the_one_that_the_models_make() -> None:
    """Whoever changes the language writes the page anew: see its second line."""
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == page()


def test_the_reference_has_every_key_and_every_word_of_it_is_explained() -> None:
    """A key without a description would be an empty cell."""
    empty = [
        f"{name}.{key}"
        for name, model in MODELS.items()
        for key, field in keys_of(model).items()
        if not field.description
    ]
    assert empty == []
    assert "<!-- keys" not in page()


@pytest.mark.parametrize(
    ("name", "key", "example"),
    [
        (name, key, example)
        for name in ("When", "Then")
        for key, field in keys_of(MODELS[name]).items()
        for example in field.examples or ()
    ],
    ids=str,
)
def test_every_example_of_the_reference_is_taken_by_the_loader(
    name: str, key: str, example: Any
) -> None:
    """People copy examples."""
    rule: dict[str, Any] = {"name": "shown", "then": {"keep": True}}
    rule[name.lower()] = {key: example}
    shown = {"rules": [rule], "lists": {"press": ["@daily.example"]}}
    shown["contacts"] = [{"name": "The man from the street", "handles": ["him@example.com"]}]
    shown["replies"] = {name: {"body": "No."} for name in ("polite-no", "for-you", "handed-on")}
    shown["gates"] = [{"name": "informational-interview", "choices": {"Meet": {"keep": True}}}]

    assert len(compiled(yaml.safe_dump(shown, allow_unicode=True)).rulebook.rules) == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_that_is_told_of_is_there(path: Path) -> None:
    """Advice that ends in `No such command` is worse than none."""
    named = set(_COMMAND.findall(path.read_text("utf-8")))

    assert named <= COMMANDS.keys()


def typed(path: Path) -> list[list[str]]:
    """The words behind `screener` of every call that is shown, without what is for the shell."""
    found = []
    for match in _TYPED.finditer(path.read_text("utf-8")):
        words = shlex.split(match[1] or match[2], comments=True)
        shell = next((place for place, word in enumerate(words) if word in {">", "|"}), None)
        found.append(words[:shell])
    return found


def mistaken(words: list[str]) -> str | None:
    """What the command line would say against these words; a value may be missing, or shortened."""
    command: click.Command = screener
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        found = command.get_command(click.Context(command), name)
        if found is None:
            return f"no command {name}"
        command = found
    try:
        command.make_context(command.name, words)
    except (click.BadParameter, click.exceptions.Exit):
        return None
    except click.UsageError as error:
        return f"{words}: {error.format_message()}"
    return None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_call_that_is_shown_has_only_options_that_there_are(path: Path) -> None:
    """Each is read by the command line itself, and not carried out."""
    assert [wrong for words in typed(path) if (wrong := mistaken(words))] == []


def test_calls_are_found_and_a_wrong_one_is_seen() -> None:
    """Otherwise the test above would prove nothing."""
    assert ["pause", "--for", "2h"] in typed(ROOT / "docs" / "guide.md")
    assert mistaken(["pause", "--until", "2h"]) is not None
    assert mistaken(["gates", "chose", "ann@example.com", "Meet"]) is not None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_the_pages_lead_somewhere(path: Path) -> None:
    """Relative ones, that is, and those within a page; to a heading that is there."""
    links = _LINK.findall(path.read_text("utf-8"))

    assert [link for link in links if not leads_somewhere(path, *link)] == []


def leads_somewhere(page: Path, file: str, heading: str) -> bool:
    """Whether there is such a file, and such a heading in it, named as GitHub does."""
    target = page.parent / file if file else page
    if not target.exists() or not heading:
        return target.exists()
    headings = _HEADING.findall(target.read_text("utf-8"))
    return heading in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_readme_begins_with_the_name_and_the_two_commands() -> None:
    """Whoever comes by knows in a minute whether it runs."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    commands = [line.split("#")[0].strip() for line in lines if line.startswith("    ")]

    assert lines[0] == "# screener"
    assert commands[:2] == ["make demo", "make test"]
