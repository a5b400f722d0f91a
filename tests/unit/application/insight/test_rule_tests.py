"""Trying rules on messages that a test tells of: the same decisions as those of a round."""

from pathlib import Path
from textwrap import dedent

import pytest

from screener.bootstrap import tried_tests
from screener.config.settings.load import load_settings
from screener.domain.rules.rule_test import Verdict
from tests.rulebooks import a_rulebook

CONFIG = """\
rules: rules
accounts:
  - name: me
    address: me@example.com
    timezone: Europe/Rome
    trusted_authserv: [mx.example.com]
    imap: {host: imap.example.com, user: me, password: {env: NOBODY_ASKS}}
  - name: work
    address: me@myfirm.example
    timezone: America/New_York
    imap: {host: imap.example.com, user: me, password: {env: NOBODY_ASKS}}
"""

RULES = """\
closed:
  - name: The man from the street
    handles: [him@example.com, +1 202 555 0143]
  - {handles: declined@example.com, decline: "no"}
welcome: ["@friends.example"]
replies:
  "no": {body: "That is very kind, but no."}
rules:
  - name: Often
    continue: true
    when: {knocks: {at_least: 3, within: 1d, unanswered: true}}
    then: {tag: often, propose: close}
  - {name: Trial, trial: true, when: {subject: maybe}, then: {file: Maybe}}
  - {name: Lists, when: {is: list}, then: {file: Lists, mark: seen}}
  - {name: Files, when: {attachment: {type: pdf, larger_than: 1MB}}, then: {file: Files}}
  - {name: Header, when: {header: {X-Job: nurse}}, then: {file: Jobs}}
  - {name: Night, account: work, when: {received: {between: ["18:00", "08:00"]}}, then: {tag: n}}
  - {name: New, when: {subject: hello, first_contact: true}, then: {tag: new}}
  - {name: Answer, when: {subject: answer}, then: {reply: "no"}}
  - {name: Words, when: {body: magic}, then: {copy: [A, B], keep: true}}
"""


def tried(
    tmp_path: Path, tests: str, *, rules: str = RULES, **files: bytes
) -> tuple[list[Verdict], list[str]]:
    """How the tests of one file end, and what is wrong with it."""
    folder = tmp_path / "rules" / "tests"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(dedent(tests))
    for name, octets in files.items():
        (folder / f"{name}.eml").write_bytes(octets)
    (tmp_path / "config.yaml").write_text(CONFIG)
    settings, _ = load_settings(tmp_path / "config.yaml", environ={}, cwd=tmp_path, home=tmp_path)
    verdicts, found = tried_tests(settings, a_rulebook(rules))
    return verdicts, [complaint.text for complaint in found.complaints]


def differing(tmp_path: Path, message: str, expect: str, *, given: str = "{}") -> list[str]:
    """The keys of one test that come out otherwise."""
    text = (
        f"tests:\n  - name: a\n    given: {given}\n    message: {message}\n    expect: {expect}\n"
    )
    verdicts, complaints = tried(tmp_path, text)
    assert complaints == []
    return verdicts[0].differing


@pytest.mark.parametrize(
    ("message", "expect"),
    [
        (
            "{from: him@example.com, subject: Hi}",
            "{rule: closed door, file: Screened/Closed, mark: seen, digest: count, preserve: true}",
        ),
        (
            "{from: him@example.com, subject: Hi}",
            "{contact: The man from the street, door: closed, reply: null, tag: null}",
        ),
        (
            "{from: +1 (202) 555-0143, kind: voicemail, duration: 9s, transcript: Call me}",
            "{rule: closed door, contact: The man from the street}",
        ),
        ("{from: anonymous, kind: call}", "{rule: null, door: open}"),
        ("{from: x@friends.example, headers: {List-Id: <x>}}", "{rule: null, door: welcome}"),
        (
            "{from: x@friends.example, authenticated: false, headers: {List-Id: <x>}}",
            "{door: welcome}",
        ),
        ("{from: a@b.example, headers: {List-Id: <x>}}", "{rule: Lists, file: Lists, mark: seen}"),
        ("{from: a@b.example, headers: {X-Job: A nurse}}", "{rule: Header, file: Jobs}"),
        (
            "{from: a@b.example, attachments: [{name: cv.pdf, size: 2MB}]}",
            "{rule: Files, file: Files}",
        ),
        ("{from: a@b.example, attachments: [cv.pdf]}", "{rule: null, file: null}"),
        (
            "{from: a@b.example, attachments: [{name: cv.pdf, type: text/html, size: 2MB}]}",
            "{rule: null}",
        ),
        ("{from: a@b.example, subject: Maybe}", "{rule: null, file: null, trial: Trial}"),
        ("{from: a@b.example, subject: Hello}", "{rule: New, tag: new, trial: null}"),
        ("{from: a@b.example, body: a magic word}", "{copy: [B, A], keep: true, trash: null}"),
        ('{from: "Al <a@b.example>", subject: Answer}', '{rule: Answer, reply: "no"}'),
        ("{from: a@b.example, subject: Answer, authenticated: false}", "{reply: null}"),
        ("{from: a@b.example, subject: Answer, to: list@c.example}", "{reply: null}"),
        ("{from: declined@example.com}", '{rule: closed door, reply: "no"}'),
        ("{from: [a@b.example, him@example.com]}", "{rule: closed door, reply: null}"),
    ],
)
def test_every_key_comes_out_as_in_a_round(tmp_path: Path, message: str, expect: str) -> None:
    """Of mail, voicemail and calls; what is not there is null."""
    assert differing(tmp_path, message, expect) == []


