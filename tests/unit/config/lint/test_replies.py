"""Templates of answers, from the user's files to the rulebook."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from screener.config.rulebook.compiling import Compiled, Own, compile_rules
from screener.config.rulebook.in_force import RulesInForce
from screener.config.rulebook.sources import ATTACHED_LIMIT, Gathered, RuleSources, gather
from screener.domain.letters.template import USUAL_EVERY, Attached, Template
from screener.domain.record.effect import Do
from screener.errors import InvalidConfiguration
from tests.rulebooks import a_rulebook, compiled

OWN = Own(accounts=frozenset({"me"}), addresses=frozenset(), region=None)

WITH_A_FILE = "replies: {received: {body: Thank you., attach: worksheet.pdf}}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """An empty rules directory."""
    directory = tmp_path / "rules"
    directory.mkdir()
    return directory


def read(rules: Path) -> Compiled:
    """The rules as they lie in the directory."""
    return compile_rules(gather(rules, rules / "doors.yaml"), OWN)


def the_fault(rules: Path) -> str:
    """What is said about the rules in the directory."""
    with pytest.raises(InvalidConfiguration) as error:
        read(rules)
    return error.value.message


def test_a_template_needs_only_its_words() -> None:
    """The rest is as it usually is."""
    book = a_rulebook("replies: {polite-no: {body: No.}}")

    assert book.templates == {
        "polite-no": Template(
            name="polite-no",
            subject="Re: {{ subject }}",
            body="No.",
            every=USUAL_EVERY,
            place=book.templates["polite-no"].place,
        )
    }
    assert str(book.templates["polite-no"].place) == "rules/0.yaml:1:11"


def test_a_template_says_more_if_it_wants_to() -> None:
    """Its subject, how often, and whether its words are looked at."""
    template = a_rulebook(
        """
        replies:
          polite-no:
            subject: "Your letter"
            body: |
              No.

              {{ my.name }}
            every: 30d
            lint: off
        """
    ).templates["polite-no"]

    assert template.subject == "Your letter"
    assert template.body == "No.\n\n{{ my.name }}\n"
    assert template.every == timedelta(days=30)
    assert not template.linted


def test_never_again_is_for_ever() -> None:
    """No span of time is long enough."""
    book = a_rulebook("replies: {polite-no: {body: No., every: never-again}}")

    assert book.templates["polite-no"].every is None


def test_templates_of_all_files_are_put_together() -> None:
    """And a rule may name one that comes later."""
    book = a_rulebook(
        "rules: [{name: a, then: {reply: second}}]",
        "replies: {first: {body: One.}}",
        "replies: {second: {body: Two.}}",
    )

    assert list(book.templates) == ["first", "second"]
    assert [(one.do, one.value) for one in book.rules[0].then] == [(Do.REPLY, "second")]


def test_a_closed_door_may_have_an_answer() -> None:
    """By handles, or for somebody whom `contacts` names."""
    book = a_rulebook(
        """
        replies: {polite-no: {body: No.}}
        contacts: [{name: Ann, handles: [ann@example.net]}]
        closed:
          - {handles: him@example.net, decline: polite-no}
          - {contact: Ann, decline: polite-no}
          - her@example.net
        """
    )

    assert [one.decline for one in book.directory.contacts] == ["polite-no", "polite-no", None]


def test_an_empty_list_of_templates_is_none() -> None:
    """As it is when the last one was taken out."""
    assert a_rulebook("replies:\nrules: []").templates == {}
    assert a_rulebook("replies: {}").templates == {}


def test_a_template_that_a_gate_names_may_speak_of_deadlines() -> None:
    """Gates themselves do not work yet, and that is all that is wrong here."""
    text = "replies: {ask: {body: 'until {{ deadline }}'}}\ngates: [{name: a, ask: ask}]"
    with pytest.raises(InvalidConfiguration) as error:
        compiled(text)

    assert "deadline" not in error.value.message.replace(text.splitlines()[0], "")


# --- files ---------------------------------------------------------------------------------------


def test_a_file_goes_with_an_answer(rules: Path) -> None:
    """To the octet, and under its own name wherever it lies below the rules."""
    (rules / "10.yaml").write_text(
        "replies: {received: {body: Thank you., attach: [worksheet.pdf, more/terms.txt]}}"
    )
    (rules / "worksheet.pdf").write_bytes(bytes(range(256)))
    (rules / "more").mkdir()
    (rules / "more" / "terms.txt").write_bytes(b"\xff")

    assert read(rules).rulebook.templates["received"].attach == (
        Attached(name="worksheet.pdf", octets=bytes(range(256))),
        Attached(name="terms.txt", octets=b"\xff"),
    )


def test_a_file_travels_with_the_last_good_rules(rules: Path) -> None:
    """Word for word and octet for octet, when it is long gone."""
    (rules / "10.yaml").write_text(WITH_A_FILE)
    (rules / "worksheet.pdf").write_bytes(b"%PDF\x00")
    kept = gather(rules, rules / "doors.yaml").sources.dump()
    (rules / "worksheet.pdf").unlink()
    again = compile_rules(Gathered(RuleSources.load(kept), []), OWN)

    assert again.rulebook.templates["received"].attach[0].octets == b"%PDF\x00"


def test_rules_that_were_kept_before_there_were_files_are_read() -> None:
    """An older version wrote no word of them."""
    assert RuleSources.load('{"files": {}, "beside": {}, "unread": {}}').attached == {}


def test_a_changed_file_is_noticed(rules: Path, tmp_path: Path) -> None:
    """As a changed rule is, at the next look."""
    (rules / "10.yaml").write_text(WITH_A_FILE)
    (rules / "worksheet.pdf").write_bytes(b"old")
    in_force = RulesInForce(rules=rules, doors=rules / "doors.yaml", own=OWN, state=tmp_path)
    before = in_force.current().templates["received"].attach
    (rules / "worksheet.pdf").write_bytes(b"newer")
    after = in_force.current().templates["received"].attach

    assert (before[0].octets, after[0].octets) == (b"old", b"newer")


def test_what_lies_hidden_in_the_directory_is_not_looked_at(rules: Path, tmp_path: Path) -> None:
    """Such as a `.git`, which changes all day."""
    (rules / "10.yaml").write_text("rules: []")
    in_force = RulesInForce(rules=rules, doors=rules / "doors.yaml", own=OWN, state=tmp_path)
    before = in_force.current()
    (rules / ".git").mkdir()
    (rules / ".git" / "index").write_bytes(b"x")
    (rules / ".10.yaml.swp").write_bytes(b"x")
    # The directory itself has changed, so its rules are read; from now on nothing has.
    in_force.current()
    settled = in_force.current()
    (rules / ".git" / "index").write_bytes(b"xyz")

    assert settled is not before
    assert in_force.current() is settled


def test_a_link_that_leads_out_of_the_directory_is_refused(rules: Path, tmp_path: Path) -> None:
    """Whoever may write a rule must not send any file of this machine."""
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (rules / "10.yaml").write_text(WITH_A_FILE)
    (rules / "worksheet.pdf").symlink_to(tmp_path / "secret.pdf")

    assert "`worksheet.pdf` lies outside the rules directory" in the_fault(rules)


def test_a_link_within_the_directory_is_followed(rules: Path) -> None:
    """It is the user's own order of things; so is a rules directory that is a link itself."""
    (rules / "10.yaml").write_text(WITH_A_FILE)
    (rules / "v2.pdf").write_bytes(b"two")
    (rules / "worksheet.pdf").symlink_to("v2.pdf")
    elsewhere = rules.parent / "linked"
    elsewhere.symlink_to(rules)

    for directory in (rules, elsewhere):
        attached = read(directory).rulebook.templates["received"].attach
        assert attached == (Attached(name="worksheet.pdf", octets=b"two"),)


