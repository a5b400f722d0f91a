"""A wire between a client and a server on this machine: it counts, and it can be long."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


class Wire:
    """What went over it: commands of the client, and octets in both directions."""

    def __init__(self, target: int, round_trip: float) -> None:
        self.port = 0
        self.commands = 0
        self.octets = 0
        self._target = target
        self._delay = round_trip / 2
        self._pumps: set[asyncio.Task[None]] = set()

    async def serve(self, listening: Event) -> None:
        """Listen on `port` until somebody hangs up."""
        self._over = asyncio.Event()
        async with await asyncio.start_server(self._connected, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._loop = asyncio.get_running_loop()
            listening.set()
            await self._over.wait()
            await asyncio.gather(*self._pumps)

    def hang_up(self) -> None:
        """End, once both sides have."""
        self._loop.call_soon_threadsafe(self._over.set)

    async def _connected(
        self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        for reader, writer, counts in (
            (from_client, to_server, True),
            (from_server, to_client, False),
        ):
            pump = self._loop.create_task(self._pump(reader, writer, counts=counts))
            self._pumps.add(pump)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool
    ) -> None:
        """Octets come out in their order, `_delay` after they went in: a link is no bottleneck."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivering = self._loop.create_task(self._deliver(under_way, writer))
        with suppress(ConnectionError):
            while octets := await reader.read(65536):
                self.octets += len(octets)
                self.commands += octets.count(b"\r\n") if counts else 0
                under_way.put_nowait((self._loop.time() + self._delay, octets))
        under_way.put_nowait((self._loop.time() + self._delay, b""))
        await delivering

    async def _deliver(
        self, under_way: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            while True:
                at, octets = await under_way.get()
                if (early := at - self._loop.time()) > 0:
                    await asyncio.sleep(early)
                if not octets:
                    break
                writer.write(octets)
                await writer.drain()
        writer.close()


@contextmanager
def wire(target: int, *, round_trip: float = 0) -> Iterator[Wire]:
    """A wire to that port, which takes so many seconds there and back."""
    made, listening = Wire(target, round_trip), Event()
    thread = Thread(target=asyncio.run, args=[made.serve(listening)])
    thread.start()
    listening.wait()
    try:
        yield made
    finally:
        made.hang_up()
        thread.join()
