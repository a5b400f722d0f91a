"""The timeline on paper: the same as the page, in the same words."""

from collections.abc import Sequence

from screener.application.dossier.item import Item
from screener.application.dossier.picture import Picture
from screener.ports.paper import Paper

GREY = 0.35

INDENT = 12


class Sheet:
    """Fills the paper from top to bottom."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def begin(
        self, title: str, facts: Sequence[tuple[str, str]], told: str, shown: Picture | None
    ) -> None:
        """What stands above the timeline."""
        self._paper.text(title, size=16)
        self._paper.gap(8)
        self._facts(facts)
        self._paper.gap(6)
        self._paper.text(told)
        self._paper.gap(12)
        if shown:
            self._paper.bars(shown.counts, height=90)
            self._paper.gap(4)
        self._paper.text(shown.told if shown else "Nobody knocked.", size=8, grey=GREY)
        self._paper.gap(10)

    def add(self, heading: str, item: Item, files: Sequence[tuple[str, str]]) -> None:
        """One item; `files` are what is kept of it, by label."""
        self._paper.gap(10)
        self._paper.keep(64)
        self._paper.text(f"{heading} · knock" if item.knock else heading, size=10.5)
        self._facts(item.facts)
        if item.text:
            self._paper.gap(3)
            self._paper.text(item.text, indent=INDENT)
            self._paper.gap(3)
        self._facts(files)

    def end(self, told: str) -> None:
        """What stands below it."""
        self._paper.gap(14)
        self._paper.text(told, size=8, grey=GREY)
        self._paper.close()

    def _facts(self, facts: Sequence[tuple[str, str]]) -> None:
        for label, value in facts:
            self._paper.text(f"{label}: {value}", size=8.5, grey=GREY)
