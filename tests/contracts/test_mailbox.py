"""What every Mailbox promises: over IMAP, on servers that differ, and in memory."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from screener.adapters.memory.world import World
from screener.errors import ServerRefused, Unreachable
from screener.ports.mailbox import HEADER_LIMIT, TRUNCATED_TO, WHOLE_LIMIT, Mailbox, Moved, Name
from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.mailboxes import NOON, Account, DovecotAccount, MemoryAccount

SERVERS: dict[str, Quirks] = {
    "dovecot": Quirks(),
    "dovecot-with-prefix": Quirks(prefix="INBOX.", separator=".", storage="maildir"),
    "dovecot-without-move": Quirks(hidden=frozenset({"MOVE"})),
    "dovecot-without-uidplus": Quirks(
        hidden=frozenset({"MOVE", "UIDPLUS", "LIST-STATUS", "CONDSTORE", "QRESYNC"})
    ),
}
WORLDS: dict[str, frozenset[str]] = {
    "memory": frozenset(),
    "memory-without-move": frozenset({"MOVE"}),
    "memory-without-uidplus": frozenset({"MOVE", "UIDPLUS", "LIST-STATUS", "CONDSTORE"}),
}

SHORT = timedelta(seconds=0.05)
LONG = timedelta(seconds=30)

pytestmark = pytest.mark.xdist_group("mailbox")


@pytest.fixture(params=[*WORLDS, *SERVERS])
def account(
    request: pytest.FixtureRequest, dovecot_with: Callable[[Quirks], Dovecot], user: str
) -> Account:
    """An account with the usual folders and no mail."""
    if request.param in WORLDS:
        return MemoryAccount(World(lacks=WORLDS[request.param]))
    quirks = SERVERS[request.param]
    return DovecotAccount(dovecot_with(quirks), user, quirks)


@pytest.fixture
def mailbox(account: Account) -> Iterator[Mailbox]:
    """A connection with the inbox open."""
    with closing(account.connect()) as mailbox:
        mailbox.open("INBOX", writable=True)
        yield mailbox


def a_letter(number: int = 1, *, body: str = "Hello") -> bytes:
    """A small message."""
    return (
        f"From: him@example.com\r\nTo: me@example.com\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@example.com>\r\n\r\n{body}\r\n"
    ).encode()


def deliver(account: Account, count: int) -> None:
    """Letters 1 to `count`, each a minute later."""
    for number in range(1, count + 1):
        account.deliver(a_letter(number), received=NOON + timedelta(minutes=number))


def subjects(mailbox: Mailbox, folder: str) -> list[str]:
    """What lies in a folder, in the order of its UIDs; the folder is open afterwards."""
    mailbox.open(folder, writable=True)
    headers = mailbox.headers(mailbox.uids_after(0))
    lines = [line for header in headers for line in header.header.decode().splitlines()]
    return [line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: ")]


# --- folders -------------------------------------------------------------------------------------


def test_the_usual_folders_are_listed_by_the_users_names(mailbox: Mailbox) -> None:
    """No prefix of a namespace is seen, whatever the server has."""
    names = {folder.name for folder in mailbox.folders() if folder.selectable}
    assert names >= {"INBOX", "Sent", "Drafts", "Junk", "Trash"}
    assert not any("." in name for name in names)


@pytest.mark.parametrize("use", [r"\Sent", r"\Drafts", r"\Junk", r"\Trash"])
def test_a_special_folder_is_found_by_its_use(mailbox: Mailbox, use: str) -> None:
    """The server's own word counts (RFC 6154)."""
    assert mailbox.special(use) == use.removeprefix("\\")


def test_a_use_that_no_folder_has_finds_none(mailbox: Mailbox) -> None:
    """There is no guess for what nobody has."""
    assert mailbox.special(r"\Important") is None


