"""The store, in every database that it can be kept in."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.adapters.store.store import SqlStore
from screener.ports.store import Store
from tests.databases import Reused, lay_new_database


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Reused:
    """An empty database: the place of a file, or one in PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "screener.db"
        lay_new_database(path)
        return path
    reused: Reused = request.getfixturevalue("reused_postgres")
    reused.empty()
    return reused


@pytest.fixture
def database(kept: Path | Reused) -> Path | str:
    """How `open_store` is told of it."""
    return kept if isinstance(kept, Path) else kept.url


@pytest.fixture
def store(kept: Path | Reused) -> Iterator[Store]:
    """An empty store."""
    if isinstance(kept, Path):
        with closing(open_store(kept)) as store:
            yield store
    else:
        yield SqlStore(kept.database)
