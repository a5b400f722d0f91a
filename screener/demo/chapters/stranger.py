"""Somebody writes and does not say why: one question, your word, and one answer for good."""

from collections.abc import Iterator

from screener.demo.folder import edit
from screener.demo.letter import Letter
from screener.demo.stage import Stage
from screener.demo.words import letter_lines

HIM = "pushy@example.net"

VAGUE = Letter(HIM, "John", "Greetings", "I just wanted to reach out.")

ANSWER = Letter(
    HIM,
    "John",
    "Re: Greetings",
    "Nothing special. I saw you at the book fair. When are you free?\n\nJohn\n+1 202 555 0143",
)

ON_TRIAL = "    trial: true\n"

WORD = "It is personal"


def tell(stage: Stage) -> None:
    """From his first letter to the closed door."""
    stage.chapter("Somebody writes, and does not say why")
    stage.say(
        "The gates in rules/40-gates.yaml are on trial until you delete two lines with",
        "`trial: true`. They are deleted now. Then this comes:",
    )
    edit(stage.folder / "rules" / "40-gates.yaml", {ON_TRIAL: ""}, times=2)
    stage.deliver(VAGUE)
    stage.tell_news()
    [question] = stage.sent()
    stage.say("", "The gate `what-can-i-help` asks one question:", *letter_lines(question))
    stage.say("", "He answers, and does not say what he wants.")
    stage.deliver(ANSWER._replace(to_answer=question["Message-ID"]))
    stage.tell_news()
    stage.type("gates")
    stage.say("", "“It is business” would hand him on to a colleague. You know better:")
    stage.type("gates", "choose", HIM, WORD)
    stage.look()
    stage.news()  # his old letters are filed; their subjects are shown no more
    [decline] = stage.sent()
    stage.say("", "He is told no, politely and once:", *letter_lines(decline))
    stage.say("", "From now on his door is closed. rules/doors.yaml says so:", "", *_doors(stage))


def _doors(stage: Stage) -> Iterator[str]:
    """The file without its head."""
    lines = (stage.folder / "rules" / "doors.yaml").read_text("utf-8").splitlines()
    return (f"  {line}" for line in lines if not line.startswith("#"))
