"""How bash, zsh and fish are asked for a line, and told the words.

Three things are otherwise than in click. Readline breaks a word at `@` and `:`, and quotes nothing
that it inserts, so of an address or a name of several words it would make something else; hence
bash hands over the whole line, and gets back just what is to stand in the place that it replaces.
Fish would cut a name at its comma. And `--option=word` stays one word.
"""

import os
import re
from typing import Any, NamedTuple

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_BASH = """\
%(complete_func)s() {
    local response
    COMPREPLY=()
    mapfile -t response < <(
        COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
            %(complete_var)s=bash_complete "$1" 2>/dev/null
    )
    case "${response[0]%%%%,*}" in
        dir) compopt -o dirnames ;;
        file) compopt -o default ;;
        plain) COMPREPLY=("${response[@]#plain,}") ;;
    esac
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_FISH = """\
function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \\
        COMP_CWORD=(commandline -t) %(prog_name)s 2>/dev/null)
    for completion in $response
        set -l metadata (string split --max 1 "," -- $completion)
        switch $metadata[1]
            case dir
                __fish_complete_directories $metadata[2]
            case file
                __fish_complete_path $metadata[2]
            case plain
                echo $metadata[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""

_KEPT_WITH_WHAT_FOLLOWS = "@"
"""Readline breaks a word before it and not behind it: bash completes hosts there."""

_SPECIAL = re.compile(r"[^\w@%+=:,./-]")
"""What bash may read as more than itself outside of quotes."""

_SPECIAL_IN_QUOTES = re.compile(r'["$`\\]')
"""The same inside of double quotes."""


class _WholeWords(ShellComplete):
    """What is offered for `--option=word` begins with the option."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """What the word may become."""
        found = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if not equals or not option.startswith("--"):
            return found
        for item in found:
            if item.type == "plain":
                item.value = f"{option}={item.value}"
        return found


class Bash(_WholeWords, BashComplete):
    """Bash from 4.4 on; by COMP_LINE where there is one, else as click does it."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and what is there of that."""
        line = _line()
        if line is None:
            return super().get_completion_args()
        return line.words[1:], line.typed

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """One line for the shell."""
        line = _line()
        if line is None or item.type != "plain":
            return super().format_completion(item)
        return f"plain,{line.replaced_by(str(item.value))}"


class Fish(_WholeWords, FishComplete):
    """Fish, as click has it but for a comma in a word."""

    source_template = _FISH


class Zsh(_WholeWords, ZshComplete):
    """Zsh, as click has it."""


def register() -> None:
    """Let click take these."""
    add_completion_class(Bash)
    add_completion_class(Fish)
    add_completion_class(Zsh)


class Line(NamedTuple):
    """A command line up to the cursor: whole words, and the one that is being `typed`, unquoted.

    `quote` is the quotation mark that is still open, if one is. Readline replaces what is typed
    from the character `kept` on.
    """

    words: list[str]
    typed: str
    quote: str
    kept: int

    def replaced_by(self, word: str) -> str:
        """What readline is to insert so that the word stands there."""
        rest = word[self.kept :]
        if self.quote == "'":
            return rest.replace("'", r"'\''")
        special = _SPECIAL_IN_QUOTES if self.quote else _SPECIAL
        return special.sub(r"\\\g<0>", rest)


def line_up_to_the_cursor(text: str, *, breaks: str) -> Line:
    """The line as bash reads it; `breaks` are the characters at which readline breaks a word."""
    words: list[str] = []
    typed, begun, quote, kept, escaped = "", False, "", 0, False
    for char in text:
        if escaped:
            typed, escaped = typed + char, False
        elif char == "\\" and quote != "'":
            begun = escaped = True
        elif char == quote or (not quote and char in "\"'"):
            begun, quote, kept = True, "" if quote else char, len(typed)
        elif not quote and char.isspace():
            if begun:
                words.append(typed)
            typed, begun, kept = "", False, 0
        else:
            if not quote and char in breaks:
                kept = len(typed) + (char not in _KEPT_WITH_WHAT_FOLLOWS)
            typed, begun = typed + char, True
    return Line(words, typed, quote, kept)


def _line() -> Line | None:
    text = os.environ.get("COMP_LINE")
    if text is None:
        return None
    point = int(os.environ.get("COMP_POINT", len(text)))
    return line_up_to_the_cursor(text[:point], breaks=os.environ.get("COMP_WORDBREAKS", ""))
