"""The playground line by line: cells in one namespace, each run once it is whole."""

from __future__ import annotations

import codeop

from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.plain.console import Console, Ended
from autograd_tutor.plain.engine import Engine, Stopped
from autograd_tutor.plain.lines import BrokenOff
from autograd_tutor.plain.telling import silent, told
from autograd_tutor.plain.voice import Voice
from autograd_tutor.progress.store import Store

WELCOME = """\
The playground: type Python, and each statement runs when it is whole. An empty line ends a block.
Variables stay from one to the next. leave goes back to the lesson, reset forgets the variables."""
LOSES = "Forget every variable of the playground?"


class Playground:
    """Counts its cells over all visits; every cell is kept in the store."""

    def __init__(self, store: Store, engine: Engine, console: Console) -> None:
        self._store = store
        self._engine = engine
        self._console = console
        self._number = 1
        self._fresh = True

    @property
    def _voice(self) -> Voice:
        return self._console.voice

    async def attend(self) -> None:
        """Take cells until the learner leaves. Raises Ended."""
        self._voice.say(WELCOME.replace("\n", " "))
        while True:
            lines: list[str] = []
            try:
                await self._take(lines)
            except (BrokenOff, Ended) as stop:
                if lines:
                    self._store.add_cell("\n".join(lines))
                if isinstance(stop, Ended):
                    raise
                self._voice.say("leave goes back to the lesson.")
                continue
            match lines[0].strip():
                case "leave" if len(lines) == 1:
                    return
                case "reset" if len(lines) == 1:
                    await self._reset()
                case "":
                    continue
                case _:
                    await self._run("\n".join(lines).rstrip())

    async def _take(self, lines: list[str]) -> None:
        """Lines until they make a cell. Raises BrokenOff, Ended."""
        while not lines or _goes_on("\n".join(lines)):
            prompt = "..." if lines else f"[{self._number}]"
            lines.append(await self._console.ask(f"{prompt}> "))

    async def _run(self, code: str) -> None:
        self._store.add_cell(code)
        asked = Cell(code=code, device=self._engine.device, seed=self._number, look=True)
        self._number += 1
        self._fresh = False
        try:
            outcome = await self._engine.play(asked)
            self._voice.say(*told(outcome, ""))
            if isinstance(outcome, Run):
                self._voice.say(*silent(code, outcome, ""))
        except EvaluatorError as error:
            self._voice.say(str(error))
        except Stopped:
            self._voice.say("Stopped.")

    async def _reset(self) -> None:
        try:
            if self._fresh or await self._console.agrees(LOSES):
                await self._engine.forget()
                self._fresh = True
                self._voice.say("The variables are gone.")
        except BrokenOff:
            self._voice.say("Nothing is changed.")


def _goes_on(text: str) -> bool:
    """Whether more lines have to come before the text can run."""
    try:
        return codeop.compile_command(text, symbol="single") is None
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError):
        return False
