"""Whatever is made of a notification of a call, it is read, and believed from no one else."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.record.event import CallerId, CallReceived, Event, VoicemailReceived
from screener.normalize.body.flowed import unflowed
from screener.normalize.mail import read_header, read_whole
from screener.normalize.telephone.callerid import caller
from screener.normalize.telephone.telephony import announced, duration
from screener.normalize.telephone.who_called import name_and_number
from tests.builders import an_arrival
from tests.unit.normalize.voicemail.letters import a_letter, an_attachment, reading

LISTED = {
    "generic.example": "generic",
    "pbx.example": "asterisk",
    "fs.example": "freeswitch",
    "fusion.example": "fusionpbx",
    "kz.example": "kazoo",
    "corp.example": "exchange_um",
    "vms.example": "omtp_vvm",
    "cuc.example": "cisco_unity",
    "firm.example": "3cx",
}
SENDERS = [
    *(f"a@{domain}" for domain in LISTED),
    "voice-noreply@google.com", "voicemail@twimlets.com", "notify@ringcentral.com",
    "noreply@3cx.net", "voicemail@youmail.com", "voicemail@talkroute.com",
    "noreply@skype.voicemail.microsoft.com", "VOICE=+2065550119@vms.example",
    "UnityConnection@cuc.example",
]  # fmt: skip
WORDS = [
    "New voicemail from ", "Missed call from ", "Voicemail from ", "Message from ", "ANN LEE ",
    "(212) 555-0142", "<2125550142>", "+442079460012", "7378742833", "anonymous", "00:00:09",
    " - ", "New message 1 in mailbox 7", "New greeting", "Voice Mail (9 seconds)", "[4133]", "fax",
    "From: ", "To: ", "Length: ", "Duration: ", "Caller: ", "Transcript: ", "Mailbox: ", "\n",
    "\n\n", "=== Transcription ===\n", "=== Voicemail Message Details ===\n", "play message ",
    "https://www.google.com/voice/fm/1/2", "Message Length: ", "Contact | Help", "0:09", "\u202e",
    '"', "(", ")", "<", ">", " at ", "You received a voice mail from ", "vmail_1_2_20261120015511",
]  # fmt: skip
FIELDS = [
    ("X-Asterisk-CallerID", "2125550142"), ("X-Asterisk-VM-Orig-time", "99999999999"),
    ("X-Asterisk-VM-Duration", "31"), ("X-Voicemail-Length", "9"), ("Content-Class", "voice-ca"),
    ("Content-Class", "missedcall"), ("Message-Context", "voice-message"), ("Date", "never"),
    ("Content-Duration", "3"), ("X-Mailer", "Twilio Twimlets"), ("From", ""), ("Subject", ""),
    ("X-CallingTelephoneNumber", "sip:x@y.example"), ("X-Cisco-Message-Type", "normal"),
]  # fmt: skip

texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).map("".join)
letters = st.builds(
    a_letter,
    sender=st.sampled_from(SENDERS),
    subject=texts.map(lambda text: " ".join(text.split())),
    text=texts,
    html=texts,
    fields=st.lists(st.sampled_from(FIELDS), max_size=3).map(dict),
    parts=st.sampled_from([(), (an_attachment(),), (an_attachment(b"RIFF"),)]),
    vouched=st.booleans(),
)


def read(raw: bytes) -> Event:
    """The event, written to JSON and read again; nothing is a call that its header denied."""
    event = read_whole(raw, arrival=an_arrival(), reading=reading(LISTED))
    header = read_header(raw, arrival=an_arrival(), reading=reading(LISTED))
    assert type(event).model_validate_json(event.model_dump_json()) == event
    if isinstance(event, VoicemailReceived | CallReceived):
        assert header.kind == "email"
        assert header.may_be_call
    return event


@given(letters)
def test_any_notification_becomes_a_value(raw: bytes) -> None:
    """No reader raises, and no number is told of a caller who is called anonymous."""
    event = read(raw)

    if isinstance(event, VoicemailReceived | CallReceived):
        assert (event.caller.number is not None) is (event.caller.status is CallerId.PRESENT)
        assert not (event.caller.number and event.caller.withheld)


@given(letters, st.data())
def test_a_notification_can_be_cut_anywhere(raw: bytes, data: st.DataObject) -> None:
    """Of a large message only the beginning is read."""
    read(raw[: data.draw(st.integers(0, len(raw)))])


@given(letters)
def test_nothing_is_a_call_that_nobody_vouches_for(raw: bytes) -> None:
    """Whatever its words: not one that came by SMTP with no pass of the border server."""
    travelled = raw.replace(b"dmarc=pass", b"dmarc=none")

    assert read(travelled).kind == "email"


@given(letters)
def test_nothing_of_a_stranger_is_a_call(raw: bytes) -> None:
    """A domain that is vouched for, and neither known nor listed."""
    strange = raw.replace(b"From: ", b"From: x@stranger.example\r\nX-Was: ", 1).replace(
        b"header.from=", b"header.from=stranger.example x.was=", 1
    )

    assert read(strange).kind == "email"


@given(texts)
def test_any_words_may_stand_in_the_place_of_a_caller(text: str) -> None:
    """Number, name and status are always told; a number begins with a plus."""
    name, number = name_and_number(text)
    known, _ = caller(number, name=name, region="US")

    assert known.number is None or (known.number[0] == "+" and known.number[1:].isdigit())
    assert known.name.isprintable()
    assert known.raw.isprintable()


@given(st.text(max_size=80) | texts)
def test_any_text_is_a_subject_or_a_length(text: str) -> None:
    """What is announced was in the text; a length is of a day at most."""
    said, span = announced(text), duration(text)

    assert said is None or said.who in " ".join(text.split())
    assert span is None or timedelta() <= span <= timedelta(days=1)


@given(st.text(max_size=200), st.booleans())
def test_taking_out_line_breaks_takes_out_no_words(text: str, delete_space: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """All that is missing afterwards is white space."""
    flowed = unflowed(text, delete_space=delete_space)

    assert "".join(flowed.split()) == "".join(text.split())
