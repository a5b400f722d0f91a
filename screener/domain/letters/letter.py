"""A letter that we send: what it is for, from whom and to whom, and its octets."""

from email.utils import parseaddr
from enum import StrEnum

from screener.domain.value import Value


class Kind(StrEnum):
    """What a letter is for; the outbox treats some kinds differently."""

    REPLY = "reply"
    ASK = "ask"
    DECLINE = "decline"
    ALERT = "alert"
    READER = "reader"
    WITNESS = "witness"
    HAND_OFF = "hand_off"
    DIGEST = "digest"
    URGENT = "urgent"


ONLY_ONCE = frozenset({Kind.REPLY, Kind.ASK, Kind.DECLINE, Kind.HAND_OFF})
"""Letters that are never sent again when nobody knows whether they arrived."""

OUR_OWN = frozenset({Kind.DIGEST, Kind.URGENT})
"""Letters to the user, which go out while observing and during a pause, too."""

ANSWERS = frozenset({Kind.REPLY, Kind.ASK, Kind.DECLINE})
"""Automatic answers (RFC 3834), for which nobody wants to hear of a failure."""


class Letter(Value):
    """One letter, frozen: whatever is tried again is the same to the octet.

    `key` is what it is about; no two letters of one key are ever written. `mail_from` is the
    envelope sender, "" for the null one. There is one recipient at least.
    """

    kind: Kind
    account: str
    key: str
    message_id: str
    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes

    model_config = Value.model_config | {"ser_json_bytes": "base64", "val_json_bytes": "base64"}

    @property
    def author(self) -> str:
        """The address of its From: the envelope sender where a null one is not allowed."""
        from email.parser import BytesHeaderParser  # late: only those pay who send

        return parseaddr(str(BytesHeaderParser().parsebytes(self.raw).get("From", "")))[1]
