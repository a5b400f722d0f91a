"""The digest as a letter to the user: a text, the same as a page, and the mark of our own.

What makes pages is imported when one is made, once a day.
"""

from functools import partial

from screener.application.desk import Desk
from screener.application.letters.stationery import written
from screener.domain.digest.digest import Digest
from screener.domain.letters.letter import Kind, Letter


def letter_of(digest: Digest, desk: Desk, *, kind: Kind, about: str) -> Letter:
    """The letter; `about` and the kind make its key, and no two of one key are ever sent."""
    from screener.application.digest.form.plain import text_of
    from screener.application.digest.form.wording import subject_of

    plain = written(
        desk,
        kind=kind,
        about=about,
        to=[desk.daily.to],
        subject=subject_of(digest),
        body=text_of(digest),
        html=page_of(digest, desk),
    )
    marked = desk.mark.marked(plain.raw, message_id=plain.message_id)
    return plain.model_copy(update={"raw": marked})


def page_of(digest: Digest, desk: Desk) -> str:
    """The page alone, with links that send commands."""
    from screener.application.digest.form.page import html_of

    return html_of(digest, partial(desk.seal.link, to=digest.whose, until=digest.valid))
