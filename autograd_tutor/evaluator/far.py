"""A server that runs elsewhere: what a prefix such as `srun` or `ssh host` is to carry there.

All that must be there is a Python with torch: our package travels over the command's stdin.
"""

from __future__ import annotations

import base64
import io
import os
import re
import shlex
import shutil
import signal
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

from .launch_error import LaunchError
from .options import Options
from .process import Process
from .surroundings import KEPT, KEPT_PREFIXES, SET, kept

PYTHON = "python3"
"""The far Python, unless another is named: what ours is called means nothing there."""
PLAIN = re.compile(r"[A-Za-z0-9_./~+@%:=,-]+")
"""Words that every shell hands on as they are."""
READ_A_LINE = """f"'={exec(input())}'\""""
"""Runs the line that comes on stdin, whether a shell reads this first or not.

`srun` and `docker run` hand a word on as it is, `ssh` has a shell read it. Each reading takes one
pair of quotes away, and what is left does the same: f"'={exec(input())}'" and f'={exec(input())}'
are texts whose making runs the line, f={exec(input())} is a set of what came of running it.
"""
UNBUFFERED = "--unbuffered"
"""Without it `srun` keeps what is said until a line ends, and frames have no lines."""
NO_TERMINAL = "--launch has to leave out what asks for a terminal, such as -t or --pty"
FIRST_LINE = (
    "import os,sys;sys.path[:]=filter(None,sys.path);"
    f"os.isatty(0)and sys.exit({NO_TERMINAL!r});exec(input())\n"
)
CARRIER = Path(__file__).with_name("carrier.py")
BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
PACKAGE = Path(__file__).parents[1]
MAIN = "from autograd_tutor.evaluator import boot\nboot.become()\n"


class Carrier(Process):
    """A prefix's process, which is asked to end what it started before it is killed."""

    def terminate(self) -> None:
        """Ask the whole group: its first process may be a script that waits for the rest."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGTERM)


def command(prefix: str, python: str | None) -> list[str]:
    """What to execute here so that the far Python waits for its first words. Raises LaunchError."""
    try:
        words = shlex.split(prefix)
    except ValueError as error:
        raise LaunchError(f"--launch {prefix}: {error}. Mend it, then start again.") from error
    if not words or shutil.which(words[0]) is None:
        raise LaunchError(f"--launch {prefix}: it has to begin with the name of a program.")
    for at in [at for at, word in enumerate(words) if Path(word).name == "srun"][::-1]:
        words.insert(at + 1, UNBUFFERED)
    python = python or PYTHON
    if not PLAIN.fullmatch(python):
        raise LaunchError(
            f"--python {python}: with --launch, it may hold no spaces, quotes or wildcards."
        )
    return [sys.executable, "-IS", str(CARRIER), *words, python, "-c", READ_A_LINE]


def surroundings() -> dict[str, str]:
    """The prefix's own environment: all of ours, for it may need its sockets and tokens.

    `srun` is told to send on only what a server gets; one in a script, not to wait for whole lines.
    """
    exported = {"SLURM_EXPORT_ENV": ",".join(kept(os.environ)), "SLURM_UNBUFFEREDIO": "1"}
    return exported | dict(os.environ)


def first_words(options: Options) -> bytes:
    """Two lines: one that refuses terminals, whose lines are short, and one with all the rest."""
    rules = (KEPT, KEPT_PREFIXES, SET)
    package = base64.b64encode(bundle()).decode()
    source = BOOTSTRAP.read_text(encoding="utf-8")
    start = f"exec({source!a});start({package!r},{options.arguments()!a},*{rules!a})\n"
    return (FIRST_LINE + start).encode("ascii")


def bundle() -> bytes:
    """The evaluator's package as an archive that Python can run."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__main__.py", MAIN)
        for path in [PACKAGE / "__init__.py", *sorted((PACKAGE / "evaluator").rglob("*.py"))]:
            archive.writestr(path.relative_to(PACKAGE.parent).as_posix(), path.read_bytes())
    return packed.getvalue()
