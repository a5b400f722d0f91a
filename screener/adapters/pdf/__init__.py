"""A PDF written line by line, in one font that goes with it.

No library: what is needed is text and rectangles, in any script that the font knows, in memory that
does not grow with the pages. The libraries that could do it bring an image library, keep every
page until the end, or weigh more than everything else that this program needs taken together.
"""

from screener.adapters.pdf.paper import PdfPaper

__all__ = ["PdfPaper"]