@pytest.mark.parametrize(
    "name",
    [
        "Screened",
        "Screened/Closed",
        "Screened/Close the door",
        "a/b/c",
        "Gelöscht",
        "A&B",
        "測試",
        "emoji 📭",
        'quo"te',
        "back\\slash",
        "percent % star *",
        "{5}",
        "(parens)",
        "12345",
        "NIL",
        "&-",
    ],
)
def test_a_folder_is_found_again_by_the_name_that_made_it(mailbox: Mailbox, name: str) -> None:
    """Names go to the server and back unchanged, and nothing lands in a wrong folder."""
    landed = mailbox.append(name, a_letter(), flags=(), received=NOON)
    assert name in {folder.name for folder in mailbox.folders()}
    assert mailbox.status([name])[name].messages == 1
    assert mailbox.open(name, writable=False).name == name
    assert subjects(mailbox, name) == ["Letter 1"]
    assert landed is None or landed.uidvalidity == mailbox.open(name, writable=True).uidvalidity


@pytest.mark.parametrize("name", ["", "/", "a//b", "/a", "a/", "a\r\nb", "a\x00b", "a\x7fb"])
def test_an_impossible_name_is_refused(mailbox: Mailbox, name: str) -> None:
    """It is no name for a folder, and the connection is as good as before."""
    with pytest.raises(ServerRefused):
        mailbox.ensure_folder(name)
    assert mailbox.uids_after(0) == ()


def test_making_a_folder_twice_is_harmless(mailbox: Mailbox) -> None:
    """The second time nothing happens to what lies there."""
    mailbox.ensure_folder("Screened/Closed")
    mailbox.append("Screened/Closed", a_letter(), flags=(), received=NOON)
    mailbox.ensure_folder("Screened/Closed")
    assert mailbox.status(["Screened/Closed"])["Screened/Closed"].messages == 1


def test_inbox_may_be_written_in_any_case(mailbox: Mailbox) -> None:
    """INBOX is the one name without regard to case (RFC 3501, section 5.1)."""
    mailbox.ensure_folder("Inbox")
    assert [folder.name for folder in mailbox.folders()].count("INBOX") == 1
    assert mailbox.open("inbox", writable=True).uidvalidity == (
        mailbox.open("INBOX", writable=False).uidvalidity
    )


def test_status_tells_of_the_folders_that_are_there(account: Account, mailbox: Mailbox) -> None:
    """One that is not there is missing, and nothing is opened by asking."""
    deliver(account, 2)
    mailbox.append("Other", a_letter(), flags=(), received=NOON)
    told = mailbox.status(["Other", "INBOX", "Nowhere"])
    assert list(told) == ["Other", "INBOX"]
    assert (told["INBOX"].messages, told["INBOX"].uid_next) == (2, 3)
    assert told["INBOX"].uidvalidity == mailbox.open("INBOX", writable=True).uidvalidity
    assert (told["INBOX"].highest_modseq is not None) == mailbox.capabilities.condstore
    assert told["INBOX"].writable is None


def test_status_tells_how_the_open_folder_stands_now(account: Account, mailbox: Mailbox) -> None:
    """A server may know only what it told of it; whether somebody waited there or not."""
    assert mailbox.status(["INBOX", "Sent"])["INBOX"].messages == 0
    deliver(account, 1)
    assert mailbox.status(["Sent", "INBOX"])["INBOX"].messages == 1
    mailbox.open("INBOX", writable=True)
    mailbox.wait(SHORT)
    deliver(account, 2)
    told = mailbox.status(["INBOX"])["INBOX"]
    assert (told.messages, told.uid_next) == (3, 4)
    mailbox.open("INBOX", writable=True)
    assert mailbox.uids_after(0) == (1, 2, 3)
    assert mailbox.status(["INBOX"])["INBOX"][1:4] == told[1:4]


def test_what_was_announced_while_somebody_waited_is_in_the_status(
    account: Account, mailbox: Mailbox
) -> None:
    """Of everything that came so far, and of what came and went."""
    mailbox.status(["INBOX"])
    mailbox.open("INBOX", writable=True)
    assert mailbox.uids_after(0) == ()
    before = mailbox.status(["INBOX"])["INBOX"]
    mailbox.open("INBOX", writable=True)
    for number in (1, 2):
        deliver(account, 1)
        _wait_until_told(mailbox)
        now = mailbox.status(["INBOX", "Sent"])["INBOX"]
        assert (now.messages, now.uid_next) == (1, number + 1)
        assert now[:4] != before[:4]
        mailbox.open("INBOX", writable=True)
        assert mailbox.uids_after(number - 1) == (number,)
        before = now
        account.expunge(number)


