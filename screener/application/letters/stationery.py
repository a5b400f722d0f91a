"""Letters of an account that answer nothing: from its own address, marked as automatic."""

from collections.abc import Sequence
from email.headerregistry import Address as HeaderAddress

from screener.application.desk import Desk
from screener.domain.letters.composing import compose, message_id
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.parcel import enclosing
from screener.domain.letters.template import Attached


def owner(desk: Desk) -> str:
    """How the account's owner is called in letters."""
    return desk.answers.my["name"] or desk.answers.address


def written(  # noqa: PLR0913  a letter has as many parts
    desk: Desk,
    *,
    kind: Kind,
    about: str,
    to: Sequence[str],
    subject: str,
    body: str,
    html: str | None = None,
    attach: Sequence[Attached] = (),
    originals: Sequence[bytes] = (),
) -> Letter:
    """The letter, with files or with whole messages; `about` and the kind make its key."""
    me = desk.answers.address
    key = f"{kind.value}:{about}"
    own_id = message_id(key, secret=me.encode(), domain=me.rpartition("@")[2])
    raw = compose(
        sender=HeaderAddress(desk.answers.my["name"] or "", addr_spec=me),
        to=[HeaderAddress(addr_spec=address) for address in to],
        subject=subject,
        body=body,
        message_id=own_id,
        at=desk.clock.now(),
        html=html,
        attach=attach,
        auto_submitted="auto-generated",
    )
    return Letter(
        kind=kind,
        account=desk.account,
        key=key,
        message_id=own_id,
        mail_from=me,
        recipients=tuple(to),
        raw=enclosing(raw, originals, boundary=key) if originals else raw,
    )
