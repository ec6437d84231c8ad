"""The course on standard input and output: wiring, signals, and a clean end."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from contextlib import suppress

from autograd_tutor.course.lessons import Course, shipped
from autograd_tutor.evaluator.choosing import refused
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.plain.console import Console
from autograd_tutor.plain.engine import Engine, Stopped
from autograd_tutor.plain.lines import Lines
from autograd_tutor.plain.session import Session
from autograd_tutor.plain.voice import Voice
from autograd_tutor.progress.store import Store


def start(
    launcher: Launcher,
    store: Store,
    *,
    lesson: str | None,
    step: str | None,
    device: str,
    ascii: bool,
    course: Course | None = None,
) -> int:
    """Go through the course until the input ends or the learner quits; the exit status."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    voice = Voice(sys.stdout, shutil.get_terminal_size().columns, ascii=ascii)
    evaluator = Evaluator(launcher, voice.say)
    return asyncio.run(
        _attend(course or Course(shipped), evaluator, store, voice, lesson, step, device)
    )


async def _attend(
    course: Course,
    evaluator: Evaluator,
    store: Store,
    voice: Voice,
    lesson: str | None,
    step: str | None,
    device: str,
) -> int:
    lines = Lines(sys.stdin.fileno())
    engine = Engine(evaluator, voice, device)
    echo = not (sys.stdin.isatty() and sys.stdout.isatty())

    def stop() -> None:
        if not engine.stop():
            lines.break_off()

    def leave() -> None:
        lines.end()
        engine.stop()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(ending, leave)
    try:
        # The first run says what is wrong; the course can be read.
        with suppress(EvaluatorError, Stopped):
            if refusal := await refused(engine, device):
                print(refusal, file=sys.stderr)
                return 2
        session = Session(course, store, engine, Console(lines, voice, echo=echo))
        return await session.attend(lesson, step)
    finally:
        await evaluator.close()
