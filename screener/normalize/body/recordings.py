"""The recordings among the parts of a message, each with its octets."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from screener.domain.late import late
from screener.domain.record.event import Audio
from screener.normalize.body.attachment import BODIES, safe_name
from screener.normalize.body.audio import audio_format
from screener.normalize.body.mime import Part

_INTRO = late(r"(?:msgintro|intro_msg_)", re.IGNORECASE)


class Recording(NamedTuple):
    """What a recording is, and its octets after decoding."""

    audio: Audio
    octets: bytes


def recordings(raw: bytes, parts: Iterable[Part], *, truncated: bool) -> Iterator[Recording]:
    """Each in its turn, without the spoken names of VPIM (RFC 3801 section 4.4.1).

    `truncated` if `raw` is only the beginning of the message. Never raises.
    """
    for part in parts:
        if _is_spoken_name(part) or part.type in BODIES or part.type.startswith("message/"):
            continue
        octets, name = part.payload(raw), safe_name(part.name)
        found = audio_format(octets, declared=part.type, name=name)
        if found is None:
            continue
        # Only the last part can lack its end.
        cut = truncated and part.end == len(raw)
        audio = Audio(
            name=name,
            declared=part.type,
            **found._asdict(),
            size=len(octets),
            sha256=None if cut else sha256(octets).hexdigest(),
            role="intro" if _INTRO.match(name) else "message",
        )
        yield Recording(audio, octets)


def _is_spoken_name(part: Part) -> bool:
    disposition = part.header.first("content-disposition") or ""
    return "originator-spoken-name" in disposition.lower()
