"""Notifications of real systems, where there is a collection of them beside the checkout.

The project has no other people's mail in it. With none at hand only a notification of our own is
compared, and a line says so.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from screener.domain.record.event import Event, VoicemailReceived
from screener.normalize.mail import read_whole
from tests.builders import an_arrival
from tests.unit.normalize.voicemail.letters import a_letter, reading

COLLECTION = Path(__file__).parents[5] / "shared" / "voicemail"
LISTED = {
    "corp.example.com": "exchange_um",
    "fs.example.com": "freeswitch",
    "fusion.example.com": "fusionpbx",
    "kz.example.com": "kazoo",
    "pbx.example.com": "asterisk",
    "vms.example.com": "omtp_vvm",
}
OURS = a_letter(sender="voicemail@twimlets.com", subject="New Voicemail Message from 2125550142")
TOLERANCE = 0.3
"""Seconds by which two decoders may differ over one recording."""


def samples() -> Iterator[tuple[str, bytes, str, dict[str, Any]]]:
    """Name, octets, region and what was written down."""
    told = {"caller_number_e164": "+12125550142", "audio": []}
    yield "ours", OURS, "US", {"provider": "twilio_twimlet", "is_voicemail": True, "event": told}
    if COLLECTION.is_dir():
        written = json.loads((COLLECTION / "expected.json").read_text())["samples"]
        for name, sample in written.items():
            yield name, (COLLECTION / name).read_bytes(), sample["default_region"], sample


def as_written(event: VoicemailReceived) -> dict[str, Any]:
    """The event in the words of the collection, but for the recordings."""
    return {
        "caller_number_e164": event.caller.number,
        "caller_number_raw": event.caller.raw,
        "caller_extension": event.caller.extension or None,
        "caller_name": event.caller.name or None,
        "caller_id_status": event.caller.status.value,
        "called_number_e164": event.called.number,
        "mailbox": event.called.mailbox or None,
        "mailbox_name": event.called.name or None,
        "received_at": event.at,
        "time_source": event.time_source.value,
        "duration_seconds": event.duration.total_seconds() if event.duration else None,
        "transcript": event.transcript or None,
        "transcript_source": event.transcript_source.value,
        "playback_url": event.playback_url,
        "urgent": event.urgent,
        "provider_labels": list(event.labels),
    }


def differences(event: Event, sample: dict[str, Any]) -> list[str]:
    """What is not as it was written down."""
    if not isinstance(event, VoicemailReceived):
        return ["it is no voicemail"] if sample["is_voicemail"] else []
    if not sample["is_voicemail"] or event.provider != sample["provider"]:
        return [f"it is taken for a voicemail of {event.provider}"]
    written, found = dict(sample["event"]), as_written(event)
    recordings = written.pop("audio")
    if "received_at" in written:
        written["received_at"] = datetime.fromisoformat(written["received_at"])
    unlike = [f"{key}: {found[key]}" for key, value in written.items() if found[key] != value]
    if len(recordings) != len(event.audio):
        return [*unlike, f"{len(event.audio)} recordings"]
    for audio, recording in zip(event.audio, recordings, strict=True):
        length = audio.length.total_seconds() if audio.length else 0
        if abs(length - recording.pop("duration_seconds")) > TOLERANCE:
            unlike.append(f"length: {length}")
        same = {
            "filename": audio.name,
            "declared_content_type": audio.declared,
            "container": audio.container,
            "codec": audio.codec,
            "sample_rate": audio.sample_rate,
            "size": audio.size,
            "sha256": audio.sha256,
        }
        unlike += [f"{key}: {same[key]}" for key, value in recording.items() if same[key] != value]
    return unlike


def test_every_sample_is_read_as_was_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    """Caller, called, time, length, transcript, link and recordings of each."""
    unlike: dict[str, list[str]] = {}
    count = 0
    for name, raw, region, sample in samples():
        count += 1
        event = read_whole(raw, arrival=an_arrival(), reading=reading(LISTED, region=region))
        if different := differences(event, sample):
            unlike[name] = different

    with capsys.disabled():
        there = "the collection" if COLLECTION.is_dir() else "NO collection of samples beside us"
        print(f"\n{count} notifications read; {there}")  # noqa: T201 - tells what was tested
    assert unlike == {}
