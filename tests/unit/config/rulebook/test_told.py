"""Whoever is told of closed contacts must not be one."""

import pytest

from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources
from screener.errors import InvalidConfiguration


def compiled(rules: str, **told: str) -> None:
    """Read these rules, with addresses under these keys of the configuration."""
    own = Own(
        accounts=frozenset(),
        addresses=frozenset(),
        region=None,
        told=[(address, key) for key, address in told.items()],
    )
    compile_rules(Gathered(RuleSources(files={"rules/10.yaml": rules}), []), own)


@pytest.mark.parametrize("key", ["witness", "hand_off_to"])
def test_an_address_of_the_configuration_cannot_be_closed(key: str) -> None:
    """The line that closes it is shown, since it is the one in the rules."""
    with pytest.raises(InvalidConfiguration) as refused:
        compiled("closed:\n  - a@b.example\n  - '@Firm.example'\n", **{key: "law@firm.example"})
    assert str(refused.value) == (
        f"rules/10.yaml:3:5: `law@firm.example` stands under `{key}` in the configuration and"
        " cannot be closed\n  |   - '@Firm.example'\n  |     ^"
    )


def test_a_welcome_of_its_own_saves_an_address() -> None:
    """It is not closed then."""
    compiled("closed: ['@firm.example']\nwelcome: [law@firm.example]", witness="law@firm.example")


def test_a_door_that_opens_some_day_is_closed_now() -> None:
    """Rules do not change their faults from one day to the next."""
    with pytest.raises(InvalidConfiguration):
        compiled("closed: [{handles: [a@b.example], until: 2020-01-01}]", witness="a@b.example")
