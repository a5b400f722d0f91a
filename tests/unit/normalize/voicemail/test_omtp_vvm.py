"""Voice messages by the standards, and carriers' visual voicemail."""

from datetime import timedelta
from typing import Any

import pytest

from screener.domain.record.event import CallReceived
from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    call_of,
    event_of,
    mail_of,
    voicemail_of,
)

VVM = {"vms.example": "omtp_vvm"}
AMR = b"#!AMR\n" + (b"\x04" + bytes(12)) * 150
TRACE = "from a by store1.vms.example (IP Store) id 1; Fri, 20 Nov 2026 10:03:19 -0800"


def a_report(fields: dict[str, str] | None = None, **more: Any) -> bytes:
    """What lies in the carrier's store: nobody vouches for it, and nothing came by SMTP."""
    known = {
        "Authentication-Results": "",
        "Received": TRACE,
        "To": "VOICE=+12125550100@vms.example",
        "Content-Type": "multipart/voice-message; boundary=b",
        "MIME-Version": "1.0 (Voice Version 2.0)",
        "Message-Context": "voice-message",
        "Content-Duration": "3",
    }
    ordinary: dict[str, Any] = {
        "sender": "VOICE=+2065550119@vms.example",
        "subject": "Voice message",
        "text": "click on attachment",
        "fields": known | (fields or {}),
        "parts": (an_attachment(AMR, name="vm.amr", kind="audio/amr"),),
    }
    return a_letter(**ordinary | more)


def test_a_plus_without_a_country_code_is_no_plus() -> None:
    """`+2065550119` would be in Egypt; the region says Seattle."""
    found = voicemail_of(a_report(), VVM)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "")
    assert (found.called.number, found.called.mailbox) == ("+12125550100", "12125550100")


@pytest.mark.parametrize(
    ("written", "number"),
    [("+12065550119", "+12065550119"), ("+442079460012", "+442079460012"), ("anonymous", None)],
)
def test_a_plus_with_a_country_code_counts(written: str, number: str | None) -> None:
    """Other carriers write it as it should be."""
    assert (
        voicemail_of(a_report(sender=f"VOICE={written}@vms.example"), VVM).caller.number == number
    )


def test_the_carriers_own_field_goes_first() -> None:
    """It has the number without a plus."""
    fields = {"X-CNS-Originator-Phone-Number": "3035550177", "X-CNS-Accessed-Phone": "12125550199"}
    found = voicemail_of(a_report(fields), VVM)

    assert (found.caller.number, found.called.number) == ("+13035550177", "+12125550199")


def test_recording_length_and_no_transcript() -> None:
    """`click on attachment` is what stands where there is no transcript."""
    found = voicemail_of(a_report(), VVM)

    assert (found.duration, found.transcript) == (timedelta(seconds=3), "")
    assert [(one.container, one.codec, one.length) for one in found.audio] == [
        ("amr", "amrnb", timedelta(seconds=3))
    ]


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        (
            {
                "Content-Duration": "",
                "X-CNS-Media-Size": "total=1msgs; voice=1msgs; d_voice=31sec;",
            },
            31,
        ),
        ({"Content-Duration": ""}, 3),
    ],
)
def test_the_length_stands_in_several_places(fields: dict[str, str], seconds: int) -> None:
    """In the end the recording itself is measured."""
    assert voicemail_of(a_report(fields), VVM).duration == timedelta(seconds=seconds)


def test_a_spoken_name_is_no_message() -> None:
    """VPIM sends the sender's name as a recording of its own (RFC 3801)."""
    name = an_attachment(name="name.wav").replace(
        "Content-Disposition: attachment",
        "Content-Disposition: inline; voice=Originator-Spoken-Name",
    )
    found = voicemail_of(a_report(parts=(name, an_attachment())), VVM)

    assert [one.name for one in found.audio] == ["msg0000.wav"]


@pytest.mark.parametrize("context", ["fax-message", "text-message", "none"])
def test_another_context_is_mail(context: str) -> None:
    """Message-Context (RFC 3458) is believed before the type."""
    assert mail_of(a_report({"Message-Context": context}), VVM).defects == ()


def test_the_type_is_enough() -> None:
    """RFC 4239: the receiver must not require Message-Context."""
    assert voicemail_of(a_report({"Message-Context": ""}), VVM).provider == "omtp_vvm"


