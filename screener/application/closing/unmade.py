"""Training folders that the server will not make: told once, and asked for ever more seldom."""

from datetime import datetime, timedelta

import structlog

from screener.application.desk import Desk
from screener.domain.record.question import Asks, question
from screener.domain.value import Value

log = structlog.get_logger()

PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""How long it is left alone after each refusal, and after the last of them every time."""


class Unmade(Value):
    """A folder that was refused so many times, and when it is worth another try."""

    refusals: int
    again: datetime


def is_worth_a_try(folder: str, desk: Desk) -> bool:
    """Whether the server may be asked for it; a clock that was set back is no reason to wait."""
    known = _known(folder, desk)
    left = known.again - desk.clock.now() if known else timedelta(0)
    return not timedelta(0) < left <= PAUSES[-1]


def refused(folder: str, why: str, desk: Desk) -> None:
    """Remember it, and tell it in the log and the digest if it is the first time."""
    known, now = _known(folder, desk), desk.clock.now()
    before = known.refusals if known else 0
    pause = PAUSES[min(before, len(PAUSES) - 1)]
    unmade = Unmade(refusals=before + 1, again=now + pause)
    desk.store.set(_key(folder, desk), unmade.model_dump_json())
    if known is not None:
        return
    log.warning("training_folder_not_made", account=desk.account, folder=folder, why=why)
    text = (
        f"The server of `{desk.account}` would not make the folder `{folder}` ({why.rstrip('.')})."
        " Make it by hand, or switch it off with `training`; the other folders work without it."
    )
    about = f"{desk.account}\0{folder}\0{now.isoformat()}"
    asked = question(Asks.REFUSED, at=now, contact=None, text=text, about=about)
    desk.store.doorbook.ask([asked])


def made(folder: str, desk: Desk) -> None:
    """It is there, and nothing has to be remembered of it."""
    if _known(folder, desk) is not None:
        desk.store.set(_key(folder, desk), None)


def _known(folder: str, desk: Desk) -> Unmade | None:
    kept = desk.store.setting(_key(folder, desk))
    return Unmade.model_validate_json(kept) if kept else None


def _key(folder: str, desk: Desk) -> str:
    return f"unmade\t{desk.account}\t{folder}"
