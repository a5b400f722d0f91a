"""A file is what its first octets say."""

import pytest

from screener.normalize.body.sniff import sniff

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*names: str, first: str = "") -> bytes:
    """The octets of an archive with members of these names, as far as sniffing goes."""
    return b"".join(b"PK\x03\x04" + bytes(26) + name.encode() for name in (first, *names) if name)


def compound(stream: str) -> bytes:
    """A compound file with one stream of that name."""
    return OLE + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("octets", "kind", "extension"),
    [
        (b"%PDF-1.7\n", "application/pdf", "pdf"),
        (b"\n\n%PDF-1.7\n", "application/pdf", "pdf"),
        (b"{\\rtf1", "application/rtf", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", "jpg"),
        (b"GIF89a", "image/gif", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", "wav"),
        (b"ID3\x03", "audio/mpeg", "mp3"),
        (b"\xff\xfb\x90\x00", "audio/mpeg", "mp3"),
        (b"OggS\x00", "audio/ogg", "ogg"),
        (b"#!AMR\n", "audio/amr", "amr"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4", "m4a"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4", "mp4"),
        (zipped("a.txt"), "application/zip", "zip"),
        (zipped("word/document.xml"), "application/zip", "zip"),
        (zipped("[Content_Types].xml", "word/document.xml"), OFFICE, "docx"),
        (zipped("[Content_Types].xml") + bytes(90_000) + b"word/document.xml", OFFICE, "docx"),
        (zipped(first="mimetypeapplication/vnd.oasis.opendocument.text"),
         "application/vnd.oasis.opendocument.text", "odt"),
        (compound("WordDocument"), "application/msword", "doc"),
        (compound("Workbook"), "application/vnd.ms-excel", "xls"),
        (compound("__substg1.0_"), "application/vnd.ms-outlook", "msg"),
        (compound("?"), "application/x-ole-storage", "ole"),
        (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable", "exe"),
        (b"<!DOCTYPE html><p>", "text/html", "html"),
        (b"\xef\xbb\xbf <html>", "text/html", "html"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar", "ics"),
        (b"BEGIN:VCARD\r\n", "text/vcard", "vcf"),
        (b"<?xml version='1.0'?>", "application/xml", "xml"),
        ("Grüße".encode(), "text/plain", "txt"),
        (b"", "text/plain", "txt"),
        (b"\x00\x01\x02", "application/octet-stream", ""),
    ],
)  # fmt: skip
def test_octets_tell_what_they_are(octets: bytes, kind: str, extension: str) -> None:
    """With no help from a name or the sender's word."""
    assert tuple(sniff(octets, declared="application/octet-stream", extension="")) == (
        kind,
        extension,
    )


@pytest.mark.parametrize(
    ("octets", "declared", "ending", "kind", "extension"),
    [
        (b"MZ\x90\x00", "application/pdf", "pdf",
         "application/vnd.microsoft.portable-executable", "exe"),
        (b"\x00\x01", "application/pdf", "pdf", "application/octet-stream", ""),
        (b"just words", "application/pdf", "pdf", "text/plain", "txt"),
        (b"\x00\x01", "text/plain", "txt", "application/octet-stream", ""),
        (b"\x00\x01", "application/acad", "dwg", "application/acad", "dwg"),
        (b"a,b\n", "application/octet-stream", "csv", "text/csv", "csv"),
        (b"a,b\n", "text/csv", "", "text/csv", "csv"),
        (b"# Title\n", "text/markdown", "", "text/markdown", "md"),
        (b"just words", "text/html", "html", "text/plain", "txt"),
        (b"Subject: x\n\ny", "message/rfc822", "", "message/rfc822", "eml"),
        (compound("EncryptedPackage"), "application/octet-stream", "docx", OFFICE, "docx"),
        (compound("?"), "application/octet-stream", "xls", "application/vnd.ms-excel", "xls"),
        (compound("WordDocument"), "application/octet-stream", "xls", "application/msword", "doc"),
    ],
)  # fmt: skip
def test_names_choose_only_what_octets_leave_open(
    octets: bytes, declared: str, ending: str, kind: str, extension: str
) -> None:
    """No name makes a program a document, or words a PDF."""
    assert tuple(sniff(octets, declared=declared, extension=ending)) == (kind, extension)
