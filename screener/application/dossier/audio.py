"""The recordings of a message as files of their own, and what plays them.

Each is in the original too; here it needs no mail program. Telephone systems write forms that only
their own players know, so there is a copy in PCM beside what a browser may not play.
"""

from collections.abc import Iterator, Sequence

from screener.domain.record.event import Audio
from screener.normalize.body.recordings import Recording
from screener.normalize.mail import read_recordings
from screener.ports.decoder import Decoder
from screener.ports.folder import Folder

Facts = Sequence[tuple[str, str]]

_ENDINGS = {
    "amr": "amr",
    "asf": "wma",
    "au": "au",
    "flac": "flac",
    "g726": "g726",
    "gsm": "gsm",
    "mp3": "mp3",
    "mp4": "m4a",
    "ogg": "ogg",
    "wav": "wav",
}

_PLAYED = frozenset(
    {
        ("flac", "flac"),
        ("mp3", "mp3"),
        ("mp4", "aac"),
        ("ogg", "opus"),
        ("ogg", "vorbis"),
        ("wav", "pcm_s16le"),
        ("wav", "pcm_u8"),
    }
)
"""Container and codec of what the usual browsers play; some play more."""

_PCM = frozenset({"pcm_s16le", "pcm_u8"})

_CALLED = {
    "aac": "AAC",
    "adpcm_g726": "G.726",
    "adpcm_ima_wav": "IMA ADPCM",
    "adpcm_ms": "Microsoft ADPCM",
    "amr": "AMR",
    "amrnb": "AMR narrowband",
    "amrwb": "AMR wideband",
    "asf": "Windows Media",
    "au": "AU",
    "flac": "FLAC",
    "gsm": "GSM 6.10",
    "gsm_ms": "GSM 6.10",
    "mp3": "MP3",
    "mp4": "MPEG-4",
    "ogg": "Ogg",
    "opus": "Opus",
    "pcm_alaw": "G.711 A-law",
    "pcm_mulaw": "G.711 µ-law",
    "pcm_s16le": "PCM",
    "pcm_u8": "PCM",
    "speex": "Speex",
    "vorbis": "Vorbis",
    "wav": "WAV",
}

PLAYS, PLAYS_NOT = "browsers play it", "most browsers do not play it"

COPY = "Copy for browsers"

NO_DECODER = "none: ffmpeg or sox was not installed where this was made"

NOT_DECODED = "none: it could not be decoded"


class Recordings:
    """Writes recordings into the folder; without a decoder there are no copies in PCM."""

    def __init__(self, folder: Folder, decoder: Decoder | None) -> None:
        self._folder = folder
        self._decoder = decoder

    def keep(self, stem: str, octets: bytes) -> Facts:
        """Those in that original, in files that begin with `stem`; what the timeline says of them.

        A recording that is in a message twice is one file.
        """
        by_name = {f"audio/{stem}-{_digest(one)[:12]}": one for one in read_recordings(octets)}
        return [fact for name, one in by_name.items() for fact in self._kept(name, one)]

    def _kept(self, name: str, recording: Recording) -> Iterator[tuple[str, str]]:
        audio = recording.audio
        file = f"{name}.{_ENDINGS.get(audio.container, 'bin')}"
        self._folder.add(file, recording.octets)
        yield "Recording", file
        yield "Format", _form(audio)
        yield "SHA-256", _digest(recording)
        if audio.codec not in _PCM:
            yield self._copied(f"{name}-pcm.wav", recording)

    def _copied(self, file: str, recording: Recording) -> tuple[str, str]:
        if self._decoder is None:
            return COPY, NO_DECODER
        copy = self._decoder.pcm(recording.octets, recording.audio)
        if copy is None:
            return COPY, NOT_DECODED
        self._folder.add(file, copy)
        return COPY, file


def _form(audio: Audio) -> str:
    """What it is, as far as its octets tell, and whether browsers play it."""
    codec, container = _CALLED.get(audio.codec, ""), _CALLED.get(audio.container, "")
    inside = f"{codec} in {container}" if codec and container not in codec else codec or container
    rate = f"{audio.sample_rate:,} Hz" if audio.sample_rate else ""
    length = f"{audio.length.total_seconds():.0f} s" if audio.length is not None else ""
    played = PLAYS if (audio.container, audio.codec) in _PLAYED else PLAYS_NOT
    told = ", ".join(part for part in (inside or "unknown", rate, length) if part)
    return f"{told}; {played}"


def _digest(recording: Recording) -> str:
    """Of a whole message's recording there always is one."""
    return recording.audio.sha256 or ""
