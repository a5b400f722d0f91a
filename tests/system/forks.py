"""A process that has imported the whole program, and becomes a command as often as it is asked.

Importing is most of what a command takes. It is started with the path of a socket to listen at, and
ends when its standard input does. A request is a line of JSON; the answers are the number of the
process and, once that has ended, its exit code.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import time
from importlib import import_module
from typing import Any

from pydantic import BaseModel

from screener.cli.main import COMMANDS, main

BESIDES = (
    "alembic.command",
    "encodings.idna",
    "jinja2.sandbox",
    "psycopg",
    "screener.adapters.archive",
    "screener.adapters.imap",
    "screener.adapters.keys",
    "screener.adapters.lock",
    "screener.adapters.logs",
    "screener.adapters.smtp",
    "screener.adapters.store.postgres",
    "screener.adapters.store.schema",
    "screener.adapters.store.store",
    "screener.application.rounds.stumbling",
    "screener.cli.printing.past",
    "screener.config.rulebook.in_force",
    "screener.daemon.once",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
)
"""What commands import when they run."""

Request = dict[str, Any]


def build_models() -> None:
    """Those of pydantic that would be built when a command first needs them."""
    models = BaseModel.__subclasses__()
    for model in models:
        model.model_rebuild(raise_errors=False)
        models += model.__subclasses__()


def serve(path: str) -> Request:
    """Answer until nobody is there to ask; only the process that is to be a command returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            asked, _ = listener.accept()
            with asked:
                if os.fork() == 0:
                    return answer(asked)
    sys.exit()


def answer(asked: socket.socket) -> Request:
    """Begin the command, wait for its end and tell it; returns in the command only."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with asked.makefile("rw") as lines:
        request: Request = json.loads(lines.readline())
        command = os.fork()
        if command == 0:
            return request
        print(command, file=lines, flush=True)
        _, status = os.waitpid(command, 0)
        print(os.waitstatus_to_exitcode(status), file=lines, flush=True)
    os._exit(0)


def become(request: Request) -> None:
    """Look like a process that was just started in that way."""
    for name, descriptor, how in (
        (os.devnull, 0, os.O_RDONLY),
        (request["out"], 1, os.O_WRONLY),
        (request["err"], 2, os.O_WRONLY),
    ):
        opened = os.open(name, how)
        os.dup2(opened, descriptor)
        os.close(opened)
    # As Python makes them at its start: errors are told line by line.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  open to the end
    sys.stderr = open(  # noqa: SIM115  the same
        2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environ"])
    time.tzset()
    sys.argv = ["screener", *request["words"]]


if __name__ == "__main__":
    modules = {lazy.module for name, lazy in COMMANDS.items() if name != "demo"}
    for module in (*BESIDES, *(f"screener.cli.{name}" for name in modules)):
        import_module(module)
    build_models()
    # What is there by now is no command's to look through, let alone to copy for that.
    gc.collect()
    gc.freeze()
    become(serve(sys.argv[1]))
    main()
