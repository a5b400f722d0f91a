"""The second ear: it rings, whatever happens to it, and lets go when it is told to."""

from collections.abc import Callable
from queue import Queue

from screener.adapters.memory.mailbox import MemoryMailbox
from screener.adapters.memory.world import World
from screener.daemon.bell import Bell
from screener.ports.mailbox import Mailbox

PATIENCE = 60


class Ear:
    """A bell on the folder Junk of a world; what it does comes out of `heard`."""

    def __init__(self, connect: Callable[[], Mailbox]) -> None:
        self._rings: Queue[str] = Queue()
        self.bell = Bell("Junk", connect=connect, ring=lambda: self._rings.put("!"), name="ear")

    def await_ring(self) -> None:
        """Wait until it rings."""
        self._rings.get(timeout=PATIENCE)


def test_it_rings_at_the_beginning_and_for_what_comes() -> None:
    """Something may have come while nobody listened."""
    world = World()
    ear = Ear(lambda: MemoryMailbox(world))
    ear.bell.start()
    ear.await_ring()
    world.deliver(b"Subject: x\r\n\r\n", folder="Junk")
    ear.await_ring()
    ear.bell.stop()
    ear.bell.join(PATIENCE)
    assert not ear.bell.is_alive()


def test_a_bell_that_is_stopped_keeps_no_connection() -> None:
    """Else each reload would leave some behind, and providers allow few."""
    world = World()
    closed: list[str] = []

    class Watched(MemoryMailbox):
        def close(self) -> None:
            closed.append("it")
            super().close()

    ear = Ear(lambda: Watched(world))
    ear.bell.start()
    ear.await_ring()
    ear.bell.stop()
    ear.bell.join(PATIENCE)
    assert closed == ["it"]


def test_a_fault_of_the_program_makes_nobody_deaf() -> None:
    """It is logged, and listened on."""
    world = World()
    faults = [KeyError("a fault")]

    def connect() -> Mailbox:
        if faults:
            raise faults.pop()
        return MemoryMailbox(world)

    ear = Ear(connect)
    ear.bell.start()
    ear.await_ring()
    ear.bell.stop()
    ear.bell.join(PATIENCE)
    assert not ear.bell.is_alive()


def test_where_nothing_can_be_heard_no_connection_is_kept() -> None:
    """A server without IDLE tells nothing."""
    ear = Ear(lambda: MemoryMailbox(World(lacks={"IDLE"})))
    ear.bell.start()
    ear.bell.join(PATIENCE)
    assert not ear.bell.is_alive()
