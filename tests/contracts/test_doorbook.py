"""What every Store promises about doors, questions and taking back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from screener.domain.doors.closing import By, Changed, Closing, Request
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import CLOSED_DOOR, Door
from screener.domain.record.effect import Do, Receipt, Status
from screener.domain.record.question import Asks, Question, question
from screener.domain.record.undoing import UNDONE, How, Undone
from screener.ports.doorbook import Evidence
from screener.ports.store import Store
from tests.builders import NOON, a_decision, a_mail, an_arrival, an_effect

LATER = NOON + timedelta(days=1)
TAG = an_effect(Do.TAG, ("screened",))
FILE = an_effect(Do.FILE, "Filed")
REPLY = an_effect(Do.REPLY, "polite-no")


def all_done(store: Store) -> None:
    """Carry out what is due, until nothing is."""
    while due := store.due("me", now=LATER, limit=10):
        store.begin([each.id for each in due], at=LATER)
        store.settle([Receipt(effect=each.id, status=Status.DONE, at=LATER) for each in due])


# --- doors ---------------------------------------------------------------------------------------

ACCOUNTS = ("me", "work")


def a_closing(line: str = "him@example.com", *, at: datetime = NOON, **said: Any) -> Closing:
    """A line of `closed`, swept."""
    ordinary: dict[str, Any] = {"handles": frozenset({f"ADDRESS:{line}:"}), "sweep": at}
    return Closing(line=line, at=at, **ordinary | said)


def note(store: Store, *began: Closing, ended: Sequence[Closing] = (), at: datetime = NOON) -> None:
    """Closings that began and ended, with a deed for each."""
    deeds = [Deed(Act.CLOSED, at, contact=one.line) for one in began]
    deeds += [Deed(Act.OPENED, at, contact=one.line) for one in ended]
    store.doorbook.note(Changed(began, [], [], ended), at=at, accounts=ACCOUNTS, deeds=deeds)


def test_a_closing_is_remembered_until_it_ends(store: Store) -> None:
    """As it was; closed anew it is another one."""
    first, again = a_closing(until=date(2027, 1, 1)), a_closing(at=LATER)
    note(store, first)
    assert store.doorbook.closings() == (first,)
    note(store, ended=[first], at=LATER)
    assert store.doorbook.closings() == ()
    note(store, again)
    assert store.doorbook.closings() == (again,)


def test_what_was_about_to_be_written_is_entered_once(store: Store) -> None:
    """By whoever comes first: who moved the door, or who finds that they did."""
    first = Request(at=NOON, door=Door.WELCOME, said="ann@example.com", by=By.COMMAND)
    second = first.model_copy(update={"at": LATER, "said": "bob@example.com"})
    store.doorbook.intend([second, first, first])
    store.doorbook.intend([])
    before = store.doorbook.intended()
    for _ in range(2):
        store.doorbook.enter(first, [Deed(Act.WELCOMED, NOON, contact="Ann")])
    store.doorbook.enter(second, [])

    assert before == (first, second)
    assert store.doorbook.intended() == ()
    assert [entry.deed.contact for entry in store.entries() if entry.deed] == ["Ann"]


def test_two_who_notice_one_closing_note_it_once(store: Store) -> None:
    """The first is right about when, and the ledger has one deed of it."""
    note(store, a_closing())
    note(store, a_closing(at=LATER))
    note(store, ended=[a_closing()])
    note(store, ended=[a_closing()])

    acts = [entry.deed.act for entry in store.entries() if entry.deed]
    assert acts == [Act.CLOSED, Act.OPENED]
    assert [sweep.occasion for sweep in store.doorbook.sweeps()] == [NOON, NOON]


def test_the_doors_of_the_first_start_are_noted_once(store: Store) -> None:
    """Without a sweep."""
    book = store.doorbook
    assert book.begun() is None
    book.begin([a_closing(sweep=None)], at=NOON)
    book.begin([a_closing("al@example.com")], at=LATER)

    assert book.begun() == NOON
    assert [one.line for one in book.closings()] == ["him@example.com"]
    assert book.sweeps() == ()


def test_a_closing_that_goes_on_keeps_its_beginning(store: Store) -> None:
    """Under another name, with more handles; a new occasion is swept in every account."""
    note(store, a_closing())
    renamed = a_closing("Him", handles=frozenset({"a", "b"}), sweep=LATER)
    changed = Changed([], [], [("him@example.com", renamed)], [])
    store.doorbook.note(changed, at=LATER, accounts=ACCOUNTS)

    assert store.doorbook.closings() == (renamed,)
    due = [(sweep.occasion, sweep.account) for sweep in store.doorbook.sweeps()]
    assert due == [(when, account) for when in (NOON, LATER) for account in ACCOUNTS]


def test_a_sweep_goes_on_where_it_was(store: Store) -> None:
    """In one account; finished, it is due no more and still known."""
    note(store, a_closing())
    mine, theirs = store.doorbook.sweeps()
    further = mine.model_copy(update={"folder": "INBOX", "last_uid": 7, "kept": 3, "filed": 1})
    store.doorbook.went_on(further)
    assert store.doorbook.sweeps(account="me") == (further,)
    finished = further.model_copy(update={"finished": LATER})
    store.doorbook.went_on(finished)

    assert store.doorbook.sweeps() == (theirs,)
    assert store.doorbook.swept(NOON) == (finished, theirs)


def test_the_past_can_be_left_alone(store: Store) -> None:
    """Of one line and not of the others."""
    note(store, a_closing(), a_closing("al@example.com"))
    store.doorbook.leave_the_past(["him@example.com"])
    swept = {one.line: one.sweep for one in store.doorbook.closings()}
    assert swept == {"al@example.com": NOON, "him@example.com": None}


def test_evidence_tells_what_is_kept_and_when_it_counted(store: Store) -> None:
    """By identity, whichever of several decisions says it; others are left out."""
    same = an_arrival(1, identity="same")
    moved = an_arrival(2, identity="same")
    store.remember(
        [
            a_decision(1, event=a_mail(arrival=same), rule=CLOSED_DOOR, preserved="ab"),
            a_decision(2, event=a_mail(arrival=moved)),
            a_decision(3),
        ],
        bookmark=None,
    )
    found = store.doorbook.evidence("me", ["same", "hash:3", "hash:4"])
    counted = NOON + timedelta(minutes=1, seconds=1)
    assert found == {"same": Evidence("ab", counted), "hash:3": Evidence(None, None)}
    assert store.doorbook.evidence("other", ["same"]) == {}


def test_objects_are_known_to_be_preserved_for_somebody(store: Store) -> None:
    """By the ledger."""
    store.append([Deed(Act.PRESERVED, NOON, contact="Him", sha256="ab")])
    assert store.doorbook.preserved_for("Him", ["ab", "cd"]) == {"ab"}
    assert store.doorbook.preserved_for("Al", ["ab"]) == frozenset()


def a_question(about: str = "x") -> Question:
    """A proposal."""
    return question(Asks.CLOSE, at=NOON, contact="Him", text="Close the door?", about=about)


def test_a_question_is_asked_once(store: Store) -> None:
    """The same one never again; in the same words not while it is open."""
    book = store.doorbook
    book.ask([a_question(), a_question()])
    book.ask([a_question("y")])
    assert book.questions() == (a_question(),)
    book.settle([a_question().id], at=LATER)
    book.ask([a_question(), a_question("y")])

    assert book.questions() == (a_question("y"),)
    assert [one.settled for one in book.questions(settled=True)] == [LATER]


def test_nothing_stays_of_a_question_about_somebody_forgotten(store: Store) -> None:
    """Answered or not; it may be asked again."""
    book = store.doorbook
    book.ask([a_question(), a_question("y").model_copy(update={"contact": "Her"})])
    book.settle([a_question().id], at=LATER)
    book.unask({"Him"})
    assert [one.contact for one in book.questions()] == ["Her"]
    book.ask([a_question()])
    assert {one.contact for one in book.questions()} == {"Him", "Her"}


def test_requests_wait_in_their_order(store: Store) -> None:
    """Until they are dropped, with all that was asked for."""
    wanted = [
        Request(at=NOON, door=Door.CLOSED, said="Al", via="x.example", by=By.RULE, decline="no"),
        Request(at=NOON, door=Door.OPEN, said="him@example.com", by=By.COMMAND, sweep=False),
        Request(at=NOON, door=Door.CLOSED, said="Bo", by=By.COMMAND, until=date(2027, 1, 1)),
    ]
    for one in wanted:
        store.doorbook.queue(one, asked=[a_question(one.said)])
    waiting = store.doorbook.queued()
    assert [one.model_copy(update={"id": 0}) for one in waiting] == wanted
    store.doorbook.drop(waiting[0])
    assert [one.said for one in store.doorbook.queued()] == ["him@example.com", "Bo"]


# --- taking back ---------------------------------------------------------------------------------


def test_what_was_done_can_be_taken_back(store: Store) -> None:
    """By decision, by rule and by when it was done; where it lies is told."""
    store.remember(
        [
            a_decision(1, TAG, FILE, rule="Papers"),
            a_decision(2, FILE, rule="Others"),
            a_decision(3, REPLY, rule="Papers"),
        ],
        bookmark=None,
    )
    all_done(store)
    undoings = store.undoings
    assert undoings.find(decision=None, since=None, rule="Papers") == ("d1",)
    assert undoings.find(decision=None, since=LATER, rule=None) == ("d1", "d2")
    assert undoings.find(decision=None, since=LATER + timedelta(hours=1), rule=None) == ()
    assert undoings.find(decision="d3", since=None, rule=None) == ()

    undoings.ask(["d1"], at=LATER)
    ((decision, done),) = undoings.asked("me")
    assert (decision.id, [one.effect.do for one in done]) == ("d1", [Do.TAG, Do.FILE])
    assert undoings.asked("other") == ()


def test_what_a_rule_did_in_a_span_of_time_is_found(store: Store) -> None:
    """By when it was decided, of one account, and without what is back already."""
    theirs = a_mail(4, arrival=an_arrival(4, account="you"))
    store.remember(
        [
            *(a_decision(uid, FILE, rule="Papers") for uid in (1, 2, 3)),
            a_decision(4, FILE, rule="Papers", event=theirs),
            a_decision(5, FILE, rule="Others"),
            a_decision(6, REPLY, rule="Papers"),
        ],
        bookmark=None,
    )
    all_done(store)
    decided = [NOON + timedelta(minutes=uid, seconds=1) for uid in range(7)]

    def found(since: datetime, until: datetime) -> tuple[str, ...]:
        return store.undoings.by_rule("me", "Papers", since=since, until=until)

    assert found(NOON, LATER) == ("d1", "d2", "d3")
    assert found(decided[1], decided[2]) == ("d2",)
    store.undoings.ask(["d1"], at=LATER)
    store.undoings.settle([Undone(decision="d1", how=How.DONE)])
    assert found(NOON, LATER) == ("d2", "d3")


def test_what_was_taken_back_is_settled(store: Store) -> None:
    """It is not found again; what was not there can be tried once more."""
    store.remember([a_decision(1, FILE), a_decision(2, FILE)], bookmark=None)
    all_done(store)
    store.undoings.ask(["d1", "d2"], at=LATER)
    outcomes = (
        Undone(decision="d1", how=How.DONE),
        Undone(decision="d2", how=How.GONE, reason="moved on"),
    )
    store.undoings.settle(outcomes, [a_decision(9)])

    assert store.undoings.outcomes(["d1", "d2", "d3"]) == outcomes
    assert store.undoings.asked("me") == ()
    assert store.undoings.find(decision=None, since=None, rule=None) == ("d2",)
    assert store.decision("d9") is not None
    recorded = store.decision("d1")
    assert recorded is not None
    assert [one.reason for one in recorded.effects] == [UNDONE]


def test_what_waits_is_refused_when_it_is_taken_back(store: Store) -> None:
    """It is never carried out."""
    store.remember([a_decision(1, FILE)], bookmark=None)
    assert store.undoings.find(decision="d1", since=None, rule=None) == ("d1",)
    store.undoings.ask(["d1"], at=LATER)
    assert store.due("me", now=LATER, limit=10) == ()


def test_a_lease_tells_its_holder(store: Store) -> None:
    """As long as it lasts."""
    assert store.holder("me", now=NOON) is None
    store.hold("me", holder="them", now=NOON, lease=timedelta(minutes=1))
    assert store.holder("me", now=NOON) == "them"
    assert store.holder("me", now=LATER) is None
