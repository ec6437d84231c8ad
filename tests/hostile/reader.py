"""Reads hostile files as the tutor and lint do, each in a process of its own with little to spend.

    python -m tests.hostile.reader DIRECTORY MEMORY FIRST AFTER STEP

says, one JSON document a line, what became of each file and what it took.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any

import msgspec

from autograd_tutor.authoring import static
from autograd_tutor.authoring.course import read_courses
from autograd_tutor.lesson.load import LessonError, catalogue, load_lesson
from autograd_tutor.plain.prose import plain
from tests.hostile.files import family, hostile_file

CPU_SECONDS, MEMORY = 10, 256 << 20
"""Ten times what any file took where it was slow (0.6 s, 20 MiB): bytes beyond what the process had
when it began."""


def read(path: Path) -> dict[str, Any]:
    """What the loader, the catalogue, lint's rules and the plain course make of the file."""
    try:
        lesson = load_lesson(path)
    except LessonError as error:
        told = {"problem": error.problem, "remedy": error.remedy, "said": str(error)}
        findings = [str(each) for each in static.examine(read_courses([path])[0])]
        return told | {"line": error.line, "column": error.column, "findings": findings}
    catalogue(path.parent)
    findings = [str(each) for each in static.examine(read_courses([path])[0])]
    for step in lesson.steps:
        plain(step.text)
    return {"lesson": msgspec.to_builtins(lesson), "findings": findings}


def limited(path: Path, memory: int) -> dict[str, Any]:
    """Read the file in a process that may use this much time and memory, and no more."""
    answers, answers_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            answer = measured(path, memory)
            with os.fdopen(answers_in, "w", encoding="utf-8") as pipe:
                json.dump(answer, pipe)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(answers_in)
    with os.fdopen(answers, encoding="utf-8") as pipe:
        text = pipe.read()
    _, ended = os.waitpid(pid, 0)
    found: dict[str, Any] = json.loads(text) if text else {}
    return found | {"ended": os.waitstatus_to_exitcode(ended)}


def measured(path: Path, memory: int) -> dict[str, Any]:
    """Read the file under the limits, and say what it took."""
    before = status("VmSize")
    limit(resource.RLIMIT_CPU, CPU_SECONDS)
    limit(resource.RLIMIT_AS, before + memory)
    answer = read(path)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = usage.ru_utime + usage.ru_stime
    return answer | {"seconds": seconds, "memory": status("VmPeak") - before}


def limit(what: int, value: int) -> None:
    """Set a limit of this process."""
    resource.setrlimit(what, (value, value))


def status(name: str) -> int:
    """Bytes of memory, as Linux counts them."""
    rows = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) << 10 for row in rows if row.startswith(f"{name}:"))


def main() -> None:
    """Read each file and say what came of it."""
    directory, *numbers = sys.argv[1:]
    memory, first, after, step = map(int, numbers)
    path = Path(directory) / "01-hostile.yaml"
    for number in range(first, after, step):
        data = hostile_file(number)
        path.write_bytes(data)
        lines = data.decode("utf-8", "replace").count("\n") + 1
        told = {"number": number, "family": family(number).__name__, "lines": lines}
        print(json.dumps(told | limited(path, memory)), flush=True)


if __name__ == "__main__":
    main()
