"""The timeline as one HTML page that needs nothing from anywhere, and prints well."""

from collections.abc import Sequence
from html import escape

from screener.application.dossier.item import Item
from screener.application.dossier.picture import Picture, svg
from screener.ports.folder import Sink

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; color: #222; background: #fff;
  max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; }}
h2 {{ font-size: 1rem; margin: 0 0 .3rem; }}
article {{ border-top: 1px solid #ccc; padding: .9rem 0; break-inside: avoid; }}
article.knock h2::after {{ content: " · knock"; color: #8a3b12; font-weight: normal; }}
article.yours {{ padding-left: 1.5rem; }}
dl {{ display: grid; grid-template-columns: 9.5em 1fr; margin: 0; gap: 0 .8em;
  align-items: baseline; font-size: .9em; }}
dt {{ color: #555; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
blockquote {{ white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;
  margin: .6rem 0; padding: 0 0 0 .8rem; border-left: 3px solid #bbb; }}
figure {{ margin: 1.5rem 0; }}
svg {{ width: 100%; height: auto; fill: #40668c; stroke: #999; }}
svg rect {{ stroke: none; }}
figcaption, .hash {{ color: #555; font-size: .9em; }}
@media (max-width: 34rem) {{ dl {{ grid-template-columns: 1fr; }} dd {{ padding-left: .8rem; }} }}
@media print {{ body {{ margin: 0; max-width: none; font-size: 10pt; }} a {{ color: inherit; }} }}
</style>
</head>
<body>
<header>
<h1>{title}</h1>
"""


class Page:
    """Writes the page from top to bottom."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def begin(
        self, title: str, facts: Sequence[tuple[str, str]], told: str, shown: Picture | None
    ) -> None:
        """What stands above the timeline."""
        self._write(_HEAD.format(title=escape(title)))
        self._write(_facts(facts) + f"<p>{escape(told)}</p>\n</header>\n")
        self._write((svg(shown) if shown else "<p>Nobody knocked.</p>\n") + "<main>\n")

    def add(self, heading: str, item: Item, files: Sequence[tuple[str, str]]) -> None:
        """One item; `files` are what is kept of it, by label."""
        kinds = f"{item.whose} knock" if item.knock else item.whose
        self._write(f'<article class="{kinds}">\n<h2>{escape(heading)}</h2>\n')
        links = "".join(
            f'<dt>{escape(label)}</dt><dd><a href="{escape(name)}">{escape(name)}</a></dd>'
            if "/" in name
            else f'<dt>{escape(label)}</dt><dd class="hash">{escape(name)}</dd>'
            for label, name in files
        )
        self._write(_facts(item.facts))
        if item.text:
            self._write(f"<blockquote>{escape(item.text)}</blockquote>\n")
        self._write(f"{_list(links)}</article>\n")

    def end(self, told: str) -> None:
        """What stands below it."""
        self._write(f"</main>\n<footer><p>{escape(told)}</p></footer>\n</body>\n</html>\n")

    def _write(self, text: str) -> None:
        self._sink.write(text.encode())


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    return _list(
        "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    )


def _list(facts: str) -> str:
    return f"<dl>{facts}</dl>\n" if facts else ""
