"""What belongs to the user, and the files that the user keeps."""

from screener.config.doors.file import DoorsFile
from screener.config.rulebook.compiling import Own
from screener.config.rulebook.sources import shown
from screener.domain.people.handle import address_key
from screener.domain.settings.settings import Settings


def own(settings: Settings) -> Own:
    """What the rules are checked against."""
    return Own(
        accounts=frozenset(account.name for account in settings.accounts),
        addresses=frozenset(
            address_key(address) for account in settings.accounts for address in account.addresses
        ),
        region=settings.region,
        told=[
            *((address, "witness") for address in settings.witness),
            *((address, "hand_off_to") for address in settings.hand_off_to),
        ],
    )


def doors_file(settings: Settings) -> DoorsFile:
    """The one file that the program edits."""
    return DoorsFile(
        settings.doors, lock=settings.state / "doors.lock", shown_as=shown_name(settings)
    )


def shown_name(settings: Settings) -> str:
    """How `doors.yaml` is called in findings: as the rule files are."""
    return shown(settings.doors, settings.rules)