def _wait_until_told(mailbox: Mailbox) -> None:
    """In IDLE, where the server can, which says several things of one message."""
    if mailbox.capabilities.idle:
        assert mailbox.wait(LONG)
        mailbox.wait(SHORT)


def test_opening_tells_how_a_folder_stands(account: Account) -> None:
    """Everything that a bookmark needs is in the answer."""
    deliver(account, 3)
    with closing(account.connect()) as mailbox:
        state = mailbox.open("INBOX", writable=True)
    assert (state.name, state.messages, state.uid_next) == ("INBOX", 3, 4)
    assert state.uidvalidity > 0
    assert state.writable
    assert state.keywords_allowed
    assert r"\Seen" in state.permanent_flags


def test_a_folder_that_is_not_there_cannot_be_opened(mailbox: Mailbox) -> None:
    """The refusal leaves the connection usable."""
    with pytest.raises(ServerRefused):
        mailbox.open("Nowhere", writable=True)
    with pytest.raises(ServerRefused):
        mailbox.uids_after(0)
    assert mailbox.open("INBOX", writable=True).messages == 0


def test_the_open_folder_is_current_without_being_opened_again(
    account: Account, mailbox: Mailbox
) -> None:
    """What arrived since is counted, once somebody has looked."""
    deliver(account, 2)
    assert mailbox.uids_after(0) == (1, 2)
    state = mailbox.open("INBOX", writable=True)
    assert (state.messages, state.uid_next) == (2, 3)


def test_a_folder_that_was_made_anew_is_not_taken_for_the_old_one(account: Account) -> None:
    """Whoever opens it sees another UIDVALIDITY."""
    with closing(account.connect()) as mailbox:
        mailbox.ensure_folder("Other")
        before = mailbox.open("Other", writable=True).uidvalidity
        account.start_over("Other")
    with closing(account.connect()) as mailbox:
        assert mailbox.open("Other", writable=True).uidvalidity != before


def test_a_folder_opened_for_reading_is_not_changed(account: Account, mailbox: Mailbox) -> None:
    """Observing cannot write even by mistake."""
    deliver(account, 1)
    assert mailbox.open("INBOX", writable=False).writable is False
    assert mailbox.change_flags([1], add=[r"\Seen", "work"]) == {r"\Seen", "work"}
    with pytest.raises(ServerRefused):
        mailbox.move([1], "Other")
    assert mailbox.flags([1]) == {1: mailbox.flags([1])[1] - {r"\Seen", "work"}}
    assert mailbox.uids_after(0) == (1,)


# --- finding -------------------------------------------------------------------------------------


def test_only_uids_above_the_bookmark_are_new(account: Account, mailbox: Mailbox) -> None:
    """Nothing new is nothing, though `n:*` would name the last message."""
    deliver(account, 3)
    assert mailbox.uids_after(1) == (2, 3)
    assert mailbox.uids_after(3) == ()
    assert mailbox.uids_after(999) == ()
    assert mailbox.uids_after(2**32 - 1) == ()


def test_messages_are_found_by_day(account: Account, mailbox: Mailbox) -> None:
    """A day of grace is included, since SEARCH knows neither hours nor zones."""
    account.deliver(a_letter(1), received=NOON - timedelta(days=3))
    account.deliver(a_letter(2), received=NOON - timedelta(hours=13))
    account.deliver(a_letter(3), received=NOON)
    assert mailbox.uids_after(0) == (1, 2, 3)
    assert mailbox.uids_since(NOON) == (2, 3)


