"""HTML is read as its reader sees it."""

import pytest

from screener.normalize import limits
from screener.normalize.body.html import read


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("just words", "just words"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<BR/>three", "one\ntwo\nthree"),
        ("<div>one</div>two", "one\ntwo"),
        ("a <b>bold</b> word", "a bold word"),
        ("in<b>si</b>de", "inside"),
        ("  white\n\n\t space ", "white space"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b\n\nc</pre>", "a\nb\n\nc"),
        ("a &lt;b&gt; &amp; &quot;c&quot; &#228;&#xe4; &auml; &euro;", 'a <b> & "c" ää ä €'),
        ("a&nbsp;b &ampc &zzz; &", "a b &c &zzz; &"),
        ("<style>p {}</style>a<script>if (a < b) {}</script>b", "ab"),
        ("<title>t</title>a<SCRIPT src=x></SCRIPT\n>b", "ab"),
        ("a<script>never ends", "a"),
        ("a<!-- <p>no</p> -->b<!-->c", "abc"),
        ("a<!-- never ends", "a"),
        ("<!DOCTYPE html><?xml version='1'?>a<![if !mso]>b<![endif]>", "ab"),
        ('<a title="x > y" href=z>a</a>', "a"),
        ("<a title='it\"s'>a</a>", "a"),
        ('<a title="never ends>a</a>', "a"),
        ("1 < 2 > 0 <3", "1 < 2 > 0 <3"),
        ("a<b", "a"),
        ('a<span style="display: none">hidden <span>too</span></span>b', "ab"),
        ('pi<i style="DISPLAY:NONE">zz</i>ck', "pick"),
        ('<img style="display:none">a', "a"),
        ("<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d", "> a\n> b\n> > c\nd"),
        ("</blockquote>a", "a"),
    ],
)
def test_markup_becomes_lines(markup: str, text: str) -> None:
    """Blocks end lines, quotations get their mark, what nobody sees is left out."""
    assert read(markup).text == text


@pytest.mark.parametrize(
    ("markup", "links"),
    [
        ('<a href="https://x.example/?a=1&amp;b=2">x</a>', ("https://x.example/?a=1&b=2",)),
        ("<A class=b HREF='http://x.example'>x</A>", ("http://x.example",)),
        ("<a href=http://x.example>x</a>", ("http://x.example",)),
        ("<a href = ' mailto:a@x.example '>x</a>", ("mailto:a@x.example",)),
        ("<a name=b>x</a><abbr href=c>y</abbr>", ()),
    ],
)
def test_links_are_collected(markup: str, links: tuple[str, ...]) -> None:
    """Of anchors only, however they are quoted."""
    assert read(markup).links == links


def test_words_behind_any_depth_of_nesting_are_read() -> None:
    """A limit on depth would be a hiding place."""
    assert read("<div>" * 5_000 + "here" + "</div>" * 5_000).text == "here"


def test_limits_hold() -> None:
    """A page is cut and says so, links are counted."""
    assert read("a" * (limits.HTML + 1)).cut
    assert not read("a").cut
    assert len(read("<a href=x>" * (limits.LINKS + 1)).links) == limits.LINKS
