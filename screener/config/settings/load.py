"""The configuration file: what it says, with all that is wrong with it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from screener.config.complaint import Complaint, Findings, closest, refuse_errors
from screener.config.places import expanded, find_config, state_of_systemd
from screener.config.settings.masking import secrets_hidden
from screener.config.validation.pydantic_errors import complaints_of
from screener.config.yaml.source import Tree, read_file
from screener.domain.settings.folder_name import INBOX, as_the_server_has_it
from screener.domain.settings.login import ImapLogin, Secret, SmtpLogin, is_loopback
from screener.domain.settings.settings import DOORS_FILE, VERSION, Account, Settings
from screener.domain.written import shown

Login = TypeVar("Login", ImapLogin, SmtpLogin)


def load_settings(
    path: Path | None, *, environ: Mapping[str, str], cwd: Path, home: Path
) -> tuple[Settings, list[Complaint]]:
    """The settings with absolute paths, and warnings.

    `path` is what `--config` says; without it the file is looked for in the usual places. Raises
    InvalidConfiguration with every finding.
    """
    found = find_config(path, environ=environ, cwd=cwd, home=home)
    tree, complaints = read_settings(found, shown_as=str(path or found))
    told = Findings(complaints)
    told.settle(tree.file, tree.mended)
    _see_to_the_whole(tree, told)
    try:
        settings = Settings.model_validate({} if tree.data is None else tree.data)
    except ValidationError as error:
        told += complaints_of(error, tree, model=Settings)
        refuse_errors(told)
        raise
    warnings = refuse_errors(told)
    return _settled(settings, beside=found.parent, environ=environ, home=home), warnings


def read_settings(file: Path, *, shown_as: str) -> tuple[Tree, list[Complaint]]:
    """What the file says, with no secret in any line that is shown, and its lesser faults.

    Raises InvalidConfiguration if it cannot be read.
    """
    tree, complaints = read_file(file, shown_as=shown_as, masking=secrets_hidden)
    if tree is None:
        refuse_errors(complaints)
        raise AssertionError("a file that cannot be read has a complaint")
    return tree, complaints


def _see_to_the_whole(tree: Tree, told: Findings) -> None:
    """Tell what no single key can. Raises InvalidConfiguration if nothing else can be judged."""
    data = tree.data
    if data is None:
        return
    if not isinstance(data, dict):
        text = f"a configuration begins with a key, and this is {shown(data)}"
        advice = "begin with `accounts:`, and indent what belongs to it"
        told.append(tree.complaint((), text, advice=advice))
        refuse_errors(told)
    elif str(data.get("version", VERSION)) != VERSION:
        # What follows means something else in another version; judging it would mislead.
        text = f"this program reads version {VERSION} of the configuration"
        told.append(tree.complaint(("version",), f"{text}, not {shown(data['version'])}"))
        refuse_errors(told)
    told += _crosswise(tree, data)


def _crosswise(tree: Tree, data: dict[str, Any]) -> Iterator[Complaint]:
    """What concerns several accounts, found whatever else is wrong with them."""
    written = data.get("accounts")
    accounts = written if isinstance(written, list) else []
    names: dict[str, int] = {}
    for number, account in enumerate(accounts):
        name = account.get("name") if isinstance(account, dict) else None
        if not isinstance(name, str):
            continue
        path = ("accounts", number, "name")
        if name in names:
            first = tree.place(("accounts", names[name], "name"))
            text = f"the account of line {first.line} is called `{name}` too"
            yield tree.complaint(path, text, advice="give each account a name of its own")
        names.setdefault(name, number)
    yield from _read_twice(tree, accounts)
    yield from _nobody_told(tree, data, names)
    yield from _nothing_sent(tree, data, accounts)
    yield from _told_elsewhere(tree, data.get("metrics"))


def _read_twice(tree: Tree, accounts: list[Any]) -> Iterator[Complaint]:
    """Warn where two accounts read the same folder of the same mailbox."""
    readers: dict[tuple[str, ...], int] = {}
    for number, account in enumerate(accounts):
        imap = account.get("imap") if isinstance(account, dict) else None
        if not isinstance(imap, dict) or not {"host", "user"} <= imap.keys():
            continue
        login = str(imap["host"]).casefold(), str(imap.get("port")), str(imap["user"])
        watched = account.get("watch", [INBOX])
        for named in watched if isinstance(watched, list) else [watched]:
            folder = as_the_server_has_it(str(named))
            first = readers.setdefault((*login, folder), number)
            if first == number:
                continue
            line = tree.place(("accounts", first)).line
            text = f"the account of line {line} reads `{folder}` of the same mailbox"
            advice = (
                "every message there is decided on twice; leave one of the two, or let each watch"
                " folders of its own"
            )
            path = ("accounts", number, "imap", "user")
            yield tree.complaint(path, text, advice=advice, level="warning")
            break


def _nobody_told(tree: Tree, data: dict[str, Any], names: Collection[str]) -> Iterator[Complaint]:
    trouble = data.get("trouble")
    if isinstance(trouble, str) and names and trouble not in names:
        near = closest(trouble, names)
        text = f"there is no account {shown(trouble)}" + (
            f"; did you mean `{near}`?" if near else ""
        )
        listed = ", ".join(f"`{name}`" for name in names)
        yield tree.complaint(("trouble",), text, advice=f"the accounts are {listed}")


def _nothing_sent(tree: Tree, data: dict[str, Any], accounts: list[Any]) -> Iterator[Complaint]:
    """Warn where a mail is wanted and no account can send one."""
    if any(isinstance(account, dict) and account.get("smtp") for account in accounts):
        return
    digest = data.get("digest")
    if isinstance(digest, dict) and digest.get("deliver") == "smtp":
        text = "the digest cannot be sent: no account has `smtp`"
        yield tree.complaint(("digest", "deliver"), text, level="warning")
    if data.get("witness"):
        text = "no witness gets the ledger's head: no account has `smtp`"
        yield tree.complaint(("witness",), text, level="warning", at="key")


def _told_elsewhere(tree: Tree, metrics: object) -> Iterator[Complaint]:
    """Warn where others than this machine's can read the figures."""
    host = metrics.rpartition(":")[0].strip("[] ") if isinstance(metrics, str) else ""
    if host and not is_loopback(host):
        text = f"whoever reaches `{host}` can read there how much mail you get, not from whom"
        advice = "write `127.0.0.1`, unless a firewall lets only your monitoring program through"
        yield tree.complaint(("metrics",), text, advice=advice, level="warning")


