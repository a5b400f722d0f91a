"""Thousands of real messages, where there is a collection of them beside the checkout.

The project has no other people's mail in it. With none at hand the odd messages of tests/corpus are
read alone, and a line says so; the hostile ones are read in tests/properties.
"""

from pathlib import Path

import pytest

from screener.domain.record.event import MailReceived
from screener.normalize.mail import Reading, read_header, read_whole
from tests.builders import an_arrival
from tests.corpus.odd import ODD

COLLECTION = Path(__file__).parents[3] / "shared" / "corpus"
READING = Reading(
    trusted_authserv=frozenset({"mx.example.com", "microsoft"}),
    header_names=frozenset({"from", "received", "x-mailer"}),
)


def messages() -> dict[str, bytes]:
    """Our own odd messages, and those of the collection if there is one."""
    found = {f"tests/corpus: {name}": raw for name, raw in ODD.items()}
    files = (path for path in sorted(COLLECTION.rglob("*")) if path.is_file())
    return found | {str(path.relative_to(COLLECTION)): path.read_bytes() for path in files}


def test_every_message_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Each becomes a value that survives JSON, and its header tells the same alone."""
    tried = messages()
    unlike = []
    for name, raw in tried.items():
        header = read_header(raw, arrival=an_arrival(), reading=READING)
        whole = read_whole(raw, arrival=an_arrival(), reading=READING)
        same = type(whole).model_validate_json(whole.model_dump_json()) == whole
        if isinstance(whole, MailReceived) and isinstance(header, MailReceived):
            less = {"content": None, "defects": header.defects}
            same = same and whole.model_copy(update=less) == header
        if not same or header.kind != whole.kind:
            unlike.append(name)

    with capsys.disabled():
        print(f"\n{len(tried)} messages read;", end=" ")  # noqa: T201 - tells what was tested
        there = "the large collection" if COLLECTION.is_dir() else "NO large collection beside us"
        print(there)  # noqa: T201 - the same
    assert unlike == []
    assert len(tried) >= len(ODD)
