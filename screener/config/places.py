"""Where the configuration and what goes with it lie, before a word of it is read.

This imports nothing heavy: completing a word in the shell waits for it.
"""

from collections.abc import Mapping
from pathlib import Path

from screener.errors import InvalidConfiguration

FILE = "config.yaml"

DATABASE = "screener.sqlite3"
"""The file in the state directory, where the configuration names no other database."""


def find_config(path: Path | None, *, environ: Mapping[str, str], cwd: Path, home: Path) -> Path:
    """The absolute path of the file to read. Raises InvalidConfiguration where there is none."""
    named = path if path is not None else _from_environment(environ)
    if named is not None:
        return cwd / expanded(named, home)
    places = [
        cwd / FILE,
        Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "screener" / FILE,
        Path("/etc/screener") / FILE,
    ]
    for place in places:
        if place.exists():
            return place
    looked = ", ".join(str(place) for place in places)
    raise InvalidConfiguration(
        f"there is no configuration; looked for {looked}",
        advice="copy config.example.yaml to one of these, or name a file with --config",
    )


def expanded(path: Path, home: Path) -> Path:
    """`~` and what follows it under the home directory."""
    return home.joinpath(*path.parts[1:]) if path.parts[:1] == ("~",) else path


def state_of_systemd(environ: Mapping[str, str]) -> Path | None:
    """The state directory that systemd gives its unit, which counts where the file says nothing."""
    under_systemd = environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(under_systemd) if under_systemd else None


def _from_environment(environ: Mapping[str, str]) -> Path | None:
    named = environ.get("SCREENER_CONFIG")
    return Path(named) if named else None
