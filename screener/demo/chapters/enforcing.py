"""The starter rules at work: newsletters, receipts, a recruiter, and what must not be missed."""

from screener import bootstrap
from screener.demo.chapters.observing import ANN, DAILY, MACHINE, SHOP
from screener.demo.folder import CONFIG
from screener.demo.letter import Letter
from screener.demo.stage import Stage
from screener.demo.words import why
from screener.domain.record.decision import Mode
from screener.domain.record.event import MailReceived
from screener.domain.rules.decide import explain
from screener.ports.store import Query

RECEIPT = "Invoice for order 1042"
"""The subject of the letter of which the reasons are told."""

LETTERS = (
    ANN._replace(subject="Re: Lunch on Thursday?", body="See you there."),
    Letter("noreply@bank.example", "A bank", "Verification code", "It is 123456.", MACHINE),
    DAILY._replace(subject="All the news of tonight"),
    SHOP._replace(subject=RECEIPT),
    Letter("kit@talent.example", "Kit", "Hello again", "This is an exciting opportunity."),
    Letter("sam@sales.example", "Sam", "Your website", "We can grow your revenue."),
)


def tell(stage: Stage) -> None:
    """From now on it is done, and every letter can be asked about."""
    stage.chapter("Now it is done")
    stage.say(
        "You agree with that, and write `mode: enforce`. What was only observed is not",
        "done afterwards. What comes now is:",
    )
    stage.configure(Mode.ENFORCE)
    stage.deliver(*LETTERS)
    stage.tell_news()
    stage.say("", f"Why is “{RECEIPT}” where it is?")
    stage.say(*_reasons(stage))


def _reasons(stage: Stage) -> list[str]:
    configured = bootstrap.configure(stage.folder / CONFIG)
    with bootstrap.opened_store(configured.settings) as store:
        [recorded] = store.decisions(Query(subject=RECEIPT))
    decision = recorded.decision
    assert isinstance(decision.event, MailReceived)  # noqa: S101  it was a letter
    tried = explain(
        decision.event,
        rulebook=configured.rules.current(),
        policy=bootstrap.policy(configured.settings, configured.settings.accounts[0]),
        now=decision.decided,
    )
    return [
        *why(decision, tried),
        f"The {len(tried) - 1} rules before it did not fit. `screener why` tells of each.",
    ]
