"""Where one condition is said to imply another, it does: for every scene in which it holds."""

import pytest
from hypothesis import given, settings

from screener.domain.conditions.condition import Addressed, AllOf, Condition
from screener.domain.conditions.implication import covers, implies
from screener.domain.conditions.scene import Readable
from screener.domain.people.handle import Handle
from tests.properties.test_prefilter import CONDITIONS, EVENTS, HANDLES, a_scene
from tests.rulebooks import a_rulebook


@settings(max_examples=500)
@given(one=CONDITIONS, other=CONDITIONS, more=CONDITIONS, event=EVENTS)
def test_what_is_implied_holds(
    one: Condition, other: Condition, more: Condition, event: Readable
) -> None:
    """Whenever the other does; and a condition implies itself, with others or alone."""
    scene = a_scene(event)
    both = AllOf(parts=(one, more))

    assert implies(both, one)
    for narrow, wide in ((one, other), (both, other), (one, both), (other, more)):
        if implies(narrow, wide) and narrow.holds(scene) is True:
            assert wide.holds(scene) is True


@settings(max_examples=300)
@given(wide=HANDLES, narrow=HANDLES, event=EVENTS)
def test_what_is_covered_is_covered(wide: Handle, narrow: Handle, event: Readable) -> None:
    """Of senders, by the two conditions that name them."""
    scene = a_scene(event)
    if covers(wide, narrow) and Addressed(field="from", handles=(narrow,)).holds(scene):
        assert Addressed(field="from", handles=(wide,)).holds(scene)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("{from: him@firm.example}", '{from: "@firm.example"}'),
        ("{from: him@a.firm.example}", '{from: "*.firm.example"}'),
        ("{from: [a@x.example, b@x.example]}", "{from: [b@x.example, c@x.example, a@x.example]}"),
        ("{from: sales-1@x.example}", '{from: "sales-*@x.example"}'),
        ("{from: +12025550143}", "{from: +1202*}"),
        ("{to: a@x.example}", "{recipient: a@x.example}"),
        ("{subject: the invoice of may}", "{subject: Invoice}"),
        ("{subject: {word: invoice}}", "{text: invoice}"),
        ("{subject: [invoice 1, invoice 2], size: '>1MB'}", "{subject: invoice}"),
        ("{size: '>5MB'}", "{size: '>1MB'}"),
        ("{size: '<1MB'}", "{size: '<=1MB'}"),
        ("{is: list}", "{is: [list, bulk]}"),
        ("{has: audio, is: list}", "{has: [audio, link]}"),
        ("{not: {is: [list, bulk]}}", "{not: {is: list}}"),
        ("{any: [{is: list}, {is: bulk, size: '>1MB'}]}", "{is: [list, bulk, auto]}"),
        ("{is: list}", "{any: [{subject: x}, {is: [bulk, list]}]}"),
        ("{door: closed}", "{door: [closed, welcome]}"),
    ],
)
def test_what_people_would_say_implies_is_found(narrow: str, wide: str) -> None:
    """And not the other way round."""
    one, other = (
        a_rulebook(f"rules: [{{name: a, when: {when}, then: {{keep: true}}}}]").rules[0].when
        for when in (narrow, wide)
    )
    assert implies(one, other)
    assert not implies(other, one)
