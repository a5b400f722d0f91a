"""The one mail a day, with which the story ends."""

from email.parser import BytesHeaderParser
from email.policy import default

from screener import bootstrap
from screener.demo.stage import Stage
from screener.demo.words import table

PAGE = "digest.html"

INBOX = "INBOX"


def tell(stage: Stage) -> None:
    """The digest, delivered and shown; and every letter is where it should be."""
    stage.chapter("The one mail a day")
    stage.say("Each morning one mail tells you all of this. Here it comes at once:")
    today = bootstrap.clock().now().date().isoformat()
    stage.type("digest", "--send")
    stage.type("digest", "--date", today, "--text", "--html", PAGE)
    subject, unread = _latest(stage)
    stage.say("", f"It lies in your inbox, {'unread' if unread else 'read'}, as", f"“{subject}”.")
    folders = stage.folders()
    lost = stage.delivered + 1 - sum(folders.values())
    stage.say(
        f"{stage.delivered} letters came, and {lost or 'none'} got lost. With the digest:", ""
    )
    stage.say(*table((f"  {name}", f"{count:>4}") for name, count in folders.items()))


def _latest(stage: Stage) -> tuple[str, bool]:
    """The subject of the last letter in the inbox, and whether it is unread."""
    with stage.mailbox() as mailbox:
        mailbox.open(INBOX, writable=False)
        uid = mailbox.uids_after(0)[-1]
        unread = "\\Seen" not in mailbox.flags([uid])[uid]
        raw = b"".join(mailbox.stream(uid))
    return str(BytesHeaderParser(policy=default).parsebytes(raw)["Subject"]), unread