def test_a_difference_is_told_with_both_sides_and_its_reason(tmp_path: Path) -> None:
    """An answer that is refused says why."""
    text = """\
    tests:
      - name: a
        message: {from: noreply@b.example, subject: Answer}
        expect: {rule: Answer, reply: "no", file: Elsewhere}
    """
    [verdict], _ = tried(tmp_path, text)

    assert not verdict.passed
    assert verdict.differing == ["reply", "file"]
    assert (verdict.actual["reply"], verdict.actual["file"]) == (None, None)
    assert "takes no answers" in verdict.because["reply"]


GATE = """\
replies:
  cv: {body: "Please send a resume."}
gates:
  - name: talks
    steps: [{ask: cv, expect: {attachment: {type: pdf}}, within: 14d}]
    meanwhile: {file: Waiting}
rules:
  - {name: Talks, when: {subject: talk}, then: {gate: talks}}
"""


@pytest.mark.parametrize(
    ("message", "given", "why"),
    [
        ("{subject: talk, attachments: [{name: cv.pdf}]}", "{}", "is met, and they pass"),
        ("{subject: more}", "{gate: {name: talks, step: 1, since: 2026-11-20}}", "asked before"),
    ],
    ids=["met at once", "asked before"],
)
def test_a_gate_that_asks_nothing_says_why(
    tmp_path: Path, message: str, given: str, why: str
) -> None:
    """Or whoever expects its question would look for the mistake in the question."""
    text = f"""\
    tests:
      - name: a
        at: 2026-11-21T10:00:00Z
        given: {given}
        message: {{from: ann@b.example, {message[1:]}
        expect: {{reply: cv}}
    """
    [verdict], complaints = tried(tmp_path, text, rules=GATE)

    assert complaints == []
    assert verdict.differing == ["reply"]
    assert verdict.because["reply"].startswith("the gate `talks` asks nothing: ")
    assert verdict.because["reply"].endswith(why)


def test_doors_are_as_the_test_has_them(tmp_path: Path) -> None:
    """Closed, welcome and open again, for a contact under all of their handles."""
    text = """\
    tests:
      - name: closed
        given: {door: {new@example.com: closed, +1 202 555 0144: closed}}
        message: {from: new@example.com}
        expect: {rule: closed door}
      - name: by telephone
        given: {door: {+1 202 555 0144: closed}}
        message: {from: +12025550144, kind: call}
        expect: {rule: closed door}
      - name: open again
        given: {door: {him@example.com: open}}
        message: {from: +12025550143, kind: call}
        expect: {rule: null, door: open, contact: The man from the street}
      - name: open though the domain is welcome
        given: {door: {x@friends.example: open}}
        message: {from: x@friends.example}
        expect: {door: open}
      - name: closed though the domain is welcome
        given: {door: {x@friends.example: closed}}
        message: {from: x@friends.example}
        expect: {door: closed}
      - name: the others of the domain stay welcome
        given: {door: {x@friends.example: closed}}
        message: {from: y@friends.example}
        expect: {door: welcome}
    """
    verdicts, complaints = tried(tmp_path, text)

    assert (complaints, [one.test.name for one in verdicts if not one.passed]) == ([], [])


