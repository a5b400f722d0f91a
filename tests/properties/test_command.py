"""Commands by mail: whatever they are about they are read again, and no change of one is obeyed."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from screener.domain.digest.command import Command, Seal, Verb, command_of, read_command

SEAL = Seal(bytes(range(32)), account="me")

# Surrogates too: what a YAML file of the user's can hold is not for us to choose.
words = st.text(max_size=60) | st.text(st.characters(categories=("Zs", "Cf", "Mn", "Cs", "Po")))

commands = st.builds(Command, st.sampled_from(Verb), st.lists(words, max_size=3).map(tuple))

days = st.dates(date(2020, 1, 1), date(2100, 1, 1))


@given(command=commands, until=days)
def test_what_was_signed_is_read_again(command: Command, until: date) -> None:
    """Exactly, in one line, without what cannot be seen, and with our signature."""
    subject = SEAL.subject(command, until=until)
    signed = read_command(subject)

    assert signed is not None
    assert signed.command == command
    assert signed.until == until
    assert SEAL.has_signed(signed)
    assert subject.isprintable()
    subject.encode()


@given(command=commands, until=days, change=st.data())
def test_no_other_words_have_its_signature(
    command: Command, until: date, change: st.DataObject
) -> None:
    """One character is replaced, taken out or put in: it says the same, or nothing at all."""
    subject = SEAL.subject(command, until=until)
    at = change.draw(st.integers(0, len(subject) - 1))
    longer = change.draw(st.integers(0, 1))
    new = change.draw(st.characters() | st.just(""))
    changed = subject[:at] + new + subject[at + 1 - longer :]
    assume(changed != subject)
    signed = read_command(changed)

    if signed is not None and SEAL.has_signed(signed):
        assert signed.command == command
        assert signed.until == until


@given(command=commands, until=days, later=st.integers(1, 400))
def test_a_signature_is_for_one_day_one_account_and_one_secret(
    command: Command, until: date, later: int
) -> None:
    """It is worth nothing anywhere else."""
    signed = read_command(SEAL.subject(command, until=until))

    assert signed is not None
    assert not SEAL.has_signed(signed._replace(until=until + timedelta(days=later)))
    assert not Seal(bytes(range(32)), account="you").has_signed(signed)
    assert not Seal(bytes(32), account="me").has_signed(signed)


@given(text=st.text() | st.text().map(lambda text: f"Screener: {text}"))
def test_any_text_is_read(text: str) -> None:
    """It never raises, and what is no command of ours has no signature of ours."""
    signed = read_command(text)
    assert signed is None or not SEAL.has_signed(signed)
    command = command_of(text)
    assert command is None or command_of(str(command)) == command


@given(command=commands)
def test_what_it_says_is_written_in_one_way(command: Command) -> None:
    """Reading and writing again changes nothing, so a digest can show what was said."""
    again = command_of(str(command))
    assert again == command
    assert str(again) == str(command)
