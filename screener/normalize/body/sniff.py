"""What a file is, by its first octets and not by its name or the sender's word.

Only where the octets leave a choice, as text and encrypted office documents do, the name and then
the declared type decide among what is possible.
"""

import re
from typing import NamedTuple

from screener.domain.late import late
from screener.normalize import limits


class Kind(NamedTuple):
    """A media type and the extension, without a dot, that stands for it."""

    type: str
    extension: str


ZIP = Kind("application/zip", "zip")
OLE = Kind("application/x-ole-storage", "ole")
HTML = Kind("text/html", "html")
CALENDAR = Kind("text/calendar", "ics")
PLAIN = Kind("text/plain", "txt")
MESSAGE = Kind("message/rfc822", "eml")
UNKNOWN = Kind("application/octet-stream", "")

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind("application/pdf", "pdf")),
    (b"{\\rtf", Kind("application/rtf", "rtf")),
    (b"%!PS", Kind("application/postscript", "ps")),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", "png")),
    (b"\xff\xd8\xff", Kind("image/jpeg", "jpg")),
    (b"GIF87a", Kind("image/gif", "gif")),
    (b"GIF89a", Kind("image/gif", "gif")),
    (b"II*\x00", Kind("image/tiff", "tiff")),
    (b"MM\x00*", Kind("image/tiff", "tiff")),
    (b"ID3", Kind("audio/mpeg", "mp3")),
    (b"\xff\xfb", Kind("audio/mpeg", "mp3")),
    (b"\xff\xfa", Kind("audio/mpeg", "mp3")),
    (b"\xff\xf3", Kind("audio/mpeg", "mp3")),
    (b"\xff\xf2", Kind("audio/mpeg", "mp3")),
    (b"\xff\xe3", Kind("audio/mpeg", "mp3")),
    (b"\xff\xf1", Kind("audio/aac", "aac")),
    (b"\xff\xf9", Kind("audio/aac", "aac")),
    (b"OggS", Kind("audio/ogg", "ogg")),
    (b"fLaC", Kind("audio/flac", "flac")),
    (b"#!AMR", Kind("audio/amr", "amr")),
    (b".snd", Kind("audio/basic", "au")),
    (b"caff", Kind("audio/x-caf", "caf")),
    (b"\x1aE\xdf\xa3", Kind("video/x-matroska", "mkv")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind("video/x-ms-asf", "wmv")),
    (b"Rar!\x1a\x07", Kind("application/vnd.rar", "rar")),
    (b"7z\xbc\xaf\x27\x1c", Kind("application/x-7z-compressed", "7z")),
    (b"\x1f\x8b", Kind("application/gzip", "gz")),
    (b"BZh", Kind("application/x-bzip2", "bz2")),
    (b"\xfd7zXZ\x00", Kind("application/x-xz", "xz")),
    (b"MZ", Kind("application/vnd.microsoft.portable-executable", "exe")),
    (b"\x7fELF", Kind("application/x-elf", "elf")),
    (b"\x78\x9f\x3e\x22", Kind("application/ms-tnef", "tnef")),
)
_CONTAINERS = {  # RIFF and IFF: by the word at offset 8
    b"WAVE": Kind("audio/wav", "wav"),
    b"WEBP": Kind("image/webp", "webp"),
    b"AVI ": Kind("video/x-msvideo", "avi"),
    b"AIFF": Kind("audio/aiff", "aiff"),
    b"AIFC": Kind("audio/aiff", "aiff"),
}
_BRANDS = {  # ISO base media: by the first three letters of the brand
    b"M4A": Kind("audio/mp4", "m4a"),
    b"M4B": Kind("audio/mp4", "m4a"),
    b"3gp": Kind("video/3gpp", "3gp"),
    b"qt ": Kind("video/quicktime", "mov"),
    b"hei": Kind("image/heic", "heic"),
    b"mif": Kind("image/heic", "heic"),
    b"avi": Kind("image/avif", "avif"),
}
_ZIPPED: tuple[tuple[bytes, Kind], ...] = (
    (b"mimetype" + _OPEN.encode() + b"text", Kind(_OPEN + "text", "odt")),
    (b"mimetype" + _OPEN.encode() + b"spreadsheet", Kind(_OPEN + "spreadsheet", "ods")),
    (b"mimetype" + _OPEN.encode() + b"presentation", Kind(_OPEN + "presentation", "odp")),
    (b"mimetypeapplication/epub+zip", Kind("application/epub+zip", "epub")),
    (b"word/document", Kind(_OFFICE + "wordprocessingml.document", "docx")),
    (b"xl/workbook", Kind(_OFFICE + "spreadsheetml.sheet", "xlsx")),
    (b"ppt/presentation", Kind(_OFFICE + "presentationml.presentation", "pptx")),
)
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("WordDocument", Kind("application/msword", "doc")),
    ("Workbook", Kind("application/vnd.ms-excel", "xls")),
    ("PowerPoint Document", Kind("application/vnd.ms-powerpoint", "ppt")),
    ("__substg1.0_", Kind("application/vnd.ms-outlook", "msg")),
)
_OFFICE_KINDS = {kind.extension: kind for _, kind in (*_STREAMS, *_ZIPPED)}
"""What a compound file may be whose streams do not tell, encrypted office documents for one."""

_OPENINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"BEGIN:VCALENDAR", CALENDAR),
    (b"BEGIN:VCARD", Kind("text/vcard", "vcf")),
    (b"<SVG", Kind("image/svg+xml", "svg")),
    (b"<?XML", Kind("application/xml", "xml")),
)
_TEXTS = {
    "txt": PLAIN,
    "csv": Kind("text/csv", "csv"),
    "md": Kind("text/markdown", "md"),
    "json": Kind("application/json", "json"),
    "log": PLAIN,
    "eml": MESSAGE,
}
_MARKUP = late(rb"<(?:!doctype\s+html|html|head|body|div|p|table)\b", re.IGNORECASE)

_MARKED = frozenset(
    (
        *(kind for _, kind in (*_MAGIC, *_ZIPPED, *_STREAMS, *_OPENINGS)),
        *_CONTAINERS.values(),
        *_BRANDS.values(),
        *(ZIP, HTML),
    )
)
BY_EXTENSION = {kind.extension: kind.type for kind in (*_TEXTS.values(), *_MARKED)}
"""The media type for which each extension stands."""

_MARKED_TYPES = frozenset(kind.type for kind in _MARKED)
_MARKED_EXTENSIONS = frozenset(kind.extension for kind in _MARKED) | {"jpeg", "tif", "htm"}


def sniff(octets: bytes, *, declared: str, extension: str) -> Kind:
    """What the octets are. `declared` is a lower-case media type, `extension` the name's own.

    Neither is believed where it names a format that has a mark which the octets lack.
    """
    head = octets[: limits.SNIFFED]
    if found := _by_mark(head, octets):
        return _OFFICE_KINDS.get(extension, OLE) if found == OLE else found
    if _is_text(head):
        return _text(head, declared, extension)
    if declared in _MARKED_TYPES or declared.startswith("text/"):
        declared = UNKNOWN.type
    if extension in _MARKED_EXTENSIONS or extension in _TEXTS:
        extension = ""
    return Kind(declared, extension)


def _by_mark(head: bytes, octets: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"RIFF", b"FORM")):
        return _CONTAINERS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:11], Kind("video/mp4", "mp4"))
    if head.startswith(b"PK\x03\x04"):
        return _zipped(octets)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in octets), OLE)
    if b"%PDF-" in head[:1024]:
        return Kind("application/pdf", "pdf")
    return None


def _zipped(octets: bytes) -> Kind:
    """Office documents are zip archives; the names of their members tell which."""
    names = octets[: limits.SNIFFED] + octets[-limits.DIRECTORY :]
    for name, kind in _ZIPPED:
        if name in names and (name.startswith(b"mimetype") or b"[Content_Types].xml" in names):
            return kind
    return ZIP


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = head.translate(None, bytes((*range(9, 14), 27, *range(32, 256))))
    return not controls


def _text(head: bytes, declared: str, extension: str) -> Kind:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024]
    begin = start[:20].upper()
    for words, kind in _OPENINGS:
        if begin.startswith(words):
            return kind
    if _MARKUP.match(start):
        return HTML
    if extension in _TEXTS:
        return _TEXTS[extension]
    if declared == MESSAGE.type:
        return MESSAGE
    if declared.startswith("text/") and declared not in _MARKED_TYPES:
        same = (kind for kind in _TEXTS.values() if kind.type == declared)
        return next(same, Kind(declared, "txt"))
    return PLAIN
