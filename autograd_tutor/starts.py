"""The ways to start the tutor itself: full screen, line by line, or on a lesson being written."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from autograd_tutor.evaluator.elsewhere import chosen_launch, chosen_socket
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.options import Options

if TYPE_CHECKING:
    from autograd_tutor.progress.later import LaterStore
    from autograd_tutor.progress.store import Store
    from autograd_tutor.tui.ports import StoreLike

THEME = "terminal"
"""The colours that the tutor has unless others are asked for."""
THEME_VARIABLE = "AUTOGRAD_TUTOR_THEME"


def launcher_for(options: argparse.Namespace) -> Launcher:
    """What starts the evaluator that the options ask for."""
    confinement = options.require_confinement or "auto"
    evaluator = Options(confinement, options.memory, gpu_memory=options.gpu_memory)
    socket = chosen_socket(options)
    prefix = "" if socket else chosen_launch(options)
    return Launcher(options.python, evaluator, prefix, socket)


def start_tutor(options: argparse.Namespace) -> int:
    """Run the full-screen tutor until the learner quits."""
    if not on_terminal() or not own_keys() or not known_theme(options):
        return 2
    launcher = started_early(options)
    from autograd_tutor.evaluator.client import Evaluator
    from autograd_tutor.progress.later import LaterStore
    from autograd_tutor.tui.app import TutorApp

    if in_browser():
        from autograd_tutor.tui.actions import take_browser_keys

        take_browser_keys()
    store = LaterStore()
    app = TutorApp(
        Evaluator(launcher),
        cast("StoreLike", store),
        lesson=options.lesson,
        step=options.step,
        device=options.device,
        ascii=options.ascii or not unicode_terminal(),
        theme=options.theme,
    )
    try:
        app.run(mouse=options.mouse)
    finally:
        lost = parted(store)
    return app.return_code or int(lost)


def start_plain(options: argparse.Namespace) -> int:
    """Go through the course line by line until the learner quits or the input ends."""
    launcher = started_early(options)
    from autograd_tutor.plain.app import start
    from autograd_tutor.progress.database import progress_file
    from autograd_tutor.progress.store import Store

    store = Store(progress_file())
    try:
        status = start(
            launcher,
            store,
            lesson=options.lesson,
            step=options.step,
            device=options.device,
            ascii=options.ascii or not unicode_terminal(),
        )
    finally:
        lost = parted(store)
    return status or int(lost)


def parted(store: Store | LaterStore) -> bool:
    """Close the store, and say it if work is lost."""
    if lost := store.close():
        print(lost, file=sys.stderr)
    return bool(lost)


def start_preview(options: argparse.Namespace) -> int:
    """Run the tutor on a lesson that is being written, until its author quits."""
    from autograd_tutor.authoring.watch import Watched
    from autograd_tutor.lesson.source import LessonError

    try:
        watched = Watched(options.file)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    if not on_terminal() or not own_keys() or not known_theme(options):
        return 2
    launcher = started_early(options)
    from autograd_tutor.evaluator.client import Evaluator
    from autograd_tutor.tui.preview import PreviewApp

    app = PreviewApp(
        Evaluator(launcher),
        watched,
        step=options.step,
        device=options.device,
        ascii=options.ascii or not unicode_terminal(),
        theme=options.theme,
    )
    app.run(mouse=options.mouse)
    return app.return_code or 0


def list_keys() -> int:
    """Print every action with its keys, and where the learner's own may stand.

    Where these are wrong, the tutor's own are listed: a name may be wrong, and here they stand.
    """
    status = 0 if own_keys() else 2
    from autograd_tutor.tui.keymap import listing

    print(listing(keymap_file()))
    return status


def own_keys() -> bool:
    """Put the learner's own keys in force; says what is wrong with them if that can't be."""
    path = keymap_file()
    if not path.exists():
        return True
    from autograd_tutor.tui.keymap import KeymapError, take_keymap

    try:
        warnings = take_keymap(path)
    except KeymapError as error:
        print(error, file=sys.stderr)
        return False
    for warning in warnings:
        print(warning, file=sys.stderr)
    return True


def keymap_file() -> Path:
    """Where the learner's own keys are, if there are any."""
    from autograd_tutor.places import config_directory

    return config_directory() / "keys.toml"


def in_browser() -> bool:
    """Whether what fills the screen goes to another driver than a terminal's."""
    return "TEXTUAL_DRIVER" in os.environ


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; one that was closed before Python began is None."""
    return stream is not None and stream.isatty()


def on_terminal() -> bool:
    """Whether there is a terminal to fill; says so if there is none."""
    if in_browser():
        return True
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on the last
    if all(map(_is_terminal, streams)) and os.environ.get("TERM") != "dumb":
        return True
    seen = sys.stderr if _is_terminal(sys.stderr) or not _is_terminal(sys.stdout) else sys.stdout
    print(
        "autograd-tutor fills the screen and reads keys: start it in a terminal, with neither\n"
        "its input nor its output nor its errors redirected.\n"
        "Without one, `autograd-tutor plain` goes through the course line by line, and\n"
        "`autograd-tutor run FILE` runs a cell and prints what it gives.",
        file=seen,
    )
    return False


def known_theme(options: argparse.Namespace) -> bool:
    """Whether the tutor has such colours; says which ones there are if not."""
    if options.theme == THEME:
        return True
    from autograd_tutor.tui.colours import THEMES

    if options.theme in THEMES:
        return True
    print(
        f"There are no colours named {options.theme!r}. Choose one of: {', '.join(THEMES)}.",
        file=sys.stderr,
    )
    return False


def known_place(options: argparse.Namespace) -> bool:
    """Whether the course has such a lesson and step; says which ones there are if not.

    For who starts others: the tutor itself finds out as it opens the step.
    """
    from autograd_tutor.course.lessons import Course, CourseError, shipped

    try:
        Course(shipped).named(options.lesson, options.step)
    except CourseError as error:
        print(error, file=sys.stderr)
        return False
    return True


def started_early(options: argparse.Namespace) -> Launcher:
    """What starts the evaluator: torch is imported there while Textual is imported here."""
    launcher = launcher_for(options)
    if available_cores() > 1:
        launcher.start_early()
    return launcher


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def unicode_terminal() -> bool:
    """Whether the terminal can show more than ASCII: the Linux console and C locales can't.

    Python takes a C locale for UTF-8 and leaves its mark in LC_CTYPE.
    """
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if not names[0] and names[1] in ("C.UTF-8", "C.utf8"):
        names[1] = ""
    language, _, charset = next(filter(None, names), "C").partition(".")
    charset = charset.partition("@")[0].lower().replace("-", "")
    known = charset == "utf8" or (not charset and language not in ("C", "POSIX"))
    return encoding == "utf8" and known and os.environ.get("TERM") != "linux"
