"""The configuration: where it is found, and what its words become."""

from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from screener.config.places import find_config
from screener.config.settings.load import load_settings
from screener.domain.record.decision import Mode
from screener.domain.settings.login import Secret, Tls
from screener.domain.settings.settings import Settings
from screener.errors import InvalidConfiguration

HOME = Path("/home/me")

ACCOUNT = """\
accounts:
  - name: me
    address: me@example.com
    imap: {host: imap.example.com, user: me@example.com, password: {env: SECRET}}
"""


def load(
    directory: Path, text: str = ACCOUNT, *, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings in a file with this text."""
    (directory / "config.yaml").write_text(text, encoding="utf-8")
    settings, _ = load_settings(None, environ=environ or {}, cwd=directory, home=HOME)
    return settings


def test_only_the_account_must_be_written(tmp_path: Path) -> None:
    """Everything else has its default."""
    settings = load(tmp_path)
    account = settings.accounts[0]
    assert settings.mode is Mode.OBSERVE
    assert account.imap.port == 993
    assert account.imap.password == Secret(env="SECRET")
    assert account.poll == timedelta(minutes=5)
    assert account.watch == ("INBOX",)
    assert account.smtp is None
    assert settings.digest.at == time(7, 30)


@pytest.mark.parametrize(
    ("tls", "imap", "smtp"), [("implicit", 993, 465), ("starttls", 143, 587), ("none", 143, 25)]
)
def test_the_port_follows_from_the_encryption(
    tmp_path: Path, tls: str, imap: int, smtp: int
) -> None:
    """Unless it is written."""
    text = f"""\
accounts:
  - name: me
    address: me@example.com
    imap: {{host: localhost, tls: {tls}, user: me, password: {{env: SECRET}}}}
    smtp: {{host: 127.0.0.1, tls: {tls}}}
  - name: other
    address: other@example.com
    imap: {{host: "::1", port: 1143, tls: {tls}, user: me, password: {{env: SECRET}}}}
"""
    first, second = load(tmp_path, text).accounts
    assert first.imap.tls is Tls(tls)
    assert first.imap.port == imap
    assert first.smtp is not None
    assert first.smtp.port == smtp
    assert second.imap.port == 1143


def test_no_encryption_to_another_machine_wants_a_word_of_its_own(tmp_path: Path) -> None:
    """`insecure: true` is that word; without it the configuration is refused."""
    text = ACCOUNT.replace("user:", "tls: none, user:")
    with pytest.raises(InvalidConfiguration, match="without encryption"):
        load(tmp_path, text)
    settings = load(tmp_path, text.replace("tls: none", "tls: none, insecure: true"))
    assert settings.accounts[0].imap.insecure


def test_words_become_values(tmp_path: Path) -> None:
    """Spans, flags, times, zones, lists of one and countries."""
    settings = load(
        tmp_path,
        ACCOUNT
        + """\
    timezone: Europe/Rome
    watch: [INBOX, Clients/New]
    aliases: also@example.com
    backfill: 1w
    reply_after: 1h30m
    idle: Off
    replies_per_hour: 0
    voicemail: {domains: {PBX.example.com: asterisk}}
region: us
digest: {at: 6:05}
brake: {share: 25%}
metrics: "[::1]:9477"
trouble: {command: [notify, --now]}
training: {close: null}
""",
    )
    account = settings.accounts[0]
    assert account.timezone == ZoneInfo("Europe/Rome")
    assert account.watch == ("INBOX", "Clients/New")
    assert account.addresses == ("me@example.com", "also@example.com")
    assert account.backfill == timedelta(days=7)
    assert account.reply_after == timedelta(minutes=90)
    assert not account.idle
    assert account.voicemail.domains == {"pbx.example.com": "asterisk"}
    assert account.region == "US"
    assert settings.digest.at == time(6, 5)
    assert settings.brake.share == 0.25
    assert settings.metrics is not None
    assert (settings.metrics.host, settings.metrics.port) == ("::1", 9477)
    assert settings.trouble is not None
    assert not isinstance(settings.trouble, str)
    assert settings.trouble.command == ("notify", "--now")
    assert settings.training.close is None
    assert settings.training.open == "Screener/Open again"


def test_an_account_may_have_a_region_of_its_own(tmp_path: Path) -> None:
    """It goes before the one of all."""
    assert load(tmp_path, "region: US\n" + ACCOUNT + "    region: IT\n").accounts[0].region == "IT"


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """`~` is the home directory, and an absolute path stays."""
    text = ACCOUNT.replace("{env: SECRET}", "{file: secret.txt}").replace(
        "user:", "ca_file: /ca, user:"
    )
    settings = load(tmp_path, "rules: mine\nstate: ~/state\n" + text)
    assert settings.rules == tmp_path / "mine"
    assert settings.doors == tmp_path / "mine" / "doors.yaml"
    assert settings.state == HOME / "state"
    assert settings.accounts[0].imap.password.file == tmp_path / "secret.txt"
    assert settings.accounts[0].imap.ca_file == Path("/ca")


def test_the_doors_may_lie_elsewhere(tmp_path: Path) -> None:
    """Where the rules directory is read-only."""
    assert load(tmp_path, "doors: ../doors.yaml\n" + ACCOUNT).doors == tmp_path / "../doors.yaml"


def test_state_is_where_systemd_says_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    """systemd may name several directories; the first is the state's."""
    environ = {"STATE_DIRECTORY": "/var/lib/screener:/var/lib/other"}
    assert load(tmp_path).state == HOME / ".local/state/screener"
    assert load(tmp_path, environ=environ).state == Path("/var/lib/screener")
    assert load(tmp_path, "state: here\n" + ACCOUNT, environ=environ).state == tmp_path / "here"


def test_the_configuration_is_looked_for_in_order(tmp_path: Path) -> None:
    """--config, $SCREENER_CONFIG, the current directory, $XDG_CONFIG_HOME."""
    here, xdg = tmp_path / "here", tmp_path / "xdg"
    (xdg / "screener").mkdir(parents=True)
    here.mkdir()
    (xdg / "screener" / "config.yaml").touch()

    def found(path: str | None = None, **environ: str) -> Path:
        environ["XDG_CONFIG_HOME"] = str(xdg)
        return find_config(Path(path) if path else None, environ=environ, cwd=here, home=HOME)

    assert found() == xdg / "screener" / "config.yaml"
    (here / "config.yaml").touch()
    assert found() == here / "config.yaml"
    assert found(SCREENER_CONFIG="~/my.yaml") == HOME / "my.yaml"
    assert found("given.yaml", SCREENER_CONFIG="/my.yaml") == here / "given.yaml"


def test_without_a_configuration_every_place_is_named(tmp_path: Path) -> None:
    """The home directory's default is looked into as well."""
    with pytest.raises(InvalidConfiguration) as error:
        find_config(None, environ={}, cwd=tmp_path, home=tmp_path)
    assert f"{tmp_path}/.config/screener/config.yaml" in str(error.value)


def test_a_named_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """No other is taken in its place."""
    with pytest.raises(InvalidConfiguration, match=r"^none\.yaml:1:1: cannot be read"):
        load_settings(Path("none.yaml"), environ={}, cwd=tmp_path, home=HOME)


def test_the_url_of_a_database_does_not_appear_by_accident(tmp_path: Path) -> None:
    """Its password would come along wherever settings are printed."""
    settings = load(tmp_path, "database: postgresql://me:hunter2@db.example.com/x\n" + ACCOUNT)
    assert settings.database is not None
    assert "hunter2" not in repr(settings)
