"""People who want half an hour of you: the gate asks them for something first."""

from screener.demo.letter import File, Letter
from screener.demo.stage import Stage
from screener.demo.words import letter_lines

RESUME = File("resume.pdf", "application/pdf", b"%PDF-1.4\n% Everything that I did so far.\n")

NINA = Letter(
    "nina@student.example", "Nina", "Coffee?", "I would love to pick your brain over a coffee."
)

OMAR = Letter(
    "omar@career.example",
    "Omar",
    "Informational interview",
    "May I ask you for an informational interview? My resume is attached.",
    file=RESUME,
)

LEE = Letter("lee@startup.example", "Lee", "A question", "I would be glad of advice on my career.")

LETTERS = (NINA, OMAR, LEE)

NINA_AGAIN = NINA._replace(
    subject="Re: Coffee?", body="I edit a small magazine and want to change.", file=RESUME
)


def tell(stage: Stage) -> None:
    """One is asked and sends what she was asked for, one had sent it, and one is silent."""
    stage.chapter("People who want your advice")
    stage.say("Nina and Lee only ask. Omar sends his résumé with his first letter.")
    stage.deliver(*LETTERS)
    stage.tell_news()
    sent = {letter["To"].addresses[0].addr_spec: letter for letter in stage.sent()}
    stage.say("", "Nina gets this, and Lee the same:", *letter_lines(sent[NINA.sender]))
    stage.say("", "What came along is not asked for. Omar is a step ahead:")
    stage.say(*letter_lines(sent[OMAR.sender]))
    stage.say("", "Nina sends hers, too, and gets what Omar got. Lee is silent, and that is all")
    stage.say("it takes: his time runs out by itself. Who stands where:")
    stage.deliver(NINA_AGAIN._replace(to_answer=sent[NINA.sender]["Message-ID"]))
    stage.news()
    stage.sent()
    stage.type("gates")
