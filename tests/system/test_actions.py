"""Every action on a real mailbox, the brake, and servers that can do less than others."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.onlooker import Seen, onlooker
from tests.servers.proxy import proxy
from tests.system.program import Program, a_letter

WithQuirks = Callable[[Quirks], Dovecot]

NO_MOVE = Quirks(hidden=frozenset({"MOVE"}))
NO_UIDPLUS = Quirks(hidden=frozenset({"MOVE", "UIDPLUS"}))

PUSHY = "pushy@example.com"

EVERYTHING = """
rules:
  - {name: Both, continue: true, when: {subject: both}, then: {tag: noticed, copy: Also}}
  - {name: Tag, when: {subject: tag}, then: {tag: [one, $Two], untag: old}}
  - {name: Mark, when: {subject: mark}, then: {mark: [flagged, unseen, notjunk]}}
  - {name: Copy, when: {subject: copy}, then: {copy: [Records/2026, Sicherung für später]}}
  - {name: File, when: {subject: file}, then: {file: Newsletters/Ruhe & Mehr, mark: seen}}
  - {name: Trash, when: {subject: trash}, then: {trash: true}}
  - {name: Keep, when: {subject: keep}, then: {keep: true}}
  - {name: Trial, trial: true, when: {subject: trial}, then: {trash: true}}
  - {name: Off, enabled: false, when: {subject: trial}, then: {trash: true}}
  - {name: Over, until: 2020-01-01, when: {subject: trial}, then: {trash: true}}
  - {name: Else, account: other, when: {subject: trial}, then: {trash: true}}
"""


def flags_of(messages: list[Seen]) -> dict[str, frozenset[str]]:
    """By subject."""
    return {message.subject: message.flags for message in messages}


def test_every_action_does_what_its_name_says(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """And nothing besides, whatever the folder is called."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.accounts.append(program.account("other", port=plain_dovecot.port, user=f"{user}x"))
    program.configure()
    program.rules(EVERYTHING)
    with onlooker(plain_dovecot.port, user) as them:
        for subject in ("tag", "mark", "copy", "file", "file both", "trash", "keep", "trial"):
            them.add(a_letter(subject), flags=r"\Seen old $Junk")
        program.once()

        were = {r"\Seen", "old", "$Junk"}
        assert flags_of(them.messages()) == {
            "tag": {r"\Seen", "$Junk", "one", "$Two"},
            "mark": {r"\Flagged", "old", "$NotJunk"},
            "copy": were,
            "keep": were,
            "trial": were,
        }
        assert them.subjects("Records/2026") == ["copy"]
        assert them.subjects("Sicherung f&APw-r sp&AOQ-ter") == ["copy"]
        assert flags_of(them.messages("Newsletters/Ruhe &- Mehr")) == {
            "file": were | {"$MDNSent"},
            "file both": were | {"$MDNSent", "noticed"},
        }
        assert them.subjects("Also") == ["file both"]
        assert them.subjects("Trash") == ["trash"]
    statuses = program.statuses()
    assert statuses["trial"] == {"trash": "would"}
    assert statuses["keep"] == {"keep": "done"}
    assert {s for one in statuses.values() for s in one.values()} == {"done", "would"}
    both = next(one for one in program.log() if one["subject"] == "file both")
    assert (both["rule"], both["continued"]) == ("File", ["Both"])


