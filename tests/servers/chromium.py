"""Chromium without a window, to look at pages as people see them.

It is spoken to through a pipe in the DevTools protocol, listens nowhere, has a profile of its own
that is thrown away, and finds no name in any network.
"""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal

PROGRAM = "/usr/bin/chromium"

FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)

AT_3_AND_4 = (
    "import os, sys; r, w, *command = sys.argv[1:];"
    "os.dup2(int(r), 3); os.dup2(int(w), 4); os.execv(command[0], command)"
)
"""Chromium reads at 3 and writes at 4; a child of ours gets them where there is room."""

Scheme = Literal["light", "dark"]


class Page:
    """A page that is open, so wide and in that colour scheme."""

    def __init__(self, browser: "Browser", session: str) -> None:
        self._browser = browser
        self._session = session

    @property
    def requests(self) -> list[str]:
        """What it has asked for since it was opened, itself first."""
        events = self._browser.events
        return [
            event["params"]["request"]["url"]
            for event in events
            if event.get("sessionId") == self._session
            and event["method"] == "Network.requestWillBeSent"
        ]

    def ask(self, script: str) -> Any:
        """What a JavaScript expression gives in it."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def picture(self, path: Path, *, height: int | None = None) -> None:
        """All of it as a PNG file, or so much of it from the top."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]}
        told = self.call(
            "Page.captureScreenshot", clip=clip | {"scale": 1}, captureBeyondViewport=True
        )
        path.write_bytes(base64.b64decode(told["data"]))

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol."""
        return self._browser.call(method, session=self._session, **params)


class Browser:
    """A running Chromium."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = os.fdopen(reads, "rb")
        self._writes = os.fdopen(writes, "wb")
        self._numbers = count(1)
        self.events: list[dict[str, Any]] = []

    @contextmanager
    def showing(
        self, path: Path, *, width: int, scheme: Scheme = "light", scale: float = 1
    ) -> Iterator[Page]:
        """A file, loaded; a narrow one is shown as a telephone does."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.call("Page.enable")
        page.call("Network.enable")
        page.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        preference = {"name": "prefers-color-scheme", "value": scheme}
        page.call("Emulation.setEmulatedMedia", features=[preference])
        page.call("Page.navigate", url=path.as_uri())
        self._until("Page.loadEventFired", session)
        try:
            yield page
        finally:
            self.call("Target.closeTarget", targetId=target)

    def call(self, method: str, *, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One command of the protocol, answered."""
        number = next(self._numbers)
        asked: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session is not None:
            asked["sessionId"] = session
        self._writes.write(json.dumps(asked).encode() + b"\0")
        self._writes.flush()
        while True:
            told = self._next()
            if told.get("id") == number:
                assert "error" not in told, (method, told)
                answer: dict[str, Any] = told["result"]
                return answer
            self.events.append(told)

    def close(self) -> None:
        """Say no more to it."""
        self._writes.close()
        self._reads.close()

    def _until(self, method: str, session: str) -> None:
        seen = 0
        while True:
            for event in self.events[seen:]:
                if event["method"] == method and event.get("sessionId") == session:
                    return
            seen = len(self.events)
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        octets = bytearray()
        while (octet := self._reads.read(1)) != b"\0":
            assert octet, "Chromium has gone"
            octets += octet
        told: dict[str, Any] = json.loads(octets)
        return told


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of its own, gone at the end with all that it started."""
    to_it, from_us = os.pipe()
    to_us, from_it = os.pipe()
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        # A session of its own must not outlive a test run that is killed.
        command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-c", AT_3_AND_4]
        command += [str(to_it), str(from_it), PROGRAM, *FLAGS, f"--user-data-dir={profile}"]
        with subprocess.Popen(
            command,
            env={**os.environ, "HOME": profile},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(to_it, from_it),
            start_new_session=True,
        ) as process:
            os.close(to_it)
            os.close(from_it)
            browser = Browser(to_us, from_us)
            try:
                yield browser
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)
                browser.close()