def test_an_empty_call_is_a_missed_one() -> None:
    """The carrier tells of callers who say nothing."""
    assert call_of(a_report({"Message-Context": "X-empty-call-capture-message"}), VVM).caller.number


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "voicemail"),
        ({"Received": ""}, "voicemail"),
        (
            {"Received": "from x by mx.example.com id 1; Fri, 20 Nov 2026 1:00:00 +0000"},
            "email",
        ),
        (
            {"Received": "from a by vms.example.evil.example; Fri, 20 Nov 2026 1:00:00 +0000"},
            "email",
        ),
        ({"Authentication-Results": "other.example; dmarc=pass header.from=vms.example"}, "email"),
        ({"Authentication-Results": "mx.example.com; spf=none"}, "email"),
        (
            {"Authentication-Results": "mx.example.com; dmarc=pass header.from=vms.example"},
            "voicemail",
        ),
    ],
)
def test_unvouched_mail_counts_only_in_the_store_itself(fields: dict[str, str], kind: str) -> None:
    """What came by SMTP has the receiving server's trace on top, and must be vouched for."""
    assert event_of(a_report(fields), VVM).kind == kind


def test_nothing_counts_that_is_not_listed() -> None:
    """Not even in a store."""
    event = event_of(a_report())

    assert not isinstance(event, CallReceived)
    assert event.kind == "email"
    assert mail_of(a_report()).defects == ("suspected-fake-voicemail",)


def test_without_a_region_a_false_plus_is_nobodys_number() -> None:
    """It would be told of somebody in Egypt otherwise."""
    caller = voicemail_of(a_report(), VVM, region=None).caller

    assert (caller.number, caller.raw) == (None, "2065550119")


def test_a_voice_message_inside_another_multipart_is_one() -> None:
    """A list or a gateway puts its own words round it, and they are no transcript."""
    inner = "Content-Type: multipart/voice-message; boundary=c\r\n\r\n--c\r\n"
    raw = a_report(
        {
            "Content-Type": "multipart/mixed; boundary=b",
            "Message-Context": "",
            "Authentication-Results": "mx.example.com; dmarc=pass header.from=vms.example",
        },
        text="This is the list of our choir.",
        parts=(f"{inner}{an_attachment(AMR, name='vm.amr', kind='audio/amr')}\r\n--c--",),
    )
    found = voicemail_of(raw, VVM)

    assert (found.transcript, len(found.audio)) == ("", 1)


@pytest.mark.parametrize(
    ("sender", "number", "name", "extension"),
    [
        ('"2065550119" <non-mail-user@vms.example>', "+12065550119", "", ""),
        ('"Jane" <non-mail-user@vms.example>', None, "Jane", ""),
        ("+12065550119+245@vms.example", "+12065550119", "", "245"),
        ("4321@vms.example", None, "", "4321"),
    ],
)
def test_a_caller_may_have_no_mailbox_or_one_of_many(
    sender: str, number: str | None, name: str, extension: str
) -> None:
    """RFC 3801: `non-mail-user` with the number as a name, and extensions behind a second plus."""
    caller = voicemail_of(a_report(sender=sender), VVM).caller

    assert (caller.number, caller.name, caller.extension) == (number, name, extension)
    assert not caller.withheld


def test_a_caller_without_mailbox_and_name_is_unavailable() -> None:
    """There is nothing where the number should be."""
    assert voicemail_of(a_report(sender="non-mail-user@vms.example"), VVM).caller.withheld


def test_another_carrier_has_another_field_for_the_number() -> None:
    """It goes before the sender as well."""
    raw = a_report({"X-CLI_Number": "3035550177"}, sender="non-mail-user@vms.example")

    assert voicemail_of(raw, VVM).caller.number == "+13035550177"


def test_the_subject_tells_the_caller_where_the_sender_is_the_service() -> None:
    """Some services mark their mail by the standard and write from an address of their own."""
    raw = a_report(sender="vm@vms.example", subject="New voicemail from ANN (206) 555-0119")
    caller = voicemail_of(raw, VVM).caller

    assert (caller.number, caller.name) == ("+12065550119", "ANN")


@pytest.mark.parametrize("context", ["Voice-Message", "voice-message (a comment)"])
def test_the_context_may_be_written_in_any_form(context: str) -> None:
    """Field values of RFC 3458 are compared without case, and may have comments."""
    fields = {"Message-Context": context, "Content-Type": "multipart/mixed; boundary=b"}

    assert voicemail_of(a_report(fields), VVM).provider == "omtp_vvm"


def test_pages_with_nothing_to_hear_are_a_fax() -> None:
    """VPIM has one type for both."""
    page = an_attachment(b"II*\0", name="fax.tif", kind="image/tiff")

    assert mail_of(a_report({"Message-Context": ""}, parts=(page,)), VVM).defects == ()


def test_a_voice_message_that_comes_back_is_no_call() -> None:
    """A report of its delivery encloses what somebody of the house has sent."""
    kind = "Content-Type: multipart/voice-message; boundary=c"
    inner = f"{kind}\r\n\r\n--c\r\n{an_attachment()}\r\n--c--"
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    raw = a_report({"Message-Context": "", "Content-Type": kind}, text="", parts=(inner,))

    assert mail_of(raw, VVM).defects == ()