def test_a_rule_that_needs_the_words_reads_them(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Whole messages are read where the header does not decide, and only there."""
    with onlooker(plain_dovecot.port, user) as them, proxy(plain_dovecot.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.rules(
            "rules:\n"
            "  - {name: Known, when: {from: friend@example.com}, then: {keep: true}}\n"
            "  - {name: Offer, when: {body: {word: synergy}}, then: {file: Offers}}\n"
        )
        them.add(a_letter("one", sender="friend@example.com", body="synergy"))
        them.add(a_letter("two", body="So much synergy!"))
        them.add(a_letter("three", body="> So much synergy!\r\n\r\nNo."))
        program.once()

        assert them.subjects() == ["one", "three"]
        assert them.subjects("Offers") == ["two"]
        whole = [command for command in between.commands if "BODY.PEEK[]" in command]
    assert [command.split()[2] for command in whole] == ["2:3"]


def test_a_message_of_30_megabytes_is_kept_to_the_last_octet(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Its text is read in part, its bytes are archived in full."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(
        "rules:\n"
        "  - {name: Large, when: {body: first words}, then: {preserve: true, file: Large}}\n"
    )
    line = b"0123456789abcdef" * 4 + b"\r\n"
    raw = a_letter("large", body="The first words.") + line * (30 * 1024 * 1024 // len(line))
    with onlooker(plain_dovecot.port, user) as them:
        them.add(raw)
        program.once()
        assert them.subjects("Large") == ["large"]
    assert list(program.objects()) == [sha256(raw).hexdigest()]
    assert list(program.objects().values()) == [raw]


def test_the_brake_holds_one_rule_and_lets_the_others_go(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Exit 1 until `--yes`, which is remembered; a closed door is never held."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"backfill": "0d"}, brake={"messages": 5, "share": 0.5})
    program.rules(
        f"closed: [{PUSHY}]\n"
        "rules:\n"
        "  - {name: Too much, when: {subject: all}, then: {mark: flagged, file: Filed}}\n"
        "  - {name: Little, when: {subject: some}, then: {file: Some}}\n"
    )
    with onlooker(plain_dovecot.port, user) as them:
        program.once()
        for number in range(14):
            them.add(a_letter("all", number=number))
        for number in range(6):
            them.add(a_letter("closed", sender=PUSHY, number=number))
        them.add(a_letter("some"))
        held = program.once(expect=1)

        assert them.subjects() == ["all"] * 14
        assert not any(r"\Flagged" in one.flags for one in them.messages())
        assert them.subjects("Screened/Closed") == ["closed"] * 6
        assert them.subjects("Some") == ["some"]
        assert [one["rule"] for one in held.logged if one["event"] == "brake_held_rule"] == [
            "Too much"
        ]
        program.once(expect=1)
        program.once("--yes")
        assert them.subjects() == []
        assert them.subjects("Filed") == ["all"] * 14
    program.once()


@pytest.mark.parametrize("quirks", [Quirks(), NO_MOVE, NO_UIDPLUS])
def test_messages_marked_by_others_survive(
    dovecot_with: WithQuirks, quirks: Quirks, user: str, tmp_path: Path
) -> None:
    r"""What somebody else marked `\Deleted` is theirs to expunge."""
    server = dovecot_with(quirks)
    program = Program(tmp_path / "it", port=server.port, user=user)
    program.rules("rules:\n  - {name: All, when: {subject: ours}, then: {file: Filed}}\n")
    with onlooker(server.port, user) as them:
        them.add(a_letter("theirs"), flags=r"\Deleted")
        them.add(a_letter("ours"))
        them.add(a_letter("theirs too"), flags=r"\Deleted")
        program.once()

        left = [one for one in them.messages() if one.subject != "ours"]
        assert [one.subject for one in left] == ["theirs", "theirs too"]
        assert all(r"\Deleted" in one.flags for one in left)
        assert them.subjects("Filed") == ["ours"]


def test_without_move_the_copy_is_made_first(
    dovecot_with: WithQuirks, user: str, tmp_path: Path
) -> None:
    """And the original goes alone, by UID EXPUNGE."""
    server = dovecot_with(NO_MOVE)
    with onlooker(server.port, user) as them, proxy(server.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.rules("rules:\n  - {name: All, then: {file: Filed}}\n")
        them.add(a_letter("one"))
        program.once()

        assert them.messages() == []
        assert them.subjects("Filed") == ["one"]
        verbs = between.verbs()
    assert "UID MOVE" not in verbs
    assert "EXPUNGE" not in verbs
    assert "CLOSE" not in verbs
    assert verbs.index("UID COPY") < verbs.index("UID EXPUNGE")


def test_without_uidplus_the_original_is_left_marked(
    dovecot_with: WithQuirks, user: str, tmp_path: Path
) -> None:
    """Nothing is expunged, the log says why, and the next pass does not copy again."""
    server = dovecot_with(NO_UIDPLUS)
    program = Program(tmp_path / "it", port=server.port, user=user)
    program.rules("rules:\n  - {name: All, then: {file: Filed}}\n")
    with onlooker(server.port, user) as them:
        them.add(a_letter("one"))
        program.once()
        program.once()

        assert flags_of(them.messages()) == {"one": {r"\Deleted"}}
        assert flags_of(them.messages("Filed")) == {"one": set()}
    ((action,),) = (one["actions"] for one in program.log())
    assert action["status"] == "done"
    assert "only marked as deleted" in action["reason"]


def test_folders_below_a_prefix_are_called_as_elsewhere(
    dovecot_with: WithQuirks, user: str, tmp_path: Path
) -> None:
    """The same rules mean the same folders on a server with `INBOX.` before and dots between."""
    server = dovecot_with(Quirks(prefix="INBOX.", separator="."))
    program = Program(tmp_path / "it", port=server.port, user=user)
    program.configure(account={"watch": ["INBOX", "Team/Ours"]})
    program.rules(f"closed: [{PUSHY}]\n" + EVERYTHING.replace("account: other, ", ""))
    with onlooker(server.port, user) as them:
        them.create("INBOX.Team.Ours")
        them.add(a_letter("closed", sender=PUSHY), "INBOX.Team.Ours")
        them.add(a_letter("copy"))
        them.add(a_letter("trash"))
        program.once()

        assert them.subjects("INBOX.Screened.Closed") == ["closed"]
        assert them.subjects("INBOX.Records.2026") == ["copy"]
        assert them.subjects("INBOX.Trash") == ["trash"]
        assert all(folder.startswith("INBOX") for folder in them.folders())


def test_the_trash_is_the_folder_that_the_server_calls_so(
    dovecot_with: WithQuirks, user: str, tmp_path: Path
) -> None:
    """By its special use (RFC 6154), whatever its name."""
    server = dovecot_with(Quirks(trash="Papierkorb"))
    program = Program(tmp_path / "it", port=server.port, user=user)
    program.rules("rules:\n  - {name: All, then: {trash: true}}\n")
    with onlooker(server.port, user) as them:
        them.add(a_letter("one"))
        program.once()
        assert them.subjects("Papierkorb") == ["one"]
        assert "Trash" not in them.folders()


def test_a_tag_that_the_server_would_drop_is_refused(
    dovecot_with: WithQuirks, user: str, tmp_path: Path
) -> None:
    """With a reason; what else the rule asks for is done."""
    server = dovecot_with(Quirks(rights={"INBOX": "lrstei"}))
    program = Program(tmp_path / "it", port=server.port, user=user)
    program.rules("rules:\n  - {name: All, then: {tag: noticed, mark: seen, copy: Copies}}\n")
    with onlooker(server.port, user) as them:
        them.add(a_letter("one"))
        program.once()
        assert flags_of(them.messages()) == {"one": {r"\Seen"}}
        assert them.subjects("Copies") == ["one"]
    (decided,) = program.log()
    told = {action["do"]: (action["status"], action["reason"]) for action in decided["actions"]}
    why = "this server keeps no keyword `noticed` here"
    assert told == {"tag": ("refused", why), "mark": ("done", None), "copy": ("done", None)}
