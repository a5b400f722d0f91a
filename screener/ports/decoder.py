"""Recordings for players that know nothing but plain samples."""

from typing import Protocol

from screener.domain.record.event import Audio


class Decoder(Protocol):
    """Something that understands what telephone systems record."""

    def pcm(self, octets: bytes, audio: Audio) -> bytes | None:
        """The recording as a WAV file of PCM, one channel of 16 bits; None if it cannot be had.

        `octets` are a stranger's, and `audio` says what they are. It takes a bounded time. A
        recording that breaks off is taken as far as it goes.
        """
        ...
