"""What stands in the places of number and name becomes a caller."""

import pytest

from screener.domain.record.event import CallerId
from screener.normalize.telephone.callerid import called, caller
from screener.normalize.telephone.phone_number import without_false_plus
from screener.normalize.telephone.who_called import name_and_number


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("2125550142", "+12125550142"),
        ("(212) 555-0142", "+12125550142"),
        ("1 (212) 555-0142", "+12125550142"),
        ("+1 212 555 0142", "+12125550142"),
        ("tel:+12125550142", "+12125550142"),
        ("sip:2125550142@pbx.example;user=phone", "+12125550142"),
        ("VOICE=+12125550142@vms.example", "+12125550142"),
        ("442079460012", "+442079460012"),
        ("011 44 20 7946 0012", "+442079460012"),
        ("0044 20 7946 0012", "+442079460012"),
        ("212\u2011555\u20110142", "+12125550142"),
        ("\u202a2125550142\u202c", "+12125550142"),
        ("２１２５５５０１４２", "+12125550142"),
    ],
)
def test_a_number_is_read_however_it_is_written(raw: str, number: str) -> None:
    """The region completes a national one; many exchanges leave out the plus of others."""
    known, _ = caller(raw, region="US")

    assert (known.number, known.status, known.withheld) == (number, CallerId.PRESENT, False)


def test_an_extension_behind_the_number_is_kept() -> None:
    """It is no part of the number."""
    known, _ = caller("206-555-0119 x12", region="US")

    assert (known.number, known.extension) == ("+12065550119", "12")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("anonymous", CallerId.WITHHELD),
        ("Private Number", CallerId.WITHHELD),
        ("Restricted", CallerId.WITHHELD),
        ("P", CallerId.WITHHELD),
        ("Unterdrückt", CallerId.WITHHELD),
        ("sip:anonymous@anonymous.invalid", CallerId.WITHHELD),
        ("7378742833", CallerId.WITHHELD),
        ("+1 737 874 2833", CallerId.WITHHELD),
        ("266696687", CallerId.WITHHELD),
        ("", CallerId.UNAVAILABLE),
        ("<unknown>", CallerId.UNAVAILABLE),
        ("Out of Area", CallerId.UNAVAILABLE),
        ("asterisk", CallerId.UNAVAILABLE),
        ("0000000000", CallerId.UNAVAILABLE),
        ("86282452253", CallerId.UNAVAILABLE),
    ],
)
def test_nobody_known_is_anonymous(raw: str, status: CallerId) -> None:
    """Words in several languages, and words that are spelled on a keypad."""
    known, _ = caller(raw, region="US")

    assert (known.number, known.status, known.withheld) == (None, status, True)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("1001", CallerId.INTERNAL),
        ("*98", CallerId.INTERNAL),
        ("sip:3002@sip.invalid", CallerId.INTERNAL),
        ("555-0142", CallerId.UNPARSABLE),
        ("Maria 2125550142", CallerId.UNPARSABLE),
        ("bob@corp.example", CallerId.UNPARSABLE),
        ("12", CallerId.INTERNAL),
    ],
)
def test_what_cannot_be_dialled_from_everywhere_is_kept_as_written(
    raw: str, status: CallerId
) -> None:
    """Neither a number nor anonymous."""
    known, _ = caller(raw, region="US")

    assert (known.number, known.status, known.raw) == (None, status, raw)
    assert not known.withheld


def test_without_a_region_only_international_numbers_are_numbers() -> None:
    """Ten digits could be anybody's."""
    assert caller("2125550142", region=None)[0].number is None
    assert caller("+12125550142", region=None)[0].number == "+12125550142"
    assert caller("442079460012", region=None)[0].number == "+442079460012"


@pytest.mark.parametrize(
    "name",
    [
        "WIRELESS CALLER",
        "Anonymous",
        "(212) 555-0142",
        "2125550142",
        "NEW YORK NY",
        "SEATTLE      WA",
        "V01234567890",
        "Toll Free Call",
        "",
    ],
)
def test_what_is_no_name_is_left_out(name: str) -> None:
    """Kinds of line, places, codes and the number again."""
    assert caller("2125550142", name=name, region="US")[0].name == ""


@pytest.mark.parametrize("name", ["ANN LEE", "MARY MA", "José Álvarez", "24 Hour Fitness"])
def test_a_name_is_kept(name: str) -> None:
    """In the spelling of the network."""
    assert caller("2125550142", name=name, region="US")[0].name == name


def test_a_name_has_no_hidden_characters() -> None:
    """Callers choose it, and it is shown to people."""
    assert caller("2125550142", name='"A\u202en\x07n"', region="US")[0].name == "An n"


@pytest.mark.parametrize(
    ("name", "left", "label"),
    [
        ("SUSPECTED ROBOCALL", "", "suspected_robocall"),
        ("Spam Likely", "", "suspected_spam"),
        ("SPAM? ANN LEE", "ANN LEE", "suspected_spam"),
        ("Potential Fraud", "", "suspected_scam"),
        ("SCAM LIKELY", "", "suspected_scam"),
        ("Telemarketer", "", "telemarketer"),
    ],
)
def test_a_verdict_becomes_a_label(name: str, left: str, label: str) -> None:
    """Providers write it in the place of the name."""
    known, labels = caller("2125550142", name=name, region="US")

    assert (known.name, labels) == (left, (label,))


