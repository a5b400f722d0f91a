"""Recordings to PCM by a program that is installed: ffmpeg, or else sox.

The octets come from strangers. So the program gets them under a name of ours, is told what they
are instead of guessing, runs without a shell and with nothing of our environment, and is ended when
it takes too long or gives too much. What it gives is samples; the header before them is ours.
"""

import io
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer

from screener.domain.record.event import Audio

SECONDS = 60.0
"""So long one recording may take; what it gave by then counts."""

AT_MOST = 32 * 1024 * 1024
"""Octets of PCM: half an hour of a telephone's sound, a quarter of an hour at its best."""

USUAL_RATE = 16_000
"""Samples a second where the recording does not tell: more than a telephone has."""

RATES = range(4_000, 48_001)

_FFMPEG = {
    "amr": "amr",
    "asf": "asf",
    "au": "au",
    "flac": "flac",
    "g726": "g726le",
    "gsm": "gsm",
    "mp3": "mp3",
    "mp4": "mov",
    "ogg": "ogg",
    "wav": "wav",
}
"""What FFmpeg calls each container. With a name it guesses nothing, and opens nothing else."""

_SOX = {
    ("amr", "amrnb"): "amr-nb",
    ("amr", "amrwb"): "amr-wb",
    ("au", ""): "au",
    ("flac", "flac"): "flac",
    ("gsm", "gsm"): "gsm",
    ("mp3", "mp3"): "mp3",
    ("ogg", "opus"): "opus",
    ("ogg", "vorbis"): "ogg",
}

_Command = Callable[[str, Path, Audio, int], Sequence[str] | None]


class CommandDecoder:
    """The Decoder that runs a program; where that fails there is no PCM, and nothing else."""

    def __init__(self, program: str, command: _Command, *, seconds: float = SECONDS) -> None:
        self.program = program
        self._command = command
        self._seconds = seconds

    def pcm(self, octets: bytes, audio: Audio) -> bytes | None:
        """The recording as a WAV file; None if the program cannot read it, or if it is too long."""
        known = audio.sample_rate or USUAL_RATE
        rate = known if known in RATES else USUAL_RATE
        samples = b""
        with suppress(OSError), tempfile.TemporaryDirectory(prefix="screener-") as folder:
            recording = Path(folder) / "recording"
            recording.write_bytes(octets)
            if command := self._command(self.program, recording, audio, rate):
                samples = _output(command, Path(folder), seconds=self._seconds)
        if not 2 <= len(samples) <= AT_MOST:
            return None
        return _wav(samples[: len(samples) // 2 * 2], rate=rate)


def installed(path: str | None = None) -> CommandDecoder | None:
    """The one that is there, if any is; `path` is where to look, by default as a shell does."""
    if ffmpeg := shutil.which("ffmpeg", path=path):
        return CommandDecoder(ffmpeg, by_ffmpeg)
    if sox := shutil.which("sox", path=path):
        return CommandDecoder(sox, by_sox)
    return None


def by_ffmpeg(program: str, recording: Path, audio: Audio, rate: int) -> Sequence[str] | None:
    """How ffmpeg is called, None if it does not know the container."""
    form = _FFMPEG.get(audio.container)
    if form is None:
        return None
    raw = ["-code_size", "4", "-sample_rate", "8000"] if form == "g726le" else []
    return [
        *(program, "-nostdin", "-hide_banner", "-loglevel", "quiet", "-threads", "1"),
        *("-protocol_whitelist", "file,pipe", "-f", form, *raw, "-i", f"file:{recording}"),
        *("-map", "0:a:0", "-ac", "1", "-ar", str(rate), "-f", "s16le", "pipe:1"),
    ]


def by_sox(program: str, recording: Path, audio: Audio, rate: int) -> Sequence[str] | None:
    """How sox is called, None if it does not know the form."""
    wav = audio.container == "wav"
    form = "wav" if wav else _SOX.get((audio.container, audio.codec))
    if form is None:
        return None
    samples = ["-t", "raw", "-e", "signed-integer", "-b", "16", "-L", "-c", "1", "-r", str(rate)]
    return [program, "-V0", "-t", form, str(recording), *samples, "-"]


def _output(command: Sequence[str], folder: Path, *, seconds: float) -> bytes:
    """What it writes, up to one octet more than is wanted."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env={"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        end = Timer(seconds, process.kill)
        end.start()
        try:
            assert process.stdout is not None  # noqa: S101  it is a pipe
            return process.stdout.read(AT_MOST + 1)
        finally:
            end.cancel()
            process.kill()


def _wav(samples: bytes, *, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(samples)
    return file.getvalue()
