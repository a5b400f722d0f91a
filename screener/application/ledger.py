"""What goes into the ledger, and signing its head.

Of messages only what is preserved gives entries: at a closed door, and where a rule says
`preserve`. Ordinary mail gives none.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog

from screener.domain.chain import Act, Deed
from screener.domain.decision import Decision
from screener.domain.effect import MOVES, QueuedEffect, Receipt, Status
from screener.domain.letter import Kind
from screener.domain.outgoing import Outgoing, Postmark, Stage
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
    """That their messages came and are preserved."""
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


def deeds_of_letter(outgoing: Outgoing, postmark: Postmark) -> list[Deed]:
    """That a letter about somebody was sent, to them or to others."""
    act = _SENT.get(outgoing.letter.kind)
    if act is None or postmark.stage is not Stage.SENT:
        return []
    detail = {"kind": outgoing.letter.kind.value, "message_id": outgoing.letter.message_id}
    return [
        Deed(
            act,
            postmark.at,
            account=outgoing.letter.account,
            contact=outgoing.contact,
            decision=outgoing.decision,
            detail=detail,
        )
    ]


def sign_head(store: Store, notary: Notary, *, now: datetime) -> None:
    """Sign the head if the ledger has grown; at the end of a round, and of a command.

    A ledger that does not go on from the last signed head is never signed over: `verify` tells.
    Raises DiskTrouble.
    """
    head, last = store.head(), notary.last()
    if last is not None and last.head == head:
        return
    if last is None or store.hash_at(last.head.number) != last.head.hash:
        log.error("ledger_not_signed", advice="something was taken away: run `screener verify`")
        return
    notary.sign(head, at=now)


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