ADDRESSED = {
    "from": "From: Him <Him+shop@Example.COM>\r\nTo: me@example.com",
    "to": "From: me@example.com\r\nTo: friend@elsewhere.example,\r\n him@example.com",
    "cc": "From: me@example.com\r\nCc: him@example.com",
    "bcc": "From: me@example.com\r\nBcc: him@example.com",
    "subject only": "From: al@elsewhere.example\r\nSubject: him@example.com",
    "nobody": "From: al@elsewhere.example\r\nTo: bo@elsewhere.example",
}


def test_messages_are_found_by_an_address(account: Account, mailbox: Mailbox) -> None:
    """In whichever field it stands, with a tag or not; what cannot be them is left out."""
    for head in ADDRESSED.values():
        account.deliver(f"{head}\r\n\r\nHello\r\n".encode())

    him = Name("him", "example.com")
    assert mailbox.uids_naming([him]) == (1, 2, 3, 4)
    assert mailbox.uids_naming([him], after=2) == (3, 4)
    assert mailbox.uids_naming([him], after=6) == ()
    assert mailbox.uids_naming([Name("", "elsewhere.example")]) == (2, 5, 6)
    assert mailbox.uids_naming([him, Name("bo", "elsewhere.example")]) == (1, 2, 3, 4, 6)


def test_for_very_many_names_every_message_is_found(account: Account, mailbox: Mailbox) -> None:
    """None of theirs is left out, however many they are; the same without any name."""
    deliver(account, 3)
    many = [Name(f"he{number}", "elsewhere.example") for number in range(500)]

    assert {1, 2, 3} >= set(mailbox.uids_naming(many))
    assert mailbox.uids_naming([*many, Name("him", "example.com")]) == (1, 2, 3)
    assert mailbox.uids_naming([], after=1) == (2, 3)


def test_a_message_is_found_by_its_message_id(account: Account, mailbox: Mailbox) -> None:
    """Day and size do not matter then."""
    deliver(account, 3)
    assert mailbox.find(message_id="<2@example.com>", received=NOON, size=1) == (2,)
    assert mailbox.find(message_id="<9@example.com>", received=NOON, size=1) == ()


@pytest.mark.parametrize("message_id", [None, "", "<a\r\nX LOGOUT>", "<ümlaut@example.com>"])
def test_a_message_without_a_usable_message_id_is_found_by_day_and_size(
    account: Account, mailbox: Mailbox, message_id: str | None
) -> None:
    """What a stranger wrote cannot become a command."""
    account.deliver(a_letter(1, body="the same size"), received=NOON - timedelta(days=9))
    account.deliver(a_letter(2, body="the same size"))
    account.deliver(a_letter(3, body="another size altogether"))
    size = len(a_letter(2, body="the same size"))
    assert mailbox.find(message_id=message_id, received=NOON, size=size) == (2,)


# --- reading -------------------------------------------------------------------------------------


def test_a_header_comes_with_what_the_server_knows(account: Account, mailbox: Mailbox) -> None:
    """Flags, time and size are the server's; times are aware and in UTC."""
    account.deliver(a_letter(), received=NOON, flags=r"\Flagged work")
    (header,) = mailbox.headers(mailbox.uids_after(0))
    assert header.uid == 1
    assert header.flags - {r"\Recent"} == {r"\Flagged", "work"}
    assert header.received == NOON
    assert header.received.utcoffset() == timedelta(0)
    assert header.size == len(a_letter())
    assert header.header == a_letter().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def test_some_fields_of_a_header_are_asked_for(account: Account, mailbox: Mailbox) -> None:
    """Without the others, whatever the case of their names; without any it is empty."""
    account.deliver(b"from: him@example.com\r\nSubject: a\r\n b\r\nTo-Do: c\r\n\r\nTo: d\r\n")
    (header,) = mailbox.headers([1], only=["From", "Subject", "To"])
    (bare,) = mailbox.headers([1], only=["Cc"])
    assert header.header == b"from: him@example.com\r\nSubject: a\r\n b\r\n\r\n"
    assert (header.received, header.size) == (NOON, bare.size)
    assert bare.header.strip() == b""


