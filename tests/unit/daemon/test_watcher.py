"""One account's thread, while a round takes long or breaks, and how it ends."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

from screener.adapters.memory.mailbox import MemoryMailbox
from screener.daemon.calls import END, RELOAD, Calls
from screener.daemon.service import settled
from screener.daemon.watcher import Watcher
from screener.domain.record.chain import Head
from screener.errors import DatabaseAway, Unreachable
from screener.ports.mailbox import Mailbox
from tests.house import House, a_house

RULES = "closed: [him@example.com]\n"

A_LETTER = b"From: him@example.com\r\n\r\nHello\r\n"

PATIENCE = 60


@contextmanager
def watched(house: House) -> Iterator[Watcher]:
    """A watcher of the house's mailbox, which has ended when this has."""
    watcher = Watcher(house.desk, connect=lambda: MemoryMailbox(house.world), idle=True)
    watcher.start()
    yield watcher
    watcher.stop()
    watcher.join(PATIENCE)
    assert not watcher.is_alive()


class Held:
    """Something that happens in the middle of a round, and is held there until `release`."""

    def __init__(self, house: House, method: str) -> None:
        self._begun, self._released = Event(), Event()
        house.world.meanwhile(method, self._hold)

    def await_begin(self) -> None:
        """Wait until the round is there."""
        assert self._begun.wait(PATIENCE)

    def release(self) -> None:
        """Let it go on."""
        self._released.set()

    def _hold(self) -> None:
        self._begun.set()
        assert self._released.wait(PATIENCE)


class Asked(Calls):
    """Lets what is held go on as soon as somebody waits for calls."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self._held = held

    def soon(self) -> object:  # type: ignore[override]  # the same answer
        """The next call."""
        self._held.release()
        return super().soon()


def test_a_long_round_shows_signs_of_life(tmp_path: Path) -> None:
    """With every message that is read, so that a slow line is not taken for a standstill."""
    with a_house(tmp_path, RULES) as house:
        breaths: list[int] = []
        house.desk = house.desk._replace(breathe=lambda: breaths.append(1))
        house.round()
        quiet = len(breaths)
        breaths.clear()
        for _ in range(20):
            house.writes()
        house.round()
        assert len(breaths) >= quiet + 20
        assert len(house.lying_in("Screened/Closed")) == 20


def test_a_round_can_be_ended_between_two_messages(tmp_path: Path) -> None:
    """What it had not written down yet is done by the next one."""
    with a_house(tmp_path, RULES) as house:
        for _ in range(3):
            house.writes()
        held = Held(house, "wholes")
        with watched(house) as watcher:
            held.await_begin()
            watcher.stop()
            held.release()
        assert house.lying_in("Screened/Closed") == []
        house.round()
        assert len(house.lying_in("Screened/Closed")) == 3


def test_a_reload_waits_for_the_round_that_is_under_way(tmp_path: Path) -> None:
    """Or two rounds would carry out the same effects beside each other."""
    with a_house(tmp_path, RULES) as house:
        house.writes()
        held = Held(house, "move")
        with watched(house) as watcher, closing(Asked(held)) as calls:
            held.await_begin()
            assert settled([watcher], calls) == RELOAD
            assert not watcher.is_alive()


def test_who_wants_the_program_to_end_waits_for_no_round(tmp_path: Path) -> None:
    """Not even while it waits to reload."""
    with a_house(tmp_path, RULES) as house:
        house.writes()
        held = Held(house, "move")
        with watched(house) as watcher, closing(Calls()) as calls:
            held.await_begin()
            calls.put(RELOAD)
            calls.put(END)
            assert settled([watcher], calls) == END
            assert watcher.is_alive()
            held.release()


def test_a_rest_is_no_standstill(tmp_path: Path) -> None:
    """However long a server asks to be left alone, the watchdog has nothing to complain about."""
    asked = Event()

    def connect() -> Mailbox:
        asked.set()
        raise Unreachable("Too much.", retry_after=3600)

    with a_house(tmp_path, RULES) as house:
        watcher = Watcher(house.desk, connect=connect, idle=True)
        watcher.start()
        assert asked.wait(PATIENCE)
        watcher.stop()
        watcher.join(PATIENCE)
        assert watcher.silent_for < timedelta(minutes=-50)


def test_a_fault_of_the_program_is_told_as_an_account_that_is_not_served(tmp_path: Path) -> None:
    """So that the digest, `systemctl status` and whoever is told of outages know of it."""
    broken = Event()

    def connect() -> Mailbox:
        if broken.is_set():
            stopped[0].stop()
        broken.set()
        raise KeyError("a fault")

    with a_house(tmp_path, RULES) as house:
        watcher = Watcher(house.desk, connect=connect, idle=True)
        stopped = [watcher]
        watcher.start()
        watcher.join(PATIENCE)
        assert watcher.trouble is not None
        assert "fault of the program" in watcher.trouble.message


def test_a_watched_folder_that_is_not_there_keeps_no_other_waiting(tmp_path: Path) -> None:
    """Though it is the one that is listened to; nor does it cost a login. Once it is there it is
    read.
    """
    connections: list[Mailbox] = []
    with a_house(tmp_path, RULES, account={"watch": ["Enquiries", "INBOX"]}) as house:

        def connect() -> Mailbox:
            connections.append(MemoryMailbox(house.world))
            return connections[-1]

        def await_filing(folder: str) -> None:
            moved = Event()
            house.world.meanwhile("move", moved.set)
            house.world.deliver(A_LETTER, folder=folder, received=house.clock.now())
            watcher.wake()
            assert moved.wait(PATIENCE)

        watcher = Watcher(house.desk, connect=connect, idle=True)
        watcher.start()
        await_filing("INBOX")
        await_filing("INBOX")
        assert "`Enquiries` cannot be read" in str(watcher.trouble)
        house.world.make("Enquiries")
        await_filing("INBOX")
        await_filing("Enquiries")
        watcher.stop()
        watcher.join(PATIENCE)
        assert watcher.trouble is None
        assert len(connections) == 1


class Away:
    """A store whose server does not answer; `asked` is when it was tried."""

    def __init__(self) -> None:
        self.asked = Event()

    def head(self) -> Head:
        """It cannot."""
        self.asked.set()
        raise DatabaseAway("It does not answer.")


def test_a_database_that_is_away_costs_no_login(tmp_path: Path) -> None:
    """It is tried every few seconds, and what the mailbox tells could not be remembered."""
    connections: list[str] = []
    with a_house(tmp_path, RULES) as house:

        def connect() -> Mailbox:
            connections.append("one")
            return MemoryMailbox(house.world)

        away = Away()
        desk = house.desk._replace(store=away)  # type: ignore[arg-type]  # no more is asked of it
        watcher = Watcher(desk, connect=connect, idle=True)
        watcher.start()
        assert away.asked.wait(PATIENCE)
        watcher.stop()
        watcher.join(PATIENCE)
    assert connections == []
