"""Draws the pictures of the digest for the README: `make pictures`.

They show the typical day of the tests, so they are never older than it, and nobody in them exists.
On Debian they look best with the letters that Android has (fonts-roboto-unhinted).
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from screener.application.digest.form.page import html_of
from tests.digests import a_typical_day, links_of
from tests.servers.chromium import Scheme, chromium

COLOURS = 48
"""In a picture of letters on few grounds nobody misses the others."""

SHAPES = {"telephone": (360, 1204), "desktop": (800, 1032)}
"""Width and height, in pixels of the page."""

SCHEMES: dict[Scheme, str] = {"light": "", "dark": "-dark"}


def draw(folder: Path) -> None:
    """Every picture, into that folder."""
    digest = a_typical_day()
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        page = Path(temporary) / "digest.html"
        page.write_text(html_of(digest, links_of(digest)), "utf-8")
        for shape, (width, height) in SHAPES.items():
            for scheme, ending in SCHEMES.items():
                path = folder / f"digest-{shape}{ending}.png"
                with browser.showing(page, width=width, scheme=scheme, scale=2) as shown:
                    shown.picture(path, height=height)
                few = Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                few.save(path, optimize=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
