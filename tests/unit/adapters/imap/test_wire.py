"""Octets to and from a server: whole lines and counted octets, however they arrive."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta

import pytest

from screener.adapters.imap.wire import LINE_LIMIT, LITERAL_LIMIT, Came, Wire
from screener.errors import Unreachable

PATIENCE = timedelta(seconds=0.2)


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    """A wire, and the server's end of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    with far, closing(Wire(near, peer="mail.example.com:143", timeout=PATIENCE)) as wire:
        yield wire, far


def test_lines_and_octets_come_in_their_order(ends: tuple[Wire, socket.socket]) -> None:
    """Sent at once or in pieces, with either end of line."""
    wire, far = ends
    far.sendall(b"one\r\ntwo\nabcthree\r\n\r\n")
    assert [wire.line(), wire.line(), wire.exactly(3), wire.line(), wire.line()] == [
        b"one", b"two", b"abc", b"three", b"",
    ]  # fmt: skip


def test_many_octets_arrive_whole(ends: tuple[Wire, socket.socket]) -> None:
    """More than one read of the socket brings."""
    wire, far = ends
    octets = os.urandom(150_000)
    far.sendall(octets + b"after\r\n")
    assert wire.exactly(len(octets)) == octets
    assert wire.line() == b"after"
    assert wire.exactly(0) == b""


def test_a_line_that_is_here_is_not_waited_for(ends: tuple[Wire, socket.socket]) -> None:
    """It came with the one before, so the socket has nothing to tell."""
    wire, far = ends
    far.sendall(b"one\r\ntwo\r\n")
    assert wire.line() == b"one"
    assert wire.await_line(0, wake=None) is Came.LINE
    assert wire.line() == b"two"
    assert wire.await_line(0, wake=None) is Came.NOTHING


def test_half_a_line_is_no_line(ends: tuple[Wire, socket.socket]) -> None:
    """Until its other half is there."""
    wire, far = ends
    far.sendall(b"on")
    assert wire.await_line(0.05, wake=None) is Came.NOTHING
    far.sendall(b"e\r\n")
    assert wire.await_line(5, wake=None) is Came.LINE
    assert wire.line() == b"one"


def test_a_wait_ends_for_whoever_wakes_us(ends: tuple[Wire, socket.socket]) -> None:
    """And a line that came as well is still there."""
    wire, far = ends
    reading, writing = os.pipe()
    try:
        os.write(writing, b"!")
        assert wire.await_line(5, wake=reading) is Came.WAKE
        far.sendall(b"one\r\n")
        assert wire.line() == b"one"
    finally:
        os.close(reading)
        os.close(writing)


def test_silence_ends_the_wire(ends: tuple[Wire, socket.socket]) -> None:
    """After the time that was allowed, and for good: the other half would come too late."""
    wire, far = ends
    far.sendall(b"half")
    with pytest.raises(Unreachable, match=r"said nothing for 0\.2 s"):
        wire.line()
    far.sendall(b" a line\r\n")
    for use in (wire.line, lambda: wire.exactly(1), lambda: wire.send(b"x")):
        with pytest.raises(Unreachable, match=r"said nothing for 0\.2 s"):
            use()


def test_the_end_is_noticed_while_waiting(ends: tuple[Wire, socket.socket]) -> None:
    """An end is readable, again and again; it must not be taken for nothing."""
    wire, far = ends
    far.close()
    with pytest.raises(Unreachable, match="closed it"):
        wire.await_line(5, wake=None)


def test_a_literal_without_measure_is_not_read(ends: tuple[Wire, socket.socket]) -> None:
    """The announcement is enough."""
    with pytest.raises(Unreachable, match="literal"):
        ends[0].exactly(LITERAL_LIMIT + 1)


def test_a_line_without_end_is_not_read_to_its_end(ends: tuple[Wire, socket.socket]) -> None:
    """It ends the connection at LINE_LIMIT."""
    wire, far = ends
    far.settimeout(10)

    def flood() -> None:
        with suppress(OSError):  # the other end has had enough
            for _ in range(10):
                far.sendall(b"x" * LINE_LIMIT)

    flooding = threading.Thread(target=flood)
    flooding.start()
    with pytest.raises(Unreachable, match="without end"):
        wire.line()
    flooding.join()


def test_a_dead_link_is_looked_for_by_the_system(ends: tuple[Wire, socket.socket]) -> None:
    """Keepalive is on."""
    assert ends[0].socket.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