@pytest.mark.parametrize(
    ("who", "taken_apart"),
    [
        ('"ANN LEE" <2125550142>', ("ANN LEE", "2125550142")),
        ("ACME(+13035550177)", ("ACME", "+13035550177")),
        ("ANN LEE (206) 555-0119", ("ANN LEE", "(206) 555-0119")),
        ("ANN LEE at (206) 555-0119", ("ANN LEE", "(206) 555-0119")),
        ("John Jones [4133]", ("John Jones", "4133")),
        ("Survey [Unknown caller ID]", ("Survey", "Unknown caller ID")),
        ('"Al <911>" <2125550142>', ("Al <911>", "2125550142")),
        ("Mr Wizard", ("Mr Wizard", "")),
        ("John (home)", ("John (home)", "")),
        ("(212) 555-0142", ("", "(212) 555-0142")),
        ("Unknown Caller", ("", "Unknown Caller")),
        ("2125550142 (ANN LEE)", ("ANN LEE", "2125550142")),
        ("Priya at 4133", ("Priya", "4133")),
        ("Bar at 12", ("Bar at 12", "")),
        ("Al (Ext. 102)", ("Al", "102")),
        ("ANN \t    LEE      (206) 555-0119", ("ANN  LEE", "(206) 555-0119")),
    ],
)
def test_name_and_number_are_taken_apart(who: str, taken_apart: tuple[str, str]) -> None:
    """The last number is the caller's."""
    assert name_and_number(who) == taken_apart


def test_whom_they_called_is_a_number_or_a_mailbox() -> None:
    """A mailbox is no number."""
    assert called("12125550100", region="US").number == "+12125550100"
    assert called("101", mailbox="101", region="US").number is None


@pytest.mark.parametrize(
    ("number", "region", "bare"),
    [
        ("+2065550119", "US", "2065550119"),
        ("+12065550119", "US", "12065550119"),
        ("+442079460012", "US", "+442079460012"),
        ("+2065550119", None, "2065550119"),
        ("+442079460012", None, "+442079460012"),
    ],
)
def test_a_false_plus_is_taken_off(number: str, region: str | None, bare: str) -> None:
    """Where the number is one at home, or is one nowhere in the world."""
    assert without_false_plus(number, region) == bare


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("an anonymous caller", CallerId.WITHHELD),
        ("Restricted number", CallerId.WITHHELD),
        ("Blocked call", CallerId.WITHHELD),
        ("Rufnummer unterdrückt", CallerId.WITHHELD),
        ("Numéro privé", CallerId.WITHHELD),
        ("Llamada anónima", CallerId.WITHHELD),
        ("Caller ID unavailable", CallerId.UNAVAILABLE),
        ("Unbekannte Rufnummer", CallerId.UNAVAILABLE),
        ("Número desconhecido", CallerId.UNAVAILABLE),
        ("unknown-caller", CallerId.UNAVAILABLE),
        ("-", CallerId.UNAVAILABLE),
    ],
)
def test_words_of_nobody_may_stand_with_others(words: str, status: CallerId) -> None:
    """With `caller`, `number` and the like, in several languages."""
    known, _ = caller(words, region="US")

    assert (known.status, known.withheld) == (status, True)


@pytest.mark.parametrize("name", ["Private Banking", "Unknown Pleasures", "Number One", "Caller"])
def test_a_name_with_such_a_word_is_a_name(name: str) -> None:
    """One word that says something else is enough."""
    known, _ = caller(name, region="US")

    assert (known.status, known.withheld) == (CallerId.UNPARSABLE, False)


def test_a_place_that_was_not_found_makes_nobody_anonymous() -> None:
    """An empty one does."""
    assert caller(None, region="US")[0].status is CallerId.UNPARSABLE
    assert not caller(None, region="US")[0].withheld
    assert caller("", region="US")[0].withheld


def test_an_international_prefix_is_one_everywhere() -> None:
    """`00` is dialled in most of the world, and printed in all of it."""
    assert caller("0049 30 901820", region="US")[0].number == "+4930901820"


@pytest.mark.parametrize(
    ("who", "taken_apart"),
    [
        ("V1234567890123 (206) 555-0119", ("V1234567890123", "(206) 555-0119")),
        ("SUITE 12 (206) 555-0119", ("SUITE 12", "(206) 555-0119")),
        ("AL 007 +44 20 7946 0012", ("AL 007", "+44 20 7946 0012")),
        ("Anonymous(anonymous)", ("Anonymous", "anonymous")),
        ("212-555-0142 Maria", ("Maria", "212-555-0142")),
        ("MARIA 2125550142 (mobile)", ("MARIA", "2125550142")),
        ("Dana * 102", ("Dana", "102")),
        ("２１２５５５０１４２", ("", "２１２５５５０１４２")),
    ],
)
def test_names_with_digits_are_told_from_numbers(who: str, taken_apart: tuple[str, str]) -> None:
    """A plus or a parenthesis begins a number surely."""
    assert name_and_number(who) == taken_apart