def test_events_of_the_past_count_and_are_not_acted_upon(tmp_path: Path) -> None:
    """By contact, kind and time; what the user wrote answers them."""
    text = """\
    tests:
      - name: three by two channels
        given:
          events:
            - {from: +12025550143, kind: call, ago: 3h}
            - {from: him@example.com, ago: 1h}
        message: {from: him@example.com}
        expect: {rule: closed door, continued: Often, tag: often}
      - name: too long ago
        given: {events: [{from: him@example.com, ago: 3d}, {from: him@example.com, ago: 1h}]}
        message: {from: him@example.com}
        expect: {tag: null}
      - name: others do not count
        given: {events: [{from: a@b.example, ago: 3h}, {from: a@c.example, ago: 1h}]}
        message: {from: a@b.example}
        expect: {tag: null}
      - name: answered
        given:
          events:
            - {from: a@b.example, ago: 3h}
            - {from: a@b.example, ago: 2h}
            - {from: me, to: a@b.example, ago: 1h}
        message: {from: a@b.example, subject: Hello}
        expect: {rule: null, propose: null}
      - name: replied not long ago
        given: {replied: ["no"]}
        message: {from: a@b.example, subject: Answer}
        expect: {rule: Answer, reply: null}
    """
    verdicts, complaints = tried(tmp_path, text)

    assert (complaints, [one.test.name for one in verdicts if not one.passed]) == ([], [])


def test_time_is_that_of_the_account_whose_address_was_written_to(tmp_path: Path) -> None:
    """Without a zone it is local; a day is noon."""
    text = """\
    tests:
      - name: night
        at: 2026-11-20T19:00
        message: {from: a@b.example, to: me@myfirm.example}
        expect: {tag: n}
      - name: noon
        at: 2026-11-20
        message: {from: a@b.example, to: me@myfirm.example}
        expect: {tag: null}
      - name: utc
        at: 2026-11-20T22:00Z
        message: {from: a@b.example, to: me@myfirm.example}
        expect: {tag: null}
      - name: cc
        at: 2026-11-20T23:30Z
        message: {from: a@b.example, to: x@y.example, cc: Me <me@myfirm.example>}
        expect: {tag: n}
      - name: first
        at: 2026-11-20T23:00
        message: {from: a@b.example}
        expect: {tag: null}
    """
    verdicts, complaints = tried(tmp_path, text)

    assert (complaints, [one.test.name for one in verdicts if not one.passed]) == ([], [])


NO_HANDLE = (
    "`not a handle` is no handle: write an address (`him@example.com`), a domain"
    " (`hisfirm.example`), a telephone number (`+1 202 555 0143`) or `anonymous`"
)

LETTER = b"""\
Return-Path: <a@b.example>
From: Al <a@b.example>
To: me@example.com
Subject: Answer
List-Id: <x.example>

Words.
"""


def test_a_whole_message_is_read_as_it_is(tmp_path: Path) -> None:
    """Beside the test; its own verdict on the sender counts if a trusted server gave it."""
    text = """\
    tests:
      - {name: list, message: {eml: list.eml}, expect: {rule: Lists}}
      - {name: answered, message: {eml: plain.eml}, expect: {rule: Answer, reply: "no"}}
      - {name: forged, message: {eml: forged.eml}, expect: {rule: Answer, reply: null}}
      - name: said otherwise
        message: {eml: forged.eml, authenticated: true}
        expect: {reply: "no"}
      - {name: nothing, message: {eml: empty.eml}, expect: {rule: null, file: null}}
    """
    plain = LETTER.replace(b"List-Id: <x.example>\n", b"")
    forged = b"Authentication-Results: mx.example.com; dmarc=fail header.from=b.example\n" + plain
    verdicts, complaints = tried(tmp_path, text, list=LETTER, plain=plain, forged=forged, empty=b"")

    assert (complaints, [one.test.name for one in verdicts if not one.passed]) == ([], [])


def test_what_cannot_be_tried_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    """Files that are not there or lie outside, senders who are none, names of nobody."""
    text = """\
    tests:
      - {name: a, message: {eml: nope.eml}, expect: {rule: null}}
      - {name: b, message: {eml: ../../config.yaml}, expect: {rule: null}}
      - {name: c, message: {from: nobody}, expect: {rule: null}}
      - {name: d, message: {from: a@b.example, kind: call}, expect: {rule: null}}
      - {name: e, message: {from: a@b.example}, expect: {rule: List}}
      - {name: e, message: {from: a@b.example}, expect: {rule: null}}
      - name: f
        given: {door: {"not a handle": closed}}
        message: {from: a@b.example}
        expect: {rule: null}
    """
    verdicts, complaints = tried(tmp_path, text)

    assert [one.test.name for one in verdicts] == ["e"]
    assert complaints == [
        "there is no file `nope.eml`",
        "there is no file `../../config.yaml`",
        "`nobody` is no address",
        "`a@b.example` cannot telephone: write a number, or `anonymous`",
        "there is no rule `List`; did you mean `Lists`?",
        "there is a test `e` already, at rules/tests/a.yaml:6",
        NO_HANDLE,
    ]
