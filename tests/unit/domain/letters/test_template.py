"""Templates: what may stand in them, what comes out, and that neither is without bounds."""

import pytest

from screener.domain.letters.template import RENDERED_LIMIT, VARIABLES, BadTemplate, faults, render

FACTS = {
    "subject": "Lunch?",
    "sender": {"name": "Ann", "address": "ann@example.com"},
    "my": {"name": "Me", "firm": None},
}


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("No.", "No."),
        ("Re: {{ subject }}", "Re: Lunch?"),
        ("{{sender.name}} <{{ sender.address }}>", "Ann <ann@example.com>"),
        ("[{{ my.firm }}]", "[]"),
        ("[{{ my.policy }}{{ contact.name }}{{ received }}]", "[]"),
        ("{{ my.firm | default('us') }}", "us"),
        ("{{ my.name | default('us') }}", "Me"),
        ("{{ my.firm | default(my.name, true) | upper }}", "ME"),
        ("{{ sender.name | lower }} {{ '  x ' | trim }} {{ 'ab' | title }}", "ann x Ab"),
        ("{% if my.firm %}at {{ my.firm }}{% else %}alone{% endif %}", "alone"),
        ("{% if sender.name == 'Ann' and not my.firm %}hi{% endif %}", "hi"),
        ("{% if 'unch' in subject %}food{% endif %}", "food"),
        ("{{ 'a' if subject else 'b' }}", "a"),
        ("a\n{% if subject %}\nb\n{% endif %}\nc\n", "a\nb\nc"),
        ("{# a note to myself #}x", "x"),
        ("{% raw %}{{ subject }}{% endraw %}", "{{ subject }}"),
    ],
)
def test_a_letter_is_filled_in(text: str, comes_to: str) -> None:
    """What is not known is empty, and a line that is only an `if` leaves none."""
    assert faults(text) == []

    assert render(text, FACTS) == comes_to


def test_every_variable_is_there_even_if_nobody_gives_it() -> None:
    """Nothing that a caller leaves out stops a letter."""
    names = [f"{whole}.{part}" for whole, parts in VARIABLES.items() for part in parts or ()]
    names += [whole for whole, parts in VARIABLES.items() if not parts]
    text = "".join(f"{{{{ {name} }}}}" for name in names)
    assert faults(text, in_gate=True) == []

    assert len(names) >= 12
    assert render(text, {}) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ subjct }}", "`subjct` is unknown; did you mean `subject`?"),
        ("{{ my.frim }}", "`my.frim` is unknown; did you mean `my.firm`?"),
        ("{{ sender.nmae }}", "`sender.nmae` is unknown; did you mean `sender.name`?"),
        ("{{ firm }}", "`firm` is unknown; did you mean `my.firm`?"),
        ("{{ colour }}", "`colour` is unknown"),
        ("{{ sender }}", "`sender` is no text by itself; write `sender.address` or `sender.name`"),
        ("{{ deadline }}", "`deadline` exists in the templates of gates only"),
        ("{% if not_before %}x{% endif %}", "`not_before` exists in the templates of gates only"),
        ("{{ subject | upr }}", "there is no filter `upr`; did you mean `upper`?"),
        (
            "{{ subject | center }}",
            "there is no filter `center`; there are capitalize, default, lower, title, trim, upper",
        ),
        ("{{ subject", "this `{{` is never closed; write `{{ subject }}`"),
        ("{{ subject }, {{ received }}", "this `{{` is never closed; write `{{ subject }}`"),
        ("{% if subject }x{% endif %}", "this `{%` is never closed; write `%}` where it ends"),
        ("{{ first name }}", "two words stand between these braces"),
        ("{{ }}", "a name is missing between these braces"),
        ("{{ $x }}", "the sign `$` cannot stand in a name"),
        (
            "Dear {sender.name}",
            "`{sender.name}` would be sent as it is written; write `{{ sender.n",
        ),
        ("{% if subject %}x", "`if` is never closed; write `{% endif %}` where it ends"),
        ("{% endif %}", "`{% endif %}` belongs to no `{% if … %}` before it"),
        ("{% iff subject %}x{% endif %}", "`iff` is no word to begin with after `{%`; `if` is"),
        ("{{ subject | upper(1, 2) }}", "loops, calls and calculations"),
        ("{{ subject | upper('a', 'b') }}", "cannot be filled in: "),
    ],
)
def test_a_mistake_is_told(text: str, says: str) -> None:
    """In the user's words, with what was probably meant."""
    assert str(faults(text)[0]).startswith(says)


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 10**10**10 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ '%999999999d' % 1 }}",
        "{% for a in subject %}{% for b in subject %}x{% endfor %}{% endfor %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% set a = subject %}",
        "{{ range(10**9) }}",
        "{{ subject.format(1) }}",
        "{{ subject[0] }}",
        "{{ subject['x'] }}",
        "{{ [subject] }}",
        "{{ subject > 3 }}",
        "{{ 3 in subject }}",
        "{% include 'rules.yaml' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% block a %}{% endblock %}",
        "{% filter upper %}x{% endfilter %}",
        "{% if subject is defined %}x{% endif %}",
        "{{ self }}",
        "{{ subject.__class__.__mro__ }}",
        "{{ my.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ '" + "(" * 10 + "' }}{{" + "(" * 5_000,
        "{{ not " + "not " * 5_000 + "subject }}",
        "x" * (RENDERED_LIMIT + 1),
    ],
    ids=lambda text: text[:40],
)
def test_what_could_calculate_or_reach_out_is_no_letter(text: str) -> None:
    """It is refused at load, before anything of it runs."""
    assert faults(text)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("Dear {{ sender.name }},\n\n{{ my.frim }}\n", 3, "my.frim"),
        ("a\r\nb\r\n{{ colour }}", 3, "colour"),
        ("a\n{% if subject %}\n{% if colour %}x{% endif %}\n{% endif %}", 3, "colour"),
        ("a\n\n{{ subject |\nupr }}", 4, "upr"),
        ("a\n{{ subject } b", 2, "subject"),
        ("{{ subject and\n x.y.z }}", 2, "x.y.z"),
    ],
)
def test_a_mistake_has_its_line_and_word(text: str, line: int, word: str) -> None:
    """Counted in the template's own lines."""
    [fault] = faults(text)

    assert (fault.line, fault.word) == (line, word)


def test_every_mistake_is_told_at_once() -> None:
    """Each with its line; what stands twice on one line is told once."""
    found = faults("{{ nope }} {{ my.frim }} {{ nope }}\n{{ subject | shout }} {{ nope }}")

    assert [(fault.line, fault.word) for fault in found] == [
        (1, "nope"),
        (1, "my.frim"),
        (2, "shout"),
        (2, "nope"),
    ]


def test_in_gates_there_are_deadlines() -> None:
    """And what comes before them."""
    text = "until {{ deadline }}, not before {{ not_before }}"
    assert faults(text, in_gate=True) == []

    assert render(text, {"deadline": "Friday", "not_before": "Monday"}) == (
        "until Friday, not before Monday"
    )


def test_what_a_sender_writes_is_no_template() -> None:
    """It stands there as it is."""
    assert (
        render("{{ subject }}", {"subject": "{{ my.name }}{% raw %}"}) == "{{ my.name }}{% raw %}"
    )


def test_a_letter_that_would_be_too_long_is_none() -> None:
    """Whatever a sender puts into the subject."""
    text = "{{ subject }}" * 1_000
    assert faults(text) == []

    with pytest.raises(BadTemplate, match="more than 65536 characters"):
        render(text, {"subject": "a" * 4_000})
