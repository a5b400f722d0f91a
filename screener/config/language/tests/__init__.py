"""`tests`: what somebody expects of their rules, in the files of `rules/tests`."""

from screener.config.language.tests.expect import ExpectShape
from screener.config.language.tests.file import FileOfTests, RuleTestShape
from screener.config.language.tests.given import EventShape, GivenShape, Moment, StandingShape
from screener.config.language.tests.message import FileShape, MessageShape

__all__ = [
    "EventShape",
    "ExpectShape",
    "FileOfTests",
    "FileShape",
    "GivenShape",
    "MessageShape",
    "Moment",
    "RuleTestShape",
    "StandingShape",
]
