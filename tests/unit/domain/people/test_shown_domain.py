"""Domains as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.people.handle import canonical_domain
from screener.domain.people.shown_domain import shown_domain, with_domains_shown


@pytest.mark.parametrize(
    "domain",
    [
        "example.com",
        "münchen.example",
        "żółw.example",
        "пример.example",
        "παράδειγμα.example",
        "دامنه.example",
        "דוגמה.example",
        "例え.example",
        "カタカナとひらがな.example",
        "한국어.example",
        "उदाहरण.example",
        "ตัวอย่าง.example",
    ],
)
def test_a_domain_in_letters_of_one_script_stays_readable(domain: str) -> None:
    """As it is, and as the encoded form that a mail system makes of it."""
    assert shown_domain(domain) == domain
    assert shown_domain(canonical_domain(domain)) == domain


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("p\u0430yp\u0430l.example", "Cyrillic between Latin letters"),
        ("\u0440\u0430\u0443\u0440\u0430.example", "Cyrillic letters that all look like ASCII"),
        ("\u03bf\u03ba.example", "Greek letters that all look like ASCII"),
        ("b\u0131nance.example", "an i without its dot"),
        ("p\u0251yp\u0251l.example", "a Latin letter that no alphabet has"),
        ("\u1ea1pple.example", "a dot below"),
        ("a\u200db.example", "a joiner"),
        ("i\u2764.example", "no letter"),
        ("例えabc.example", "two scripts"),
        ("\u13aa\u13ab\u13ac.example", "a script that nobody's domains are in"),
    ],
)
def test_a_domain_that_could_pass_for_another_is_shown_as_encoded(domain: str, why: str) -> None:
    """Whichever of the two forms it came in."""
    shown = shown_domain(domain)

    assert shown.isascii(), why
    assert shown.startswith("xn--")
    assert shown_domain(shown) == shown


def test_a_full_stop_of_another_script_parts_labels_too() -> None:
    """UTS 46 maps it to a dot, and so do programs that look for links."""
    assert shown_domain("p\u0430y\u3002example") == "xn--py-7kc\u3002example"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lunch?", "Lunch?"),
        ("ann@münchen.example", "ann@münchen.example"),
        ("ann@p\u0430y.example, bob", "ann@xn--py-7kc.example, bob"),
        ("Your account at p\u0430y.example/login", "Your account at xn--py-7kc.example/login"),
        ("you@i\u2764.example", "you@xn--i-7iq.example"),
        ("xn--mnchen-3ya.example is real", "münchen.example is real"),
        ("Привет.как дела", "Привет.как дела"),
        ("Ещё_раз.Hello", "Ещё_раз.Hello"),
        ("Ich hätte gern 2.5 Stück", "Ich hätte gern 2.5 Stück"),
    ],
)
def test_domains_are_found_in_a_text(text: str, shown: str) -> None:
    """And prose that only looks like one is left as it is."""
    assert with_domains_shown(text) == shown


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    """Strangers write what they like; showing it twice changes nothing more."""
    shown = with_domains_shown(text)

    assert with_domains_shown(shown) == shown


@given(st.text(st.characters(categories=["L", "Nd", "M"]), min_size=1, max_size=12))
def test_no_label_mixes_letters_of_ascii_with_others(label: str) -> None:
    """But for Latin letters with their accents."""
    shown = shown_domain(f"{label}a.example").removesuffix(".example")

    assert shown.isascii() or all(char < "\u0250" for char in shown)
