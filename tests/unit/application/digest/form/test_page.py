"""The digest as a page."""

from itertools import pairwise

import pytest

from screener.application.digest.form.page import LIMIT, html_of
from screener.application.digest.form.wording import subject_of
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Balance, ByRule, Digest
from screener.domain.record.decision import Mode
from tests.digests import (
    HOSTILE,
    a_closed,
    a_digest,
    a_heavy_day,
    a_hostile_item,
    a_point,
    a_typical_day,
    ago,
    an_act,
    links_of,
)
from tests.markup import LINKED, Markup

FRAME = {"html", "head", "meta", "title", "style", "body"}
TAGS = FRAME | {"div", "table", "tr", "td", "h1", "h2", "h3", "p", "b", "span", "br", "a"}

DAYS = {
    "typical": a_typical_day(),
    "empty": a_digest(since=ago(days=7)),
    "heavy": a_heavy_day(),
    "observing": a_typical_day(mode=Mode.OBSERVE),
    "paused": a_digest(paused="Monday 30 November, 09:00", balance=Balance(12, 0, 12)),
}

each_day = pytest.mark.parametrize("digest", DAYS.values(), ids=DAYS)


def page_of(digest: Digest) -> str:
    """The page with its links."""
    return html_of(digest, links_of(digest))


@each_day
def test_there_is_nothing_in_it_but_what_mail_clients_show(digest: Digest) -> None:
    """No script, no picture, nothing from anywhere; and it is well formed."""
    page = page_of(digest)
    markup = Markup(page)

    assert {tag for tag, _ in markup.tags} <= TAGS
    assert "url(" not in page
    assert "@import" not in page
    assert all("src" not in attributes for _, attributes in markup.tags)


@each_day
def test_every_link_is_a_mail_to_oneself(digest: Digest) -> None:
    """In ASCII, and one that can be understood without what stands beside it."""
    for link in Markup(page_of(digest)).links:
        href, spoken = link["href"], link["aria-label"]

        assert href is not None
        assert href.isascii()
        assert href.startswith("mailto:me@example.com?subject=Screener%3A%20")
        assert spoken


@each_day
def test_nothing_in_it_becomes_a_link_by_itself(digest: Digest) -> None:
    """But for links of ours there is nothing to touch."""
    text = Markup(page_of(digest)).text.replace(digest.head.hash, "")

    assert not LINKED.search(text)


@each_day
def test_headings_go_down_step_by_step(digest: Digest) -> None:
    """There is one `h1`, and no step is left out."""
    headings = Markup(page_of(digest)).headings

    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    assert all(int(after[1]) - int(before[1]) <= 1 for before, after in pairwise(headings))


@each_day
def test_screen_readers_are_told_what_is_only_layout(digest: Digest) -> None:
    """And the language, at the body too, since some clients drop the head."""
    markup = Markup(page_of(digest))
    tables = [attributes for tag, attributes in markup.tags if tag == "table"]

    assert all(table.get("role") == "presentation" for table in tables)
    assert [tag for tag, attributes in markup.tags if attributes.get("lang") == "en"] == [
        "html",
        "div",
    ]


def test_the_page_is_called_like_the_mail() -> None:
    """In a window or a list of tabs."""
    digest = a_typical_day()

    assert f"<title>{subject_of(digest)}</title>" in page_of(digest)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_strangers_write_is_text(text: str) -> None:
    """In every place where theirs may stand; and no comment is theirs."""
    digest = a_digest(
        whose=text,
        points=[a_point(text, contact=text, acts=[an_act(text, Verb.CLOSE, text)])],
        closed=[a_closed(text)],
        rules=[ByRule(text, 3, [a_hostile_item(0)._replace(subject=text, name=text, who=text)])],
        paused=text,
    )
    ordinary = a_digest(
        whose="x",
        points=[a_point("x", contact="x", acts=[an_act("x", Verb.CLOSE, "x")])],
        closed=[a_closed("x")],
        rules=[ByRule("x", 3, [a_hostile_item(0)._replace(subject="x", name="y", who="z")])],
        paused="x",
    )
    markup = Markup(html_of(digest, lambda _: "mailto:x"))

    assert {tag for tag, _ in markup.tags} <= TAGS
    assert markup.comments == Markup(html_of(ordinary, lambda _: "mailto:x")).comments


def test_a_page_to_look_at_has_no_links() -> None:
    """Nor speaks of them."""
    page = html_of(a_typical_day(), None)

    assert Markup(page).links == []
    assert "A link" not in page


def test_a_link_that_some_client_would_not_open_is_not_there() -> None:
    """Outlook opens none beyond two thousand bytes."""
    digest = a_digest(closed=[a_closed()])

    def long(command: Command) -> str:
        return f"mailto:me@example.com?subject={command.verb.value * 600}"

    assert Markup(html_of(digest, long)).links == []


@pytest.mark.parametrize("text", ["&" * 5_000, "\u202e" * 5_000, "👨" * 5_000, "1.2.3." * 900])
def test_the_page_stays_below_what_gmail_shows(text: str) -> None:
    """Thousands of everything, in the letters that take most room; the balance is there all the
    same, and so is the end.
    """
    items = [a_hostile_item(0)._replace(subject=text, name=text, who=text)] * 500
    acts = [an_act(text, Verb.CLOSE, text[:40])] * 3
    digest = a_typical_day(
        whose=text,
        paused=text,
        points=[a_point(text, contact=text, acts=acts)] * 2_000,
        closed=[a_closed(text)] * 2_000,
        rules=[ByRule(text, 20_000, items, acts=acts)] * 400,
    )
    page = page_of(digest)
    markup = Markup(page)

    assert len(page.encode()) <= LIMIT < 100_000
    assert "63 messages came" in markup.text
    assert digest.head.hash in markup.text
    assert "and 1,9" in markup.text
    assert "and 3" in markup.text


def test_what_needs_the_user_has_half_of_the_room() -> None:
    """However much else there is to tell, and however little of it is left."""
    digest = a_heavy_day(points=[a_point("Something is to be decided. " * 20)] * 2_000)
    page = page_of(digest)
    first, _, rest = page.partition(">At closed doors</h2>")

    assert len(first.encode()) > LIMIT * 0.45
    assert all(f">{title}</h2>" in rest for title in ("What your rules did", "Answers", "In all"))
