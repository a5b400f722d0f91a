"""He comes again and again, by every way he knows: nothing is answered, and all of it is kept."""

import io
import wave

from screener.demo.chapters.stranger import HIM
from screener.demo.folder import EXCHANGE, edit
from screener.demo.letter import File, Letter
from screener.demo.stage import Stage
from screener.demo.words import letter_lines

NAME = "The man from the book fair"

SECURITY = "security@myfirm.example"

LINE = f"""\
  - name: {NAME}
    handles: [{HIM}, +1 202 555 0143]
    alert: [{SECURITY}]
    brief: If he comes to the desk, please do not say whether I am in.
"""


def _silence() -> bytes:
    """A second of nothing, as a telephone records it."""
    octets = io.BytesIO()
    with wave.open(octets, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(bytes(16000))
    return octets.getvalue()


BARRAGE = (
    Letter(HIM, "John", "Why did you shut me out?", "You owe me an explanation."),
    Letter(
        f"asterisk@{EXCHANGE}",
        "Telephone",
        "[PBX]: New message 1 in mailbox 100",
        "You were just left a 0:01 long message (number 1) in mailbox 100.",
        header={"X-Asterisk-CallerID": "+12025550143", "X-Asterisk-CallerIDName": "JOHNNY"},
        file=File("msg0000.wav", "audio/x-wav", _silence()),
    ),
    Letter(HIM.replace("@", "+again@"), "J. Smith", "Another address", "I know you read this."),
)

MORE = (Letter(HIM, "John", "Last try", "I will wait outside your office."),)


def tell(stage: Stage) -> None:
    """From the closed door to the record for those who have to act on it."""
    stage.chapter("He comes again and again")
    stage.say(
        "You give him a name, add the telephone number that he left, and say who is to be",
        "told. His line begins like this now:",
        "",
        *(f"  {line}" for line in LINE.splitlines()),
        "",
        "He writes, leaves a voicemail, and writes from another address of his mailbox.",
    )
    edit(stage.folder / "rules" / "doors.yaml", {f"  - handles: [{HIM}]\n": LINE})
    stage.deliver(*BARRAGE)
    stage.tell_news()
    [alert] = stage.sent()
    stage.say(
        "", "Not a word of it is shown to you, and nothing is answered. Since it is the third"
    )
    stage.say("time in a day, those whom you named are told:", *letter_lines(alert))
    stage.say("", "He goes on. Nothing goes to him, and nobody is told twice in a day.")
    stage.deliver(*MORE)
    stage.tell_news()
    stage.type("doors")
    stage.say("", "If a lawyer or the police need all of it, here it is, and the record is whole:")
    stage.type("dossier", NAME, "--out", "dossier")
    stage.type("verify")
