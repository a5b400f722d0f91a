"""A mailbox, a first look at it, and what observing tells."""

from types import MappingProxyType

from screener.demo.letter import Letter
from screener.demo.stage import Stage
from screener.domain.record.decision import Mode

MAILING = MappingProxyType(
    {
        "List-Unsubscribe": "<https://daily.example/leave>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
)
MACHINE = MappingProxyType({"Auto-Submitted": "auto-generated"})

ANN = Letter("ann@example.com", "Ann", "Photographs from Sunday", "Here they are.")
DAILY = Letter("news@daily.example", "The Daily", "All the news of last week", "News!", MAILING)
SHOP = Letter("orders@shop.example", "A shop", "Your order 1042", "Thanks.", MACHINE)

THERE_BEFORE = (ANN, DAILY)

LETTERS = (
    ANN._replace(subject="Lunch on Thursday?", body="The usual place?"),
    DAILY._replace(subject="All the news of today"),
    SHOP,
)


def tell(stage: Stage) -> None:
    """What was there is left alone, and what comes is only written down."""
    stage.chapter("A mailbox, and a first look at it")
    stage.configure(Mode.OBSERVE)
    stage.deliver(*THERE_BEFORE)
    stage.say(
        "Two letters lay in it when screener came. They are left alone for good. Then",
        "three more arrive. By `mode: observe` nothing is done, only written down:",
    )
    stage.deliver(*LETTERS)
    stage.tell_news()
