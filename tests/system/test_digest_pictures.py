"""The digest in a browser: as a telephone and a desktop show it, by light and by dark.

What is asserted is measured in the page as it is drawn. A picture of each is left in the folder of
its test, for whoever wants to look.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from screener.application.digest.form.look import DARK, LIGHT
from screener.application.digest.form.page import html_of
from screener.domain.digest.digest import Balance, Digest
from screener.domain.record.decision import Mode
from tests.contrast import LEAST, contrast, of_hex
from tests.digests import a_digest, a_heavy_day, a_typical_day, ago, links_of
from tests.servers.chromium import Browser, Page, Scheme, chromium

pytestmark = pytest.mark.xdist_group("chromium")

DAYS = {
    "typical": a_typical_day(),
    "empty": a_digest(since=ago(days=7)),
    "heavy": a_heavy_day(),
    "observing": a_typical_day(mode=Mode.OBSERVE),
    "paused": a_digest(paused="Monday 30 November, 09:00", balance=Balance(12, 0, 12)),
}

TOUCH = 44
"""Pixels that a thumb needs."""

MEASURED = """
(() => {
  const opaque = /^rgb\\(/;
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (opaque.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const box = (thing) => {
    const { left, right, top, bottom } = thing.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.textContent.replace(/\\u200c/g, "").trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const colour = getComputedStyle(node.parentElement).color;
    const text = node.textContent;
    texts.push({ text, colour, ground: ground(node.parentElement), ...box(range) });
  }
  const links = [...document.querySelectorAll("a")].map(
    (link) => ({ text: link.textContent, ...box(link) })
  );
  const width = document.scrollingElement.scrollWidth;
  return { width, texts, links, ground: ground(document.body) };
})()
"""


@dataclass(frozen=True)
class Box:
    """Where something is drawn, in pixels."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    colour: str = ""
    ground: str = ""

    @property
    def can_be_read(self) -> bool:
        """Whether its colour stands out from what is behind it."""
        return contrast(rgb(self.colour), rgb(self.ground)) >= LEAST

    @property
    def can_be_touched(self) -> bool:
        """Whether it is as large as a thumb."""
        return self.right - self.left >= TOUCH and self.bottom - self.top >= TOUCH

    def is_beside(self, other: "Box") -> bool:
        """Whether the two have no pixel in common."""
        beside = self.right <= other.left or other.right <= self.left
        return beside or self.bottom <= other.top or other.bottom <= self.top


@dataclass(frozen=True)
class Drawn:
    """A page as it is drawn."""

    width: int
    texts: list[Box]
    links: list[Box]
    ground: str


def rgb(written: str) -> tuple[int, int, int]:
    """The three numbers of `rgb(1, 2, 3)`."""
    red, green, blue = map(int, re.findall(r"\d+", written))
    return red, green, blue


def measure(page: Page) -> Drawn:
    """All that is asserted below."""
    told: dict[str, Any] = page.ask(MEASURED)
    return Drawn(
        width=told["width"],
        texts=[Box(**text) for text in told["texts"]],
        links=[Box(**link) for link in told["links"]],
        ground=told["ground"],
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all pages."""
    with chromium() as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("day", DAYS)
def test_a_digest_can_be_read_and_touched(
    day: str, width: int, scheme: Scheme, browser: Browser, tmp_path: Path
) -> None:
    """Nothing is wider than the screen, too faint to read or too small to touch; links keep clear
    of each other; and nothing is asked for over the network.
    """
    path = written(DAYS[day], tmp_path)

    with browser.showing(path, width=width, scheme=scheme) as page:
        drawn = measure(page)
        page.picture(tmp_path / f"{day}-{width}-{scheme}.png")
        requests = page.requests

    assert requests == [path.as_uri()]
    assert_it_can_be_used(drawn, width)
    assert rgb(drawn.ground) == of_hex((DARK if scheme == "dark" else LIGHT).around)
    assert drawn.texts
    assert bool(drawn.links) == (day != "empty")


@pytest.mark.parametrize("width", [360, 800])
def test_a_mail_client_may_drop_what_is_no_style_of_an_element(
    width: int, browser: Browser, tmp_path: Path
) -> None:
    """As Gmail does; classes, too, and the head."""
    path = written(a_heavy_day(), tmp_path)
    body = re.sub(r"(?s).*?(<body.*</body>).*", r"\1", path.read_text("utf-8"))
    viewport = (
        '<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    )
    path.write_text(viewport + re.sub(r' class="\w"', "", body), "utf-8")

    with browser.showing(path, width=width, scheme="dark") as page:
        drawn = measure(page)

    assert_it_can_be_used(drawn, width)
    assert rgb(drawn.ground) == of_hex(LIGHT.around)


def test_a_page_that_is_too_wide_or_too_faint_is_found_out(
    browser: Browser, tmp_path: Path
) -> None:
    """The measures above measure something."""
    path = tmp_path / "bad.html"
    path.write_text(
        '<!DOCTYPE html><body style="background:#ffffff"><p style="width:900px">wide</p>'
        '<a href="mailto:x" style="color:#cccccc">small and faint</a>'
        '<img src="http://127.0.0.1:9/x.png">'
    )

    with browser.showing(path, width=800) as page:
        drawn = measure(page)
        requests = page.requests

    assert drawn.width > 800
    assert not drawn.links[0].can_be_touched
    assert [text.can_be_read for text in drawn.texts] == [True, False]
    assert requests == [path.as_uri(), "http://127.0.0.1:9/x.png"]


def written(digest: Digest, folder: Path) -> Path:
    """The page in a file."""
    path = folder / "digest.html"
    path.write_text(html_of(digest, links_of(digest)), "utf-8")
    return path


def assert_it_can_be_used(drawn: Drawn, width: int) -> None:
    """By eyes and thumbs."""
    assert drawn.width <= width
    assert [box for box in drawn.texts if box.left < 0 or box.right > width] == []
    assert [box for box in drawn.texts if not box.can_be_read] == []
    assert [box for box in drawn.links if not box.can_be_touched] == []
    assert all(one.is_beside(other) for one, other in combinations(drawn.links, 2))