def test_a_link_to_itself_is_no_file(rules: Path) -> None:
    """And no end of the program."""
    (rules / "10.yaml").write_text(WITH_A_FILE)
    (rules / "worksheet.pdf").symlink_to("worksheet.pdf")

    assert "worksheet.pdf" in the_fault(rules)


def test_a_pipe_is_no_file(rules: Path) -> None:
    """Reading it would wait for ever."""
    (rules / "10.yaml").write_text(WITH_A_FILE)
    os.mkfifo(rules / "worksheet.pdf")

    assert "`worksheet.pdf` is no file" in the_fault(rules)


def test_files_have_a_limit_one_by_one_and_together(rules: Path) -> None:
    """Most mail servers have one too."""
    (rules / "a.pdf").write_bytes(bytes(ATTACHED_LIMIT + 1))
    (rules / "b.pdf").write_bytes(bytes(ATTACHED_LIMIT))
    (rules / "c.pdf").write_bytes(b"x")
    (rules / "10.yaml").write_text(
        "replies:\n"
        "  large: {body: x, attach: a.pdf}\n"
        "  many: {body: x, attach: [b.pdf, c.pdf]}\n"
        "  fits: {body: x, attach: b.pdf}\n"
    )
    fault = the_fault(rules)

    assert "10.yaml:2:28: `a.pdf` has more than 5 MiB" in fault
    assert "10.yaml:3:27: these files have more than 5 MiB together" in fault
    assert "10.yaml:4" not in fault
