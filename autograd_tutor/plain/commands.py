"""The words that the learner may type, and what `help` says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command: `fewest` to `most` words come after its name, as `arguments` shows them."""

    name: str
    letter: str
    help: str
    arguments: str = ""
    fewest: int = 0
    most: int = 0
    form: str = ".*"
    """What each word after it looks like, as a regular expression."""


LINE = "[0-9]{1,6}"
WHAT = "step|lesson|all"
DECIMAL = r"[+-]?([0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(e[+-]?[0-9]{1,2})?"
COMMANDS = (
    Command("next", "n", "go to the next step"),
    Command("back", "b", "go to the step before"),
    Command("again", "a", "hear this step once more"),
    Command("run", "r", "run the code, or have your answer checked once more"),
    Command("code", "c", "hear the code as it stands, its lines numbered"),
    Command("write", "w", "write anew, line by line; a line with a single . ends it"),
    Command("edit", "e", "replace line N, or lines N to M, by those you type", "N [M]", 1, 2, LINE),
    Command("insert", "i", "type lines that come before line N, or at the end", "[N]", 0, 1, LINE),
    Command("undo", "u", "take the last change of your text back; more than once, too"),
    Command("reset", "z", "begin from the step's own code; undo brings yours back"),
    Command("tensors", "v", "hear what the last run left in each variable, and what changed"),
    Command("at", "f", "hear what the curves are at this x, and the tangent", "X", 1, 1, DECIMAL),
    Command("order", "o", "hear the second derivative of expressions too, or no longer"),
    Command("hint", "h", "hear the next hint"),
    Command("solution", "s", "hear the solution, once the step shows it"),
    Command("lessons", "l", "list the lessons"),
    Command("steps", "t", "list the steps of this lesson"),
    Command("map", "m", "hear how far you are: all lessons, or one's steps", "[LESSON]", 0, 1),
    Command("go", "g", "go to a lesson, or a step of one, by id or number", "LESSON [STEP]", 1, 2),
    Command("forget", "x", "forget your work there, after a question", WHAT, 1, 1, WHAT),
    Command("device", "d", "list the devices, or compute on one of them", "[NAME]", 0, 1),
    Command("playground", "p", "type Python freely, statement by statement, until leave"),
    Command("help", "?", "hear this"),
    Command("quit", "q", "leave; everything is kept"),
)
OTHER_NAMES = {"paste": "write", "starter": "reset"}
_BY_WORD = {word: each for each in COMMANDS for word in (each.name, each.letter)} | {
    word: each for word, name in OTHER_NAMES.items() for each in COMMANDS if each.name == name
}


def parse(line: str) -> tuple[str, list[str]] | None:
    """The name of the command in a line and the words after it; None for any other text.

    A line that has more words than the command takes is no command: an answer may begin so.
    """
    word, *rest = line.split() or [""]
    command = _BY_WORD.get(word)
    if command is None or not command.fewest <= len(rest) <= command.most:
        return None
    if not all(re.fullmatch(command.form, each) for each in rest):
        return None
    return command.name, rest


def usage(line: str) -> str | None:
    """How the command is typed that a line begins with; None where it begins with none."""
    word, *_ = line.split() or [""]
    return _told(_BY_WORD[word]) if word in _BY_WORD else None


def help_lines() -> str:
    """Every command with its one-letter form, a line for each."""
    return "\n".join(f"- {_told(each)}" for each in COMMANDS)


def _told(command: Command) -> str:
    typed = " ".join(filter(None, [command.name, command.arguments]))
    return f"{typed}, or {command.letter}: {command.help}."
