"""What goes into the ledger, and signing its head.

Of messages only what is preserved gives entries: at a closed door, and where a rule says
`preserve`. Ordinary mail gives none.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog

from screener.domain.letters.letter import ANSWERS, Kind
from screener.domain.letters.outgoing import Outgoing, Postmark, Stage
from screener.domain.record.chain import Act, Deed, Detail
from screener.domain.record.decision import Decision
from screener.domain.record.effect import MOVES, Do, QueuedEffect, Receipt, Status
from screener.ports.notary import Notary
from screener.ports.store import Store

log = structlog.get_logger()

_SENT = {
    Kind.REPLY: Act.REPLIED,
    Kind.ASK: Act.REPLIED,
    Kind.DECLINE: Act.REPLIED,
    Kind.HAND_OFF: Act.HANDED_OFF,
    Kind.ALERT: Act.ALERTED,
    Kind.READER: Act.ALERTED,
}
"""What a letter of that kind does, as soon as it is sent."""


def deeds_of(decisions: Sequence[Decision]) -> list[Deed]:
    """That their messages came and are preserved, and which answer was refused to them."""
    return [deed for decision in decisions for deed in _of_one(decision)]


def deeds_of_receipts(queued: Sequence[QueuedEffect], receipts: Sequence[Receipt]) -> list[Deed]:
    """That preserved messages were filed."""
    by_id = {one.id: one for one in queued}
    return [
        _filed(by_id[receipt.effect], receipt)
        for receipt in receipts
        if receipt.status is Status.DONE
        and by_id[receipt.effect].effect.do in MOVES
        and by_id[receipt.effect].preserved is not None
    ]


def deeds_of_letter(
    outgoing: Outgoing, postmark: Postmark, *, sha256: str | None = None
) -> list[Deed]:
    """That a letter about somebody was sent, to them or to others; and that an answer was not.

    `sha256` is under what the archive keeps the letter. One of which nobody knows whether it
    arrived is told as sent, with that.
    """
    act = _act(outgoing, postmark)
    if act is None:
        return []
    letter = outgoing.letter
    detail: Detail = {"kind": letter.kind.value, "message_id": letter.message_id}
    if postmark.stage is not Stage.SENT:
        detail = {**detail, "stage": postmark.stage.value}
    return [
        Deed(
            act,
            postmark.at,
            account=letter.account,
            contact=outgoing.contact,
            decision=outgoing.decision,
            sha256=sha256,
            detail=detail,
        )
    ]


_TAKEN_AWAY = (
    "The database was lost or replaced, or something was taken away from it: run `screener doctor` "
    "and `screener verify`."
)


def sign_head(store: Store, notary: Notary, *, now: datetime) -> None:
    """Sign the head if the ledger has grown; at the end of a round, and of a command.

    A ledger that does not go on from the last signed head is never signed over: `verify` tells.
    Raises DiskTrouble.
    """
    head, last = store.head(), notary.last()
    if last is not None and last.head == head:
        return
    if last is None or store.hash_at(last.head.number) != last.head.hash:
        log.error("ledger_not_signed", signed_up_to=last and last.head.number, advice=_TAKEN_AWAY)
        return
    notary.sign(head, at=now)


def _act(outgoing: Outgoing, postmark: Postmark) -> Act | None:
    kind = outgoing.letter.kind
    if postmark.stage in (Stage.SENT, Stage.UNCERTAIN):
        return _SENT.get(kind)
    unsent = postmark.stage in (Stage.REJECTED, Stage.CANCELLED) and not outgoing.as_draft
    return Act.REFUSED if unsent and kind in ANSWERS else None


def _of_one(decision: Decision) -> Iterator[Deed]:
    if decision.preserved is None:
        return
    event, arrival = decision.event, decision.event.arrival
    yield Deed(
        Act.RECEIVED,
        arrival.received,
        account=arrival.account,
        contact=decision.contact,
        decision=decision.id,
        detail={
            "kind": event.kind,
            "folder": arrival.folder,
            "uidvalidity": arrival.uidvalidity,
            "uid": arrival.uid,
            "knock": decision.knock,
        },
    )
    yield Deed(
        Act.PRESERVED,
        decision.decided,
        account=arrival.account,
        contact=decision.contact,
        decision=decision.id,
        sha256=decision.preserved,
    )
    for effect in decision.effects:
        if effect.do is Do.REPLY and effect.status is Status.REFUSED:
            yield Deed(
                Act.REFUSED,
                decision.decided,
                account=arrival.account,
                contact=decision.contact,
                decision=decision.id,
                detail={"kind": Kind.REPLY.value, "reason": effect.reason or ""},
            )


def _filed(queued: QueuedEffect, receipt: Receipt) -> Deed:
    return Deed(
        Act.FILED,
        receipt.at,
        account=queued.account,
        contact=queued.contact,
        decision=queued.decision,
        detail={
            "folder": receipt.landed_folder,
            "uidvalidity": receipt.landed_uidvalidity,
            "uid": receipt.landed_uid,
        },
    )
