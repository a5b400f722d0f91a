"""What is done with the database before anybody uses it."""

import pytest

from screener.adapters.logs import HIDDEN, _clean
from screener.bootstrap import opened_store
from screener.domain.settings.settings import Settings
from screener.errors import DatabaseAway
from tests.servers.ports import free_port


def test_no_password_of_the_database_is_in_the_log() -> None:
    """Wherever in the URL it stands, as it stands there and as it is meant."""
    url = f"postgresql://me:battery%2Fstaple@127.0.0.1:{free_port()}/x?sslpassword=open-sesame"
    imap = {"host": "127.0.0.1", "user": "me", "password": {"env": "NOBODY_ASKS"}}
    account = {"name": "me", "address": "me@example.com", "imap": imap}
    settings = Settings.model_validate({"database": url, "accounts": [account]})

    with pytest.raises(DatabaseAway), opened_store(settings):
        pass
    assert _clean("battery/staple, battery%2Fstaple, open-sesame") == ", ".join([HIDDEN] * 3)
