"""What a recording is comes from its octets."""

from datetime import timedelta

import pytest

from screener.normalize.body.audio import Format, audio_format
from tests.unit.normalize.voicemail.letters import a_wav


def found(
    octets: bytes, declared: str = "application/octet-stream", name: str = ""
) -> Format | None:
    """What is found in these octets."""
    return audio_format(octets, declared=declared, name=name)


@pytest.mark.parametrize(
    ("codec", "bits", "name"),
    [
        (1, 16, "pcm_s16le"),
        (1, 8, "pcm_u8"),
        (6, 8, "pcm_alaw"),
        (7, 8, "pcm_mulaw"),
        (0x31, 8, "gsm_ms"),
        (0x999, 8, ""),
    ],
)
def test_a_wav_names_its_codec(codec: int, bits: int, name: str) -> None:
    """By the tag in its header; one that nobody knows is told as none."""
    assert found(a_wav(3, codec=codec, bits=bits)) == Format(
        "wav", name, 8000, timedelta(seconds=3)
    )


def test_a_wav_without_a_size_is_measured_by_what_is_there() -> None:
    """It was written while it was sent."""
    octets = a_wav(3)
    unsized = octets[:40] + b"\0\0\0\0" + octets[44:]

    assert found(unsized) == found(octets)


@pytest.mark.parametrize(
    ("octets", "container", "codec"),
    [
        (b"#!AMR\n" + (b"\x04" + bytes(12)) * 50, "amr", "amrnb"),
        (b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * 50, "amr", "amrwb"),
        (b"OggS" + bytes(24) + b"OpusHead", "ogg", "opus"),
        (b"OggS" + bytes(24) + b"\x01vorbis", "ogg", "vorbis"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0mp4a", "mp4", "aac"),
        (b"\0\0\0\x18ftyp3gp4\0\0\0\0samr", "mp4", "amrnb"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf", ""),
        (b"fLaC", "flac", "flac"),
        (b".snd" + bytes(20), "au", ""),
        (b"ID3\x04\0\0\0\0\0\x00\xff\xe3\x28\xc4" + bytes(50), "mp3", "mp3"),
    ],
)
def test_a_mark_tells_the_container(octets: bytes, container: str, codec: str) -> None:
    """Whatever type is declared."""
    kind = found(octets, "text/html")

    assert kind is not None
    assert (kind.container, kind.codec) == (container, codec)


def test_the_length_of_mp3_is_told_by_its_first_frame_or_its_rate() -> None:
    """Encoders write the number of frames there; else the rate is constant."""
    frame = b"\xff\xe3\x28\xc4"
    counted = frame + bytes(9) + b"Info" + b"\0\0\0\x01" + (100).to_bytes(4, "big") + bytes(100)
    constant = frame + bytes(3996)

    assert found(counted) == Format("mp3", "mp3", 8000, timedelta(seconds=7.2))
    assert found(constant) == Format("mp3", "mp3", 8000, timedelta(seconds=2))


def test_amr_is_measured_in_frames() -> None:
    """Each lasts twenty milliseconds."""
    assert found(b"#!AMR\n" + (b"\x04" + bytes(12)) * 50) == Format(
        "amr", "amrnb", 8000, timedelta(seconds=1)
    )


def test_raw_gsm_has_no_mark() -> None:
    """There the name or the declared type has to do."""
    octets = (b"\xd2" + bytes(32)) * 50

    assert found(octets, "audio/x-gsm") == found(octets, name="msg0000.gsm")
    assert found(octets, "audio/x-gsm") == Format("gsm", "gsm", 8000, timedelta(seconds=1))
    assert found(octets) is None


@pytest.mark.parametrize(
    "octets", [b"<html><script>", b"PK\3\4", b"MZ\x90\0", b"%PDF-1.4", b"plain words", b""]
)
def test_what_only_calls_itself_a_recording_is_none(octets: bytes) -> None:
    """A page named `vm.wav` is a page."""
    assert found(octets, "audio/wav", "vm.wav") is None
