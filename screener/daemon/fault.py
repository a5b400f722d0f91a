"""What is said of a fault of the program itself, whose traceback is in the log."""

from screener.errors import ScreenerError


def fault() -> ScreenerError:
    """In place of the error that ended a round."""
    return ScreenerError(
        "The round was ended by a fault of the program.",
        advice="The log shows where. Mail stays where it is, and it is tried again.",
    )
