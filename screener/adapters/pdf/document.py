"""The file behind the pages: each page is written as soon as it is full.

reportlab keeps every page until the end; here only its place in the file is kept. What is known at
the end alone follows the pages: the fonts with the characters that were used, the list of pages,
the table of places (ISO 32000-1, 7.5).
"""

from reportlab.pdfbase.pdfdoc import (
    PDFCrossReferenceTable,
    PDFDocument,
    PDFIndirectObject,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFTrailer,
)

from screener.ports.folder import Sink

_BEGINNING = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
"""The second line shows that this is no text (ISO 32000-1, 7.5.2)."""


class FlowingDocument(PDFDocument):
    """A document whose pages go into the sink one by one."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(invariant=1, lang="en")
        self._sink = sink
        self._length = 0
        self._write(_BEGINNING)

    def addPage(self, page: PDFPage) -> None:  # noqa: N802  reportlab calls it
        """Write the page; from now on it is known by its number only."""
        name = self.thisPageName()
        number = self._known(page, name)
        self._write_object(name)
        contents = page.Contents.__InternalName__
        self._write_object(contents)
        for written in (name, contents):
            del self.idToObject[written]
        self.Pages.addPage(number)  # type: ignore[attr-defined]  # the stubs have it not
        self.pageCounter += 1
        self.inObject = None

    def format(self) -> bytes:
        """Write the rest; there is nothing left to return."""
        catalog = self._known(self.Catalog)  # type: ignore[attr-defined]  # the stubs have it not
        info = self._known(self.info)
        number = 1
        # Writing one object may bring up others.
        while (name := self.numberToId.get(number)) is not None:
            if name not in self.idToOffset:
                self._write_object(name)
            number += 1
        table = PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[one] for one in range(1, number)])
        begin = self._write(table.format(self))
        trailer = PDFTrailer(startxref=begin, Size=number, Root=catalog, Info=info, ID=self.ID())
        self._write(trailer.format(self))
        return b""

    def _known(self, thing: PDFObject, name: str | None = None) -> PDFObjectReference:
        """Under which number it is known in the file."""
        number: PDFObjectReference = self.Reference(thing, name)  # type: ignore[no-untyped-call]
        return number

    def _write_object(self, name: str) -> None:
        written = PDFIndirectObject(name, self.idToObject[name]).format(self)
        self.idToOffset[name] = self._write(written)

    def _write(self, octets: bytes) -> int:
        """Where they begin in the file."""
        self._sink.write(octets)
        begin, self._length = self._length, self._length + len(octets)
        return begin
