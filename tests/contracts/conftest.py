"""The store, in every database that it can be kept in."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.ports.store import Store
from tests.databases import emptied_in_postgres, lay_new_database


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty database is, as `open_store` takes it."""
    if request.param == "postgres":
        return emptied_in_postgres(request.getfixturevalue("plain_postgres"))
    path = tmp_path / "screener.db"
    lay_new_database(path)
    return path


@pytest.fixture
def store(database: Path | str) -> Iterator[Store]:
    """An empty store."""
    with closing(open_store(database)) as store:
        yield store
