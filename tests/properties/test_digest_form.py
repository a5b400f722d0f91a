"""The two forms of a digest, whatever strangers write into the fields that may hold their words."""

import unicodedata
from collections.abc import Sequence
from itertools import cycle

from hypothesis import given, settings
from hypothesis import strategies as st

from screener.application.digest.form.page import LIMIT, html_of
from screener.application.digest.form.plain import text_of
from screener.application.digest.form.wording import subject_of
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import (
    Act,
    Answer,
    AtClosedDoor,
    Balance,
    ByRule,
    Digest,
    InGate,
    Item,
    Kind,
    NotAnswered,
    Point,
    Waiting,
)
from screener.domain.record.decision import Mode
from tests.digests import BERLIN, FRIDAY, HEAD, HOSTILE, ago, links_of, sent
from tests.markup import LINKED, Markup

TAGS = frozenset(
    {"html", "head", "meta", "title", "style", "body"}
    | {"div", "table", "tr", "td", "h1", "h2", "h3", "p", "b", "span", "br", "a"}
)

ATTRIBUTES = frozenset(
    {"lang", "dir", "class", "style", "role", "width", "height", "cellpadding", "cellspacing"}
    | {"border", "align", "valign", "colspan", "href", "aria-label"}
    | {"charset", "name", "content"}
)

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

FEW = settings(deadline=None, max_examples=30)
"""Each of them is a whole digest."""

MARK = "\ue000"
"""A letter of no script, in every text that is a stranger's."""

words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text("<>&\"'`=/:.@ -\u202e\u200c\n", max_size=30),
).map(lambda text: f"{text[:20]}{MARK}{text[20:]}")


def saying(texts: Sequence[str], number: int, mode: Mode) -> Digest:
    """A digest with these texts, one after the other, wherever a stranger's or a user's may be."""
    say = cycle(texts).__next__
    verbs = (Verb.CLOSE, Verb.UNDO_RULE, Verb.CHOOSE)
    acts = [Act(say(), Command(verb, (say(), say())[: number % 3])) for verb in verbs]
    items = [
        Item(say(), ago(hours=number), say(), say(), say(), kind, say(), acts[:number])
        for kind in ("email", "voicemail", "call")
    ]
    return Digest(
        account="me",
        whose=say(),
        day=FRIDAY,
        since=ago(days=1),
        until=ago(),
        zone=BERLIN,
        mode=mode,
        valid=FRIDAY,
        head=HEAD,
        balance=Balance(number, number, 0, number),
        points=[Point(kind, say(), ago(), say(), say(), acts) for kind in Kind],
        closed=[AtClosedDoor(say(), number, {say(): number}, (number, 0, 1))],
        gates=[
            InGate(say(), say(), 1, number, say(), say(), ago(), needs_you, [say()], acts)
            for needs_you in (False, True)
        ],
        waiting=Waiting(number, items),
        rules=[ByRule(say(), number, items, on_trial, acts[:2]) for on_trial in (False, True)],
        replies=[Answer(ago(), say(), say(), say(), say())],
        refused=[NotAnswered(say(), number, [say(), say()])],
        paused=say(),
    )


digests = st.builds(
    saying, st.lists(words, min_size=1, max_size=4), st.integers(0, 300), st.sampled_from(Mode)
)


@FEW
@given(digests)
def test_whatever_strangers_write_comes_out_escaped_and_inert(digest: Digest) -> None:
    """The page holds no tag, attribute, comment or link but ours, and their words are only text."""
    page = html_of(digest, links_of(digest))
    markup = Markup(page)

    assert {tag for tag, _ in markup.tags} <= TAGS
    for _, attributes in markup.tags:
        assert attributes.keys() <= ATTRIBUTES
        theirs = {name for name, value in attributes.items() if MARK in (value or "")}
        assert theirs <= {"aria-label"}
    assert all((link["href"] or "").startswith("mailto:") for link in markup.links)
    assert all(MARK not in comment for comment in markup.comments)
    assert not LINKED.search(markup.text.replace(digest.head.hash, ""))


@FEW
@given(digests)
def test_no_control_of_any_kind_is_in_either_form(digest: Digest) -> None:
    """Neither a terminal nor a browser is told anything but what to show."""
    page, text, subject = html_of(digest, links_of(digest)), text_of(digest), subject_of(digest)

    for form in (page, text, subject):
        unseen = {char for char in form if unicodedata.category(char) in HIDDEN}
        assert unseen <= {"\n", "\u200c", "\u200d"}


@FEW
@given(digests)
def test_the_text_survives_a_mail(digest: Digest) -> None:
    """As it is, whatever its lines begin and end with."""
    assert sent(text_of(digest)) == text_of(digest)


@FEW
@given(digests, st.integers(1, 400))
def test_the_page_is_never_too_long(digest: Digest, times_as_many: int) -> None:
    """Gmail cuts off what is beyond 102 kB, the end first."""
    longer = digest._replace(
        points=[*digest.points] * times_as_many,
        closed=[*digest.closed] * times_as_many,
        gates=[*digest.gates] * times_as_many,
        rules=[*digest.rules] * times_as_many,
        replies=[*digest.replies] * times_as_many,
        refused=[*digest.refused] * times_as_many,
    )
    page = html_of(longer, links_of(longer))

    assert len(page.encode()) <= LIMIT
    assert page.endswith("</html>\n")
