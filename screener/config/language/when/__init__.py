"""`when`: the conditions of a rule, and how each becomes a condition of the domain."""

from screener.config.language.when.condition_of import condition_of
from screener.config.language.when.header import HeaderName
from screener.config.language.when.shapes import AttachmentShape, KnocksShape, ReceivedShape
from screener.config.language.when.when import When

__all__ = [
    "AttachmentShape",
    "HeaderName",
    "KnocksShape",
    "ReceivedShape",
    "When",
    "condition_of",
]
