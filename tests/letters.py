"""Letters for tests, frozen as the outbox has them."""

from screener.domain.letters.letter import Kind, Letter


def a_letter(
    *recipients: str,
    mail_from: str = "me@example.com",
    text: str = "No.\r\n",
    kind: Kind = Kind.REPLY,
) -> Letter:
    """A letter of me@example.com, to him@example.net unless said otherwise."""
    header = "From: Me <me@example.com>\r\nTo: him@example.net\r\nSubject: Re: Lunch?\r\n\r\n"
    return Letter(
        kind=kind,
        account="me",
        key="reply:1",
        message_id="<1@example.com>",
        mail_from=mail_from,
        recipients=recipients or ("him@example.net",),
        raw=(header + text).encode(),
    )
