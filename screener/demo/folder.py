"""The one folder that the demo leaves behind: a configuration, rules, and what was remembered."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import screener
from screener.demo.letter import AUTHSERV, ME
from screener.domain.record.decision import Mode
from screener.errors import DiskTrouble, WrongUse

NAME = "screener-demo"

CONFIG = "config.yaml"

MARK = "MADE-BY-THE-DEMO"
"""Without this file in it, a folder is somebody's own and is not touched."""

PASSWORD = "demo"  # noqa: S105  it opens a mailbox in memory, on this machine, for seconds

EXCHANGE = "pbx.example.com"
"""The telephone exchange that reports voicemail by mail."""

CONFIGURATION = """\
# The demo's configuration. The servers that it names are gone when the demo is over.
version: 1
state: state
rules: rules
mode: {mode}
accounts:
  - name: me
    address: {me}
    my: {{name: Mia, field: publishing}}
    imap:
      host: 127.0.0.1
      port: {imap_port}
      tls: none                     # allowed to this very machine only
      user: {me}
      password: {{file: password}}
    smtp: {{host: 127.0.0.1, port: {smtp_port}, tls: none}}
    trusted_authserv: [{authserv}]
    voicemail: {{domains: {{{exchange}: asterisk}}}}
"""


def usual_folder() -> Path:
    """`screener-demo` where we are, or among the temporary files if nothing can be made here."""
    here = Path.cwd()
    return (here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())) / NAME


def fresh(folder: Path) -> None:
    """Make the folder anew, as if no demo had been there. Raises WrongUse, DiskTrouble."""
    if folder.exists() and not (folder / MARK).is_file():
        raise WrongUse(
            f"{folder} is there already, and no demo made it",
            advice="name a folder that is not there yet: `screener demo --folder DIR`",
        )
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / MARK).write_text("`screener demo` makes this folder anew; delete it freely.\n")
        (folder / "password").touch(mode=0o600)
        (folder / "password").write_text(PASSWORD)
        shutil.copytree(starter_rules(), folder / "rules", ignore=shutil.ignore_patterns("tests"))
    except OSError as error:
        raise DiskTrouble(f"{folder} cannot be made: {error.strerror}") from error


def write_configuration(folder: Path, *, mode: Mode, imap_port: int, smtp_port: int) -> Path:
    """The path of the configuration, written with that mode."""
    path = folder / CONFIG
    path.write_text(
        CONFIGURATION.format(
            mode=mode.value,
            me=ME,
            imap_port=imap_port,
            smtp_port=smtp_port,
            authserv=AUTHSERV,
            exchange=EXCHANGE,
        )
    )
    return path


def edit(path: Path, changes: Mapping[str, str], *, times: int = 1) -> None:
    """Write something else in place of each of these texts, which must be there so often."""
    text = path.read_text("utf-8")
    for old, new in changes.items():
        if text.count(old) != times:
            raise ValueError(f"{old!r} stands {text.count(old)} times in {path}, and not {times}")
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def starter_rules() -> Path:
    """The rules that come along: inside the installed package, or beside it in a checkout."""
    package = Path(screener.__file__).parent
    installed = package / "_starter"
    return installed if installed.is_dir() else package.parent / "rules"