def test_reading_marks_nothing(account: Account, mailbox: Mailbox) -> None:
    r"""\Seen is the user's."""
    deliver(account, 2)
    assert len(list(mailbox.headers([1, 2]))) == 2
    assert len(list(mailbox.wholes([1, 2]))) == 2
    assert b"".join(mailbox.stream(1)) == a_letter(1)
    assert all(r"\Seen" not in flags for flags in mailbox.flags([1, 2]).values())


def test_headers_come_in_the_order_of_their_uids(account: Account, mailbox: Mailbox) -> None:
    """The order in which they were asked for does not matter, nor that one was asked for twice."""
    deliver(account, 3)
    assert [header.uid for header in mailbox.headers([3, 1, 2, 3])] == [1, 2, 3]


def test_many_messages_are_read_across_batches(account: Account, mailbox: Mailbox) -> None:
    """No message is lost or doubled where one batch ends and the next begins."""
    mailbox.append("Other", a_letter(), flags=(), received=NOON)
    mailbox.open("Other", writable=True)
    for _ in range(10):
        mailbox.copy(mailbox.uids_after(0), "Other")
    uids = mailbox.uids_after(0)
    assert len(uids) == 1024
    assert tuple(header.uid for header in mailbox.headers(uids)) == uids
    assert tuple(uid for uid, _ in mailbox.wholes(uids)) == uids
    assert mailbox.flags(uids).keys() == set(uids)


def test_nothing_is_read_of_nothing(mailbox: Mailbox) -> None:
    """No UIDs is an ordinary case."""
    assert list(mailbox.headers([])) == []
    assert list(mailbox.wholes([])) == []
    assert mailbox.flags([]) == {}
    assert mailbox.change_flags([], add=["work"]) == frozenset()
    assert mailbox.move([], "Other").landed == {}
    assert mailbox.remove_copied([]) == frozenset()


def test_what_is_gone_is_left_out(account: Account, mailbox: Mailbox) -> None:
    """Another program took a message away, and we have not been told."""
    deliver(account, 3)
    assert mailbox.uids_after(0) == (1, 2, 3)
    account.expunge(2)
    assert [header.uid for header in mailbox.headers([1, 2, 3, 77])] == [1, 3]
    assert [uid for uid, _ in mailbox.wholes([1, 2, 3, 77])] == [1, 3]
    assert list(mailbox.stream(2)) == []
    assert mailbox.flags([1, 2, 3, 77]).keys() == {1, 3}


def test_giving_up_in_the_middle_leaves_the_connection_in_order(
    account: Account, mailbox: Mailbox
) -> None:
    """The answer that was under way is not taken for the next one's."""
    deliver(account, 2)
    mailbox.copy([1, 2], "Other")
    mailbox.open("Other", writable=True)
    for _ in range(9):
        mailbox.copy(mailbox.uids_after(0), "Other")
    uids = mailbox.uids_after(0)
    headers = mailbox.headers(uids)
    assert next(headers).uid == uids[0]
    assert mailbox.change_flags(uids[:3], add=["work"]) == frozenset()
    assert next(headers).uid == uids[1]
    del headers
    assert mailbox.uids_after(uids[-1]) == ()
    assert sum(1 for _ in mailbox.wholes(uids)) == len(uids)


def test_a_header_is_cut_at_its_limit(account: Account, mailbox: Mailbox) -> None:
    """However much a stranger writes."""
    account.deliver(b"Subject: long\r\nX-Long: " + b"x" * 2 * HEADER_LIMIT + b"\r\n\r\nbody\r\n")
    (header,) = mailbox.headers([1])
    assert len(header.header) == HEADER_LIMIT
    assert header.header.startswith(b"Subject: long\r\n")


def test_a_message_arrives_octet_for_octet(account: Account, mailbox: Mailbox) -> None:
    """Whole or in pieces, with 8-bit octets and lines that look like the protocol."""
    raw = a_letter(body="\r\n".join(["A1 OK done", "* 7 EXISTS", "{99}", ")", "+ idling", "é" * 9]))
    account.deliver(raw)
    assert list(mailbox.wholes([1])) == [(1, raw)]
    assert b"".join(mailbox.stream(1)) == raw


