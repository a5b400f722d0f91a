"""The paper that becomes a PDF, laid out by reportlab in one font that goes with it."""

from screener.adapters.pdf.paper import PdfPaper

__all__ = ["PdfPaper"]
