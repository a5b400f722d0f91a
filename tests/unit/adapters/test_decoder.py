"""Decoding by a program: that it hears what it should, and that it can do no harm."""

import io
import json
import shutil
import sys
import wave
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.decoder import AT_MOST, CommandDecoder, by_ffmpeg, by_sox, installed
from screener.domain.record.event import Audio

RATE = 8_000

TONE = b"".join((place % 50 * 400).to_bytes(2, "little") for place in range(RATE))
"""A second of it."""

STAND_IN = """\
import sys, wave
name = sys.argv[sys.argv.index("-i") + 1].removeprefix("file:")
with wave.open(name) as recording:
    sys.stdout.buffer.write(recording.readframes(recording.getnframes()))
"""
"""What is left of ffmpeg for a WAV file of PCM: so this is tested where no decoder is installed."""

COMMANDS = {"stand-in": by_ffmpeg, "ffmpeg": by_ffmpeg, "sox": by_sox}

HERE = ["stand-in", *filter(shutil.which, ("ffmpeg", "sox"))]


def a_program(folder: Path, code: str) -> str:
    """A program in Python."""
    path = folder / "program"
    path.write_text(f"#!{sys.executable}\n{code}")
    path.chmod(0o700)
    return str(path)


def a_wave(samples: bytes) -> bytes:
    """A WAV file of PCM."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples)
    return file.getvalue()


def audio(container: str = "wav", codec: str = "pcm_s16le", *, rate: int | None = RATE) -> Audio:
    """What a recording is."""
    length = timedelta(seconds=1)
    return Audio(
        name="../x",
        declared="audio/x",
        container=container,
        codec=codec,
        sample_rate=rate,
        length=length,
        size=1,
    )


def samples(pcm: bytes | None) -> bytes:
    """Those in a WAV file of one channel with 16 bits."""
    assert pcm is not None
    with wave.open(io.BytesIO(pcm)) as read:
        assert (read.getnchannels(), read.getsampwidth()) == (1, 2)
        found: bytes = read.readframes(read.getnframes())
        return found


@pytest.mark.parametrize("name", HERE)
def test_a_recording_sounds_as_before(tmp_path: Path, name: str) -> None:
    """To the sample, where nothing has to be changed; one that breaks off as far as it goes."""
    program = shutil.which(name) or a_program(tmp_path, STAND_IN)
    decoder = CommandDecoder(program, COMMANDS[name])

    assert samples(decoder.pcm(a_wave(TONE), audio())) == TONE
    broken_off = samples(decoder.pcm(a_wave(TONE)[:8_044], audio()))
    assert TONE.startswith(broken_off)
    assert len(broken_off) > 4_000


@pytest.mark.parametrize("name", HERE)
def test_what_is_no_recording_gives_nothing(tmp_path: Path, name: str) -> None:
    """Nor what the program has no name for."""
    program = shutil.which(name) or a_program(tmp_path, STAND_IN)
    decoder = CommandDecoder(program, COMMANDS[name])

    assert decoder.pcm(b"RIFF\0\0\0\0WAVE nothing", audio()) is None
    assert decoder.pcm(b"#EXTM3U\n/etc/hostname\n", audio("hls", "")) is None


def test_the_program_knows_nothing_of_us_and_is_told_what_it_hears(tmp_path: Path) -> None:
    """No environment, no name of a stranger, no shell; a folder of its own."""
    code = (
        "import json, os, sys\n"
        "told = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd(), os.listdir('.')])\n"
        "sys.stdout.write(told + ' ' * (len(told) % 2))\n"
    )
    decoder = CommandDecoder(a_program(tmp_path, code), by_ffmpeg)
    heard = samples(decoder.pcm(b"\0$(touch /tmp/x)", audio("amr", "amrnb")))
    words, environ, folder, files = json.loads(heard)

    assert environ.keys() <= {"LC_ALL", "LC_CTYPE"}  # Python adds the second
    assert files == ["recording"]
    assert words[words.index("-f") + 1] == "amr"
    assert words[words.index("-i") + 1] == f"file:{folder}/recording"
    assert not Path(folder).exists()


def test_a_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    """What it gave until then counts, if it came so far."""
    code = "import threading\nprint('ab', end='', flush=True)\nthreading.Event().wait()\n"
    pcm = CommandDecoder(a_program(tmp_path, code), by_ffmpeg, seconds=1).pcm(b"x", audio())

    assert pcm is None or samples(pcm) == b"ab"


@pytest.mark.parametrize(
    "code",
    [
        f"import sys\nsys.stdout.buffer.write(bytes({AT_MOST + 4096}))",
        "raise SystemExit(1)",
        "print('a', end='')",
    ],
    ids=["floods", "fails", "gives less than a sample"],
)
def test_what_cannot_be_a_copy_is_none(tmp_path: Path, code: str) -> None:
    """However the program fails."""
    decoder = CommandDecoder(a_program(tmp_path, code), by_ffmpeg)

    assert decoder.pcm(b"x", audio()) is None


def test_a_program_that_cannot_be_started_gives_nothing(tmp_path: Path) -> None:
    """It was there when it was looked for."""
    assert CommandDecoder(str(tmp_path / "gone"), by_ffmpeg).pcm(b"x", audio()) is None


def test_the_rate_is_that_of_the_recording_where_it_tells(tmp_path: Path) -> None:
    """Else one that a telephone does not reach, and never one that nobody plays."""
    rates = []
    for rate in (8_000, None, 1, 10**9):
        pcm = CommandDecoder(a_program(tmp_path, "print('abc')"), by_ffmpeg).pcm(
            b"x", audio(rate=rate)
        )
        with wave.open(io.BytesIO(pcm or b"")) as read:
            rates.append(read.getframerate())

    assert rates == [8_000, 16_000, 16_000, 16_000]


def test_the_one_that_is_installed_is_taken(tmp_path: Path) -> None:
    """ffmpeg before sox, which knows less; none where there is none."""
    (tmp_path / "both").mkdir()
    (tmp_path / "one").mkdir()
    for name in ("both/ffmpeg", "both/sox", "one/sox"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o700)
    both, one = installed(str(tmp_path / "both")), installed(str(tmp_path / "one"))

    assert both is not None
    assert both.program == str(tmp_path / "both" / "ffmpeg")
    assert one is not None
    assert one.program == str(tmp_path / "one" / "sox")
    assert installed(str(tmp_path)) is None