def _settled(
    settings: Settings, *, beside: Path, environ: Mapping[str, str], home: Path
) -> Settings:
    """With absolute paths, the state directory of systemd, and the region of every account."""

    def absolute(path: Path) -> Path:
        return beside / expanded(path, home)

    state = settings.state
    if "state" not in settings.model_fields_set:
        state = state_of_systemd(environ) or state
    doors = settings.doors if "doors" in settings.model_fields_set else settings.rules / DOORS_FILE
    return settings.model_copy(
        update={
            "state": absolute(state),
            "rules": absolute(settings.rules),
            "doors": absolute(doors),
            "accounts": tuple(
                _account_settled(account, settings.region, absolute)
                for account in settings.accounts
            ),
        }
    )


def _account_settled(
    account: Account, region: str | None, absolute: Callable[[Path], Path]
) -> Account:
    imap = _login_settled(account.imap, absolute)
    smtp = account.smtp and _login_settled(account.smtp, absolute)
    update = {"imap": imap, "smtp": smtp, "region": account.region or region}
    return account.model_copy(update=update)


def _login_settled(login: Login, absolute: Callable[[Path], Path]) -> Login:
    ca_file = absolute(login.ca_file) if login.ca_file is not None else None
    password = _secret_settled(login.password, absolute)
    return login.model_copy(update={"password": password, "ca_file": ca_file})


def _secret_settled(secret: Secret | None, absolute: Callable[[Path], Path]) -> Secret | None:
    if secret is None or secret.file is None:
        return secret
    return secret.model_copy(update={"file": absolute(secret.file)})
