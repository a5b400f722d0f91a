"""What a recording is, by its octets: container, codec, sample rate and length.

The names that telephone systems give are of little use: GSM calls itself WAV, and MP3 anything at
all. Only raw GSM and raw G.726 have no mark, and there the declared type has to do.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from screener.normalize.body.sniff import sniff


class Format(NamedTuple):
    """As in event.Audio; what the octets do not tell is "" or None."""

    container: str = ""
    codec: str = ""
    sample_rate: int | None = None
    length: timedelta | None = None


_WAV_CODECS = {
    0x0001: "pcm_s16le",
    0x0002: "adpcm_ms",
    0x0003: "pcm_f32le",
    0x0006: "pcm_alaw",
    0x0007: "pcm_mulaw",
    0x0011: "adpcm_ima_wav",
    0x0031: "gsm_ms",
    0x0040: "adpcm_g726",
    0x0045: "adpcm_g726",
    0x0055: "mp3",
    0x0064: "adpcm_g726",
    0xFFFE: "pcm_s16le",
}
_OGG_CODECS = {b"OpusHead": "opus", b"\x01vorbis": "vorbis", b"Speex   ": "speex"}
_MP4_CODECS = {b"mp4a": "aac", b"samr": "amrnb", b"sawb": "amrwb", b"alac": "alac"}
_ASF = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"
_G726 = Format("g726", "adpcm_g726", 8000)
_ENDINGS = frozenset(("wav", "mp3", "gsm", "ogg", "opus", "amr", "wma", "m4a", "mp4"))
_GSM_FRAME = 33
_GSM_MARK = 0xD

_MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AMR_FRAMES = {  # octets of a frame of 20 ms by its type (RFC 4867 section 5.3), header included
    "amrnb": (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1),
    "amrwb": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1),
}


def audio_format(octets: bytes, *, declared: str, name: str) -> Format | None:
    """What the recording is, or None if this is none. `declared` is a lower-case media type.

    What calls itself a recording and has no mark is one, unless it is text or has the mark of
    something else. Never raises.
    """
    found = _marked(octets)
    if found.container:
        return found
    ending = name.lower().rpartition(".")[2]
    if not declared.startswith("audio/") and ending not in _ENDINGS:
        return None
    is_gsm = declared in ("audio/gsm", "audio/x-gsm") or ending == "gsm"
    if is_gsm and all(first >> 4 == _GSM_MARK for first in octets[::_GSM_FRAME]):
        return Format("gsm", "gsm", 8000, _span(len(octets) // _GSM_FRAME * 160, 8000))
    if sniff(octets, declared="", extension="").type:
        return None
    if is_gsm:
        return Format("gsm", "gsm", 8000, _span(len(octets) // _GSM_FRAME * 160, 8000))
    return _G726 if declared == "audio/32kadpcm" else Format()


def _marked(octets: bytes) -> Format:
    head = octets[:16]
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _wav(octets)
    if head.startswith(b"#!AMR"):
        return _amr(octets)
    if head.startswith(b"OggS"):
        return Format("ogg", _first(_OGG_CODECS, octets[:200]))
    if head[4:8] == b"ftyp":
        return Format("mp4", _first(_MP4_CODECS, octets))
    if head.startswith(_ASF):
        return Format("asf")
    if head.startswith(b"fLaC"):
        return Format("flac", "flac")
    if head.startswith(b".snd"):
        return Format("au")
    return _mp3(octets)


def _first(codecs: dict[bytes, str], octets: bytes) -> str:
    return next((codec for mark, codec in codecs.items() if mark in octets), "")


def _wav(octets: bytes) -> Format:
    chunks = dict(_chunks(octets))
    fmt = octets[chunks[b"fmt "][0] :][:16] if b"fmt " in chunks else b""
    if len(fmt) < 16:
        return Format("wav")
    rate, per_second = _little(fmt[4:8]), _little(fmt[8:12])
    codec = _WAV_CODECS.get(_little(fmt[:2]), "")
    if codec == "pcm_s16le" and _little(fmt[14:16]) == 8:
        codec = "pcm_u8"
    start, size = chunks.get(b"data", (0, 0))
    # A recording that was written while it was sent has no size, or an impossible one.
    present = min(size or len(octets), max(0, len(octets) - start)) if start else 0
    length = _span(present, per_second) if present else None
    return Format("wav", codec, rate or None, length)


def _chunks(octets: bytes) -> Iterator[tuple[bytes, tuple[int, int]]]:
    position = 12
    for _ in range(50):
        name, size = octets[position : position + 4], _little(octets[position + 4 : position + 8])
        if len(name) < 4:
            return
        yield name, (position + 8, size)
        if name == b"data":
            return
        position += 8 + size + size % 2


def _amr(octets: bytes) -> Format:
    wide = octets.startswith(b"#!AMR-WB\n")
    codec, rate = ("amrwb", 16000) if wide else ("amrnb", 8000)
    sizes = _AMR_FRAMES[codec]
    position, frames = (9 if wide else 6), 0
    while position < len(octets):
        position += sizes[octets[position] >> 3 & 0x0F]
        frames += 1
    return Format("amr", codec, rate, timedelta(milliseconds=20 * frames))


def _mp3(octets: bytes) -> Format:
    start = _after_id3(octets)
    head = octets[start : start + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # sync, and layer III
        return Format("mp3", "mp3") if start else Format()
    version, bits, index = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits == 15 or index == 3:
        return Format("mp3", "mp3") if start else Format()
    rate = _MPEG_RATES[version][index]
    frames = _frames_told(octets[start : start + 200])
    kbits = _MP3_KBITS[version == 3][bits]
    if frames:
        length = _span(frames * (1152 if version == 3 else 576), rate)
    else:
        length = _span(len(octets) - start, kbits * 125)
    return Format("mp3", "mp3", rate, length)


def _after_id3(octets: bytes) -> int:
    """Where the frames begin: an ID3v2 tag has its size in four octets of seven bits."""
    if not octets.startswith(b"ID3") or len(octets) < 10:
        return 0
    a, b, c, d = octets[6:10]
    return 10 + ((a & 127) << 21 | (b & 127) << 14 | (c & 127) << 7 | (d & 127))


def _frames_told(frame: bytes) -> int:
    """How many frames there are, which encoders write into the first one."""
    found = max(frame.find(b"Xing"), frame.find(b"Info"))
    if found < 0 or not frame[found + 7 : found + 8] or not frame[found + 7] & 1:
        return 0
    return int.from_bytes(frame[found + 8 : found + 12], "big")


def _little(octets: bytes) -> int:
    return int.from_bytes(octets, "little")


def _span(units: int, per_second: int) -> timedelta | None:
    """How long so many units last; None where that is nothing or more than a day."""
    if per_second <= 0 or not 0 < units < per_second * 86400:
        return None
    return timedelta(milliseconds=round(units * 1000 / per_second))
