"""`gates`: staged intakes, each with its steps, and what is done with those who come into it."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from screener.config.fields import Duration, Integer, wrong
from screener.config.language.named import TemplateName
from screener.config.language.shape import Name, Shape
from screener.config.language.then import Then, actions_of
from screener.config.language.when import When, condition_of
from screener.domain.gates.gate import TO_ANSWER, Budget, Gate, Step
from screener.domain.place import Place
from screener.domain.settings.setting_types import SomeTime

WAIT = "wait"

USUAL_WITHIN = timedelta(days=14)

_DAY = timedelta(days=1)

_EXPECTED_OF_TIME = "not_before"


def _days(span: timedelta) -> timedelta:
    if span < _DAY or span % _DAY:
        raise wrong("this counts in whole days of the calendar", advice="write it as `5d`")
    return span


Days = Annotated[Duration, AfterValidator(_days), WithJsonSchema({"type": "string"})]
"""A span of whole days, of one at least."""


class Expected(When):
    """What an answer must be: every key given must hold."""

    not_before: Days | None = Field(
        None,
        description="It comes on that day of the calendar after the question, or later.",
        examples=["5d"],
    )


class StepShape(Shape):
    """One step: a question, what is expected, and how long that may take."""

    ask: TemplateName = Field(
        description="The question: the name of a template.", examples=["send-your-resume"]
    )
    expect: Expected | None = Field(
        None,
        description="What meets the step: any condition of `when`; left out, whatever they send"
        " after the question.",
        examples=[{"attachment": {"type": ["pdf", "docx"]}}, {"not_before": "5d"}],
    )
    within: SomeTime = Field(
        USUAL_WITHIN,
        description="So long after the question was sent they lapse.",
        examples=["14d"],
    )


def _no_gate(value: object) -> object:
    if isinstance(value, dict) and "gate" in value:
        raise wrong("a gate leads into no other gate", key="gate")
    return value


InGate = Annotated[Then, BeforeValidator(_no_gate)]
"""What is done with their messages: the actions of a rule but for `gate`."""


def _over(value: Any) -> Any:
    return None if value == WAIT else value


Over = Annotated[TemplateName | None, BeforeValidator(_over), WithJsonSchema({"type": "string"})]
"""The name of a template, or None for waiting."""


class BudgetShape(Shape):
    """How many may pass."""

    at_most: Annotated[Integer, Field(ge=1)] = Field(description="So many may pass.", examples=[2])
    per: SomeTime = Field(description="In any such span of time.", examples=["7d"])
    over: Over = Field(
        None,
        description="The answer to whoever comes when there is no room; `wait`, which is usual,"
        " lets them wait in their order.",
        examples=["at-capacity", WAIT],
    )


class GateShape(Shape):
    """One gate."""

    name: Name = Field(
        description="Its name; no two gates have the same one.",
        examples=["informational-interview"],
    )
    ask: TemplateName | None = Field(
        None,
        description="The one question of a gate without steps, which then waits for your choice.",
        examples=["what-can-i-help"],
    )
    steps: Annotated[tuple[StepShape, ...], Field(min_length=1)] | None = Field(
        None,
        description="What they are asked, one after the other.",
        examples=[[{"ask": "send-your-resume", "within": "14d"}]],
    )
    meanwhile: InGate | None = Field(
        None,
        description="What is done with every message of theirs until then.",
        examples=[{"file": "Screened/Waiting"}],
    )
    passed: InGate | None = Field(
        None,
        description="What is done once they have met every step.",
        examples=[{"file": "INBOX", "tag": "ready-to-meet"}],
    )
    lapsed: InGate | None = Field(
        None,
        description="What is done after silence.",
        examples=[{"file": "Screened/Lapsed"}],
    )
    choices: Annotated[dict[str, InGate], Field(min_length=1)] | None = Field(
        None,
        description="What you may choose for them, by its label.",
        examples=[{"Kind no": {"reply": "no-openings", "file": "Screened/Done"}}],
    )
    budget: BudgetShape | None = Field(
        None,
        description="How many may pass in a span of time.",
        examples=[{"at_most": 2, "per": "7d", "over": "at-capacity"}],
    )
    keep: SomeTime | None = Field(
        None,
        description="So long after they lapsed what they sent goes to the trash.",
        examples=["90d"],
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> "GateShape":
        if self.steps and self.ask:
            raise wrong("a gate with steps asks in its steps", key="ask")
        if not self.steps and not self.choices:
            raise wrong(
                "nothing is expected of anybody here, and nothing can be chosen",
                advice="write `steps:`, or `choices:`",
                key="name",
            )
        for key in ("passed", "budget"):
            if not self.steps and getattr(self, key) is not None:
                raise wrong(f"nobody passes a gate without steps, so `{key}` does nothing", key=key)
        labels = [label.casefold().strip() for label in self.choices or ()]
        for number, label in enumerate(self.choices or ()):
            if not labels[number] or labels[number] in labels[:number]:
                raise wrong(f"there is a choice `{label.strip()}` already", key="choices")
        return self


def gate_of(shape: GateShape, raw: dict[str, Any], *, place: Place) -> Gate:
    """The gate that a mapping stands for; `raw` is the mapping as it was written."""
    return Gate(
        name=shape.name,
        steps=tuple(_steps(shape, raw)),
        meanwhile=_actions(shape.meanwhile),
        passed=_actions(shape.passed),
        lapsed=_actions(shape.lapsed),
        choices={label.strip(): actions_of(then) for label, then in (shape.choices or {}).items()},
        budget=Budget(**shape.budget.model_dump()) if shape.budget else None,
        keep=shape.keep,
        only_asks_you=not shape.steps,
        place=place,
    )


def _actions(then: Then | None) -> Any:
    return actions_of(then) if then else ()


def _steps(shape: GateShape, raw: dict[str, Any]) -> list[Step]:
    if shape.ask:
        return [Step(ask=shape.ask, within=TO_ANSWER)]
    return [_step(step, raw["steps"][number]) for number, step in enumerate(shape.steps or ())]


def _step(shape: StepShape, raw: dict[str, Any]) -> Step:
    if shape.expect is None:
        return Step(ask=shape.ask, within=shape.within)
    first = shape.expect.not_before
    asked = {key: value for key, value in raw["expect"].items() if key != _EXPECTED_OF_TIME}
    return Step(
        ask=shape.ask,
        expect=condition_of(shape.expect, asked) if asked else None,
        not_before=None if first is None else first // _DAY,
        within=shape.within,
    )
