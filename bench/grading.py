"""`python -m bench.grading`: how fast a class is graded, and what a second core adds.

Two grading processes, each on a core of its own, grade the same kind of work alone and together, in
turns. Then the command itself grades a class.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

from autograd_tutor.classroom.crew import Member
from autograd_tutor.classroom.grader import course
from autograd_tutor.classroom.model import Graded, Settings, Submission
from autograd_tutor.lesson.model import Lesson
from bench.classes import exercises, work

REPORT = Path(__file__).with_name("GRADING.md")
LIMIT = 1.8
"""So many times as fast two workers have to be."""


class Round(NamedTuple):
    """Seconds for the same number of submissions: each worker alone, and each its own at once.

    `computing`: of a processor, for each worker's own, when alone and when at once.
    """

    one: float
    other: float
    both: float
    computing: tuple[float, float]

    @property
    def scaling(self) -> float:
        """How many times as fast two workers are."""
        return (self.one + self.other) / self.both


class Whole(NamedTuple):
    """A class graded by the command."""

    submissions: int
    answers: int
    jobs: int
    seconds: float
    again: float


def pinned(core: int) -> Member:
    """A grading process that has this core alone, with its evaluator and all that it runs."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        return Member(Settings(seed=1))
    finally:
        os.sched_setaffinity(0, before)


def submissions(lessons: Sequence[Lesson], numbers: Iterable[int]) -> list[Submission]:
    """So many learners' work, by their numbers."""
    return [Submission(f"{each}.json", str(each), work(lessons, each)) for each in numbers]


def graded(member: Member, class_of: Sequence[Submission]) -> list[Graded]:
    """What the process says of them, one after the other."""
    return [member.grade(each) for each in class_of]


def computed(members: Iterable[Member]) -> float:
    """Seconds of a processor that these had, their servers, zygotes, and every run that is over."""
    seconds = 0.0
    for member in members:
        grader = psutil.Process(member.pid)
        [server] = grader.children()
        [zygote] = server.children()
        seconds += sum(sum(each.cpu_times()[:4]) for each in (grader, server, zygote))
    return seconds


def measure(lessons: Sequence[Lesson], rounds: int, count: int) -> list[Round]:
    """Rounds of so many submissions of the whole course, each worker having graded its own once."""
    members = [pinned(core) for core in sorted(os.sched_getaffinity(0))[:2]]
    halves = [submissions(lessons, range(at, at + count)) for at in (0, count)]
    found: list[Round] = []
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(graded, members, halves))
        for _ in range(rounds):
            times = [time.perf_counter()]
            before = computed(members)
            for member, half in zip(members, halves, strict=True):
                graded(member, half)
                times.append(time.perf_counter())
            between = computed(members)
            list(threads.map(graded, members, halves))
            times.append(time.perf_counter())
            after = computed(members)
            one, other, both = (end - start for start, end in pairwise(times))
            found.append(Round(one, other, both, (between - before, after - between)))
    for member in members:
        member.end()
    return found


def whole(lessons: Sequence[Lesson], count: int) -> Whole:
    """A class of this size, each with one lesson of the course, graded by the command, twice."""
    jobs = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as place:
        directory, out = Path(place, "class"), Path(place, "results.csv")
        directory.mkdir()
        for number in range(count):
            of_one = [lessons[number % len(lessons)]]
            (directory / f"{number:04}.json").write_bytes(work(of_one, number))
        command = [sys.executable, "-m", "autograd_tutor", "grade", str(directory)]
        seconds = []
        for _ in range(2):
            started = time.perf_counter()
            subprocess.run(
                [*command, "--out", str(out), "--jobs", str(jobs)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            seconds.append(time.perf_counter() - started)
        answers = out.read_bytes().count(b"\r\n") - 1
    return Whole(count, answers, jobs, *seconds)


def report(rounds: Sequence[Round], count: int, answers: int, of_class: Whole | None) -> str:
    """The tables, and whether what is asked of them holds."""
    alone = median(time for each in rounds for time in (each.one, each.other)) / count
    alone_cpu, both_cpu = (
        median(each.computing[at] for each in rounds) / count / 2 for at in (0, 1)
    )
    scaling = median(each.scaling for each in rounds)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    lines = [
        "# Grading a class",
        "",
        f"`python -m bench.grading`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC,"
        f" {len(os.sched_getaffinity(0))} cores, load at the end {load} (1, 5, 15 minutes).",
        "",
        f"Work on the whole course, {answers} answers each; {len(rounds)} rounds of {count} for"
        " each worker, medians. A worker and all that it starts has one core.",
        "",
        "| | |",
        "|---|---|",
        f"| one worker, a submission | {alone:.2f} s |",
        f"| computing, of that | {alone_cpu:.2f} s; with two at once {both_cpu:.2f} s |",
        f"| one core, an hour | {3600 / alone:,.0f} submissions, {3600 * answers / alone:,.0f}"
        " answers |",
        f"| two workers against one | {scaling:.2f} times as fast |",
        "",
        f"- {'holds' if scaling >= LIMIT else 'FAILS'}: two workers >= {LIMIT}x one"
        f" (rounds: {', '.join(f'{each.scaling:.2f}' for each in rounds)})",
    ]
    if of_class:
        per_core = of_class.submissions / of_class.seconds / of_class.jobs
        lines += [
            "",
            f"The command, {of_class.submissions:,} submissions of one lesson each"
            f" ({of_class.answers:,} answers), {of_class.jobs} jobs, starting included:",
            "",
            "| | |",
            "|---|---|",
            f"| all of them | {of_class.seconds:.0f} s |",
            f"| one core, a second | {per_core:.1f} submissions |",
            f"| the same command again, with nothing left to grade | {of_class.again:.1f} s |",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser("python -m bench.grading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=6, help="submissions a worker and round")
    parser.add_argument("--whole", type=int, default=1000, help="the command's class; 0: none")
    options = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("what a second core adds can't be measured on one")
    lessons = course()
    rounds = measure(lessons, options.rounds, options.count)
    of_class = whole(lessons, options.whole) if options.whole else None
    text = report(rounds, options.count, len(exercises(lessons)), of_class)
    REPORT.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