def test_a_large_message_comes_in_pieces(account: Account, mailbox: Mailbox) -> None:
    """Several pieces, one of which ends exactly at the end of the message."""
    head = a_letter(body="")
    for size in (3 * 1024 * 1024, 3 * 1024 * 1024 + 5):
        account.deliver(head + (b"x" * 76 + b"\r\n") * (size // 78 + 1))
    exact = head + b"x" * (2 * 1024 * 1024 - len(head) - 2) + b"\r\n"
    account.deliver(exact)
    sizes = {header.uid: header.size for header in mailbox.headers([1, 2, 3])}
    for uid in (1, 2, 3):
        pieces = list(mailbox.stream(uid))
        assert len(pieces) > 1
        assert sum(map(len, pieces)) == sizes[uid]
    assert b"".join(mailbox.stream(3)) == exact


def test_only_the_beginning_of_a_huge_message_is_read(account: Account, mailbox: Mailbox) -> None:
    """Its size is not."""
    line = b"x" * 998 + b"\r\n"
    huge = a_letter(body="") + line * (WHOLE_LIMIT // len(line) + 2)
    account.deliver(a_letter(1))
    account.deliver(huge)
    account.deliver(a_letter(3))
    read = dict(mailbox.wholes([1, 2, 3]))
    assert read == {1: a_letter(1), 2: huge[:TRUNCATED_TO], 3: a_letter(3)}


# --- changing ------------------------------------------------------------------------------------


def test_flags_and_keywords_are_added_and_removed(account: Account, mailbox: Mailbox) -> None:
    """All of them are kept here."""
    account.deliver(a_letter(), flags=r"\Flagged")
    assert mailbox.uids_after(0) == (1,)
    lost = mailbox.change_flags([1], add=[r"\Seen", "work", "$Junk"], remove=[r"\Flagged"])
    assert lost == frozenset()
    assert mailbox.flags([1])[1] - {r"\Recent"} == {r"\Seen", "work", "$Junk"}
    mailbox.change_flags([1], remove=["work", "never-there"])
    assert mailbox.flags([1])[1] - {r"\Recent"} == {r"\Seen", "$Junk"}


@pytest.mark.parametrize(
    "flag",
    ["", "two words", "a[b", "a)b", "x)\r\nZ1 UID STORE 1 +FLAGS (\\Deleted", r"\Recent", "ü", "*",
     "a" * 65, r"\Deleted"],
)  # fmt: skip
def test_what_is_no_keyword_is_never_sent(account: Account, mailbox: Mailbox, flag: str) -> None:
    r"""It is a mistake of the program, which the rules should have caught; and nobody here adds
    \Deleted.
    """
    deliver(account, 1)
    with pytest.raises(ValueError, match=r"flag|keyword|deleted|changed"):
        mailbox.change_flags([1], add=[flag])
    assert mailbox.flags([1])[1] <= {r"\Recent"}


def test_strange_keywords_of_others_are_read(account: Account, mailbox: Mailbox) -> None:
    """Digits only, and a bracket that never closes (RFC 3501 allows both)."""
    deliver(account, 2)
    account.mark(1, "a[b")
    account.mark(1, "12345")
    assert mailbox.uids_after(0) == (1, 2)
    assert [header.uid for header in mailbox.headers([1, 2])] == [1, 2]
    assert mailbox.flags([1])[1] >= {"a[b", "12345"}


def test_a_copy_leaves_the_original(account: Account, mailbox: Mailbox) -> None:
    """And the server says where the copy is, if it can."""
    deliver(account, 2)
    copied = mailbox.copy([1, 2, 99], "Screened/Copies")
    assert copied.landed.keys() == {1, 2}
    assert copied.gone == {99}
    assert copied.left_marked == frozenset()
    assert mailbox.uids_after(0) == (1, 2)
    assert mailbox.flags([1])[1] <= {r"\Recent"}
    assert subjects(mailbox, "Screened/Copies") == ["Letter 1", "Letter 2"]
    state = mailbox.open("Screened/Copies", writable=True)
    for number, landed in copied.landed.items():
        assert landed is not None or not mailbox.capabilities.uidplus
        assert landed is None or landed == (state.uidvalidity, number)


def test_a_move_takes_exactly_what_was_named(account: Account, mailbox: Mailbox) -> None:
    r"""Into a folder that was not there. What the server cannot take away is left, marked."""
    deliver(account, 4)
    moved = mailbox.move([1, 3], "Screened/Closed")
    assert moved.landed.keys() == {1, 3}
    assert moved.gone == frozenset()
    if mailbox.capabilities.uidplus:
        assert moved.left_marked == frozenset()
        assert mailbox.uids_after(0) == (2, 4)
        state = mailbox.status(["Screened/Closed"])["Screened/Closed"]
        assert moved.landed == {1: (state.uidvalidity, 1), 3: (state.uidvalidity, 2)}
    else:
        assert moved.left_marked == {1, 3}
        assert mailbox.uids_after(0) == (1, 2, 3, 4)
        marked = {uid for uid, flags in mailbox.flags([1, 2, 3, 4]).items() if r"\Deleted" in flags}
        assert marked == {1, 3}
    assert subjects(mailbox, "Screened/Closed") == ["Letter 1", "Letter 3"]


def test_flags_and_time_move_along(account: Account, mailbox: Mailbox) -> None:
    """A move changes nothing but the place."""
    account.deliver(a_letter(), received=NOON, flags=r"\Flagged work")
    mailbox.move([1], "Other")
    mailbox.open("Other", writable=True)
    (header,) = mailbox.headers([1])
    assert header.flags - {r"\Recent"} == {r"\Flagged", "work"}
    assert header.received == NOON


def test_a_move_of_what_vanished_moves_the_rest(account: Account, mailbox: Mailbox) -> None:
    """One message that another program took away holds up nobody, and is told apart."""
    deliver(account, 4)
    assert mailbox.uids_after(0) == (1, 2, 3, 4)
    account.expunge(2)
    moved = mailbox.move([1, 2, 3, 999], "Other")
    assert moved.landed.keys() == {1, 3}
    assert moved.gone == {2, 999}
    assert subjects(mailbox, "Other") == ["Letter 1", "Letter 3"]


def test_a_move_of_nothing_but_what_vanished_moves_nothing(
    account: Account, mailbox: Mailbox
) -> None:
    """An OK of the server is not mistaken for a move."""
    deliver(account, 1)
    assert mailbox.uids_after(0) == (1,)
    account.expunge(1)
    moved = mailbox.move([1, 5], "Other")
    assert moved == Moved({}, frozenset({1, 5}), frozenset())


def test_each_move_tells_only_of_its_own(account: Account, mailbox: Mailbox) -> None:
    """What the server said about an earlier move is forgotten."""
    deliver(account, 3)
    assert mailbox.move([1], "Other").landed.keys() == {1}
    assert mailbox.move([2], "Other").landed.keys() == {2}
    assert mailbox.copy([3], "Other").landed.keys() == {3}


def test_marked_mail_of_others_survives_everything(account: Account, mailbox: Mailbox) -> None:
    r"""A message that another program marked \Deleted is not ours to expunge."""
    deliver(account, 3)
    account.mark(3, r"\Deleted")
    mailbox.move([1], "Other")
    mailbox.remove_copied([2])
    mailbox.open("Other", writable=True)
    mailbox.open("INBOX", writable=False)
    mailbox.open("INBOX", writable=True)
    mailbox.close()
    with closing(account.connect()) as again:
        again.open("INBOX", writable=False)
        assert r"\Deleted" in again.flags([3])[3]


def test_the_second_half_of_a_move_can_be_made_up_for(account: Account, mailbox: Mailbox) -> None:
    """After a crash between the copy and the removal of the original."""
    deliver(account, 2)
    mailbox.copy([1], "Other")
    left = mailbox.remove_copied([1])
    assert left == (frozenset() if mailbox.capabilities.uidplus else {1})
    assert mailbox.uids_after(0) == ((2,) if mailbox.capabilities.uidplus else (1, 2))
    assert subjects(mailbox, "Other") == ["Letter 1"]


def test_a_message_of_our_own_can_be_added(mailbox: Mailbox) -> None:
    """With flags and time, in a folder that was not there; lines end as the protocol wants."""
    landed = mailbox.append(
        "Screened/Drafts", b"Subject: mine\n\nHello\n", flags=[r"\Draft", "ours"], received=NOON
    )
    state = mailbox.open("Screened/Drafts", writable=True)
    assert landed == (state.uidvalidity, 1) or not mailbox.capabilities.uidplus
    (header,) = mailbox.headers([1])
    assert header.flags - {r"\Recent"} == {r"\Draft", "ours"}
    assert header.received == NOON
    assert list(mailbox.wholes([1])) == [(1, b"Subject: mine\r\n\r\nHello\r\n")]


def test_a_message_added_to_the_open_folder_is_new_there(mailbox: Mailbox) -> None:
    """Such as the digest, which is found like any other mail."""
    assert mailbox.uids_after(0) == ()
    mailbox.append("INBOX", a_letter(), flags=(), received=NOON)
    assert mailbox.uids_after(0) == (1,)


# --- waiting -------------------------------------------------------------------------------------


def test_waiting_ends_when_its_time_is_up(mailbox: Mailbox) -> None:
    """And the connection goes on."""
    assert mailbox.wait(SHORT) is False
    assert mailbox.uids_after(0) == ()


def test_waiting_ends_when_mail_arrives(account: Account, mailbox: Mailbox) -> None:
    """And the mail is found at once."""
    arrival = threading.Thread(target=account.deliver, args=(a_letter(),))
    arrival.start()
    try:
        assert mailbox.wait(LONG) is True
    finally:
        arrival.join()
    assert mailbox.uids_after(0) == (1,)


@pytest.mark.parametrize("meanwhile", ["another command", "another folder"])
def test_what_came_before_anybody_waited_ends_the_waiting(
    account: Account, mailbox: Mailbox, meanwhile: str
) -> None:
    """A server tells of it once, and that may have been with another command's answer."""
    assert mailbox.uids_after(0) == ()
    account.deliver(a_letter())
    if meanwhile == "another folder":
        mailbox.open("Sent", writable=False)
        mailbox.open("INBOX", writable=True)
    else:
        mailbox.find(message_id=None, received=NOON, size=1)
    assert mailbox.wait(LONG) is True
    assert mailbox.wait(SHORT) is False
    assert mailbox.uids_after(0) == (1,)


def test_waiting_ends_when_somebody_wants_us(mailbox: Mailbox) -> None:
    """The descriptor is left as it is: whoever wrote to it reads it."""
    import os

    reading, writing = os.pipe()
    try:
        os.write(writing, b"!")
        assert mailbox.wait(LONG, wake=reading) is True
        assert mailbox.uids_after(0) == ()
        assert os.read(reading, 1) == b"!"
    finally:
        os.close(reading)
        os.close(writing)


# --- the end -------------------------------------------------------------------------------------


def test_closing_twice_is_harmless(account: Account) -> None:
    """And nothing can be asked afterwards."""
    mailbox = account.connect()
    mailbox.open("INBOX", writable=True)
    mailbox.close()
    mailbox.close()
    with pytest.raises(Unreachable):
        mailbox.uids_after(0)


def test_without_an_open_folder_there_is_nothing_to_ask(account: Account) -> None:
    """It is said, rather than an empty answer given."""
    with closing(account.connect()) as mailbox:
        for ask in (
            lambda: mailbox.uids_after(0),
            lambda: list(mailbox.headers([1])),
            lambda: mailbox.move([1], "Other"),
            lambda: mailbox.wait(SHORT),
        ):
            with pytest.raises(ServerRefused):
                ask()
