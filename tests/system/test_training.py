"""Training folders: the user moves a message with any mail program, and a door is decided."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from screener.domain.record.question import Asks
from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.proxy import proxy
from tests.system.program import Program, a_letter
from tests.system.test_closing import a_program, doors, knocks, questions

CLOSE, WELCOME, OPEN = "Screener/Close the door", "Screener/Let in", "Screener/Open again"

PUSHY = "pushy@example.com"


def laid(them: Onlooker, subject: str, folder: str, *, out_of: str = "INBOX") -> None:
    """The user drags that message into a folder."""
    uid = next(one.uid for one in them.messages(out_of) if one.subject == subject)
    them.move(uid, folder=out_of, to=folder)


def test_the_folders_are_made_and_subscribed(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """At the first round in enforce mode; one that is switched off is not."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user, mode="observe")
    program.rules("rules: []\n")
    with onlooker(plain_dovecot.port, user) as them:
        program.once()
        assert not any(folder.startswith("Screener") for folder in them.folders())
        program.configure(mode="enforce", training={"welcome": None})
        program.once()
        made = [folder for folder in them.folders() if folder.startswith("Screener")]
        subscribed = b"".join(line for line in them.imap.lsub()[1] if isinstance(line, bytes))
    assert made == [CLOSE, OPEN]
    assert CLOSE.encode() in subscribed
    assert OPEN.encode() in subscribed


def test_a_folder_that_the_server_will_not_make_is_not_asked_for_in_every_round(
    dovecot_with: Callable[[Quirks], Dovecot], user: str, tmp_path: Path
) -> None:
    """The pass is a good one, and the digest tells of each."""
    server = dovecot_with(Quirks(rights={"Screener": "lr"}))
    with proxy(server.port) as between, onlooker(server.port, user) as them:
        them.create("Screener")
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.once()
        assert [verb for verb in between.verbs() if verb == "CREATE"] == ["CREATE"] * 3
        between.forget()
        program.once()
        assert "CREATE" not in between.verbs()
    assert [one.kind for one in questions(program)] == [Asks.REFUSED] * 3


def test_a_message_closes_the_door_of_its_sender(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Only of the sender; it is filed as history, so is their past, and what comes is a knock."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("earlier", sender=PUSHY))
        them.add(a_letter("in a thread", sender=PUSHY, Cc="friend@example.com"))
        them.add(a_letter("of a friend", sender="friend@example.com", Cc=PUSHY))
        program.once()
        laid(them, "in a thread", CLOSE)
        program.once()

        assert them.subjects(CLOSE) == []
        assert them.subjects() == ["of a friend"]
        closed = them.messages("Screened/Closed")
        assert sorted(one.subject for one in closed) == ["earlier", "in a thread"]
        assert all(r"\Seen" in one.flags for one in closed)
        them.add(a_letter("new", sender=PUSHY))
        program.once()
    today = datetime.now(UTC).date()
    assert doors(program).endswith(f"closed:\n  - handles: [{PUSHY}]\n    since: {today}\n")
    assert knocks(program) == ["new"]
    assert len(program.objects()) == 4


def test_a_message_lets_its_sender_in_and_opens_again(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """It then lies in the inbox, and stays there whatever the rules say."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules("rules:\n  - {name: All, when: {subject: letter}, then: {file: Filed}}\n")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("first letter", sender=PUSHY))
        program.once()
        laid(them, "first letter", WELCOME, out_of="Filed")
        program.once()
        program.once()
        assert them.subjects() == ["first letter"]
        assert doors(program).endswith(f"welcome:\n  - {PUSHY}\n")
        them.add(a_letter("second letter", sender=PUSHY))
        program.once()
        assert them.subjects() == ["first letter", "second letter"]
        laid(them, "second letter", CLOSE)
        program.once()
        assert them.subjects() == []
        laid(them, "first letter", OPEN, out_of="Screened/Closed")
        program.once()
        program.once()

        assert them.subjects() == ["first letter"]
        assert them.subjects("Screened/Closed") == ["second letter"]
    assert PUSHY not in doors(program)


def test_what_must_not_be_closed_goes_back_and_is_told(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Own and role addresses, lists, services that name no person, several senders."""
    refused = {
        "own": a_letter("own", sender="me@example.com"),
        "role": a_letter("role", sender="No-Reply@shop.example"),
        "list": a_letter("list", sender="al@example.com", List_Id="<l.example.com>"),
        "service": a_letter("service", sender="LinkedIn <invitations@linkedin.com>"),
        "several": a_letter("several", sender=f"{PUSHY}, friend@example.com"),
    }
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        for raw in refused.values():
            them.add(raw, CLOSE)
        program.once()
        program.once()

        assert sorted(them.subjects()) == sorted(refused)
        assert them.subjects(CLOSE) == []
    assert {one.kind for one in questions(program)} == {Asks.REFUSED}
    assert len(questions(program)) == len(refused)
    assert not (program.folder / "rules" / "doors.yaml").exists()


def test_a_person_behind_a_service_is_closed_by_name(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Others who write through it are let through."""
    program = a_program(plain_dovecot, user, tmp_path)
    service = "messages-noreply@linkedin.com"
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("from John", sender=f"John Street <{service}>"), CLOSE)
        program.once()
        them.add(a_letter("John again", sender=f"John Street <{service}>"))
        them.add(a_letter("from Jane", sender=f"Jane Road <{service}>"))
        program.once()

        assert them.subjects() == ["from Jane"]
        assert them.subjects("Screened/Closed") == ["from John", "John again"]
    assert "- handles: [{via: linkedin.com, name: John Street}]" in doors(program)


def test_a_line_of_another_file_is_told(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """Opening it changes nothing, and the message goes back."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules(f"closed: [{PUSHY}]\n")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("again", sender=PUSHY))
        program.once()
        laid(them, "again", OPEN, out_of="Screened/Closed")
        program.once()
        assert them.subjects() == ["again"]
    (asked,) = questions(program)
    assert asked.kind is Asks.REFUSED
    assert "take it out there" in asked.text


def test_with_a_broken_file_of_doors_the_message_waits(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The wish is queued and told; once the file is mended all of it is done."""
    program = a_program(plain_dovecot, user, tmp_path)
    file = program.folder / "rules" / "doors.yaml"
    file.write_text("closed: [\n")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=PUSHY), CLOSE)
        program.once()
        program.once()
        assert them.subjects(CLOSE) == ["past"]
        assert [one.kind for one in questions(program)] == [Asks.QUEUED]
        file.write_text("")
        program.once()
        program.once()
        assert them.subjects("Screened/Closed") == ["past"]
    assert PUSHY in file.read_text()


def test_observing_empties_no_folder(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """And neither does a pause."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=PUSHY), CLOSE)
        program.configure(mode="observe")
        program.once()
        program.configure(mode="enforce")
        program.run("pause")
        program.once()
        assert them.subjects(CLOSE) == ["past"]
        program.run("resume")
        program.once()
        assert them.subjects(CLOSE) == []
