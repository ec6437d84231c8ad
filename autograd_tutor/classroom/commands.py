"""`autograd-tutor grade`: what a class handed in, to tables. Exit status 1: not all was graded."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from autograd_tutor.classroom import cluster, results
from autograd_tutor.classroom.answers import PASSED
from autograd_tutor.classroom.bar import Bar
from autograd_tutor.classroom.crew import Crew
from autograd_tutor.classroom.grader import course, edition
from autograd_tutor.classroom.model import Graded, GradingError, Settings, Submission, unread
from autograd_tutor.classroom.record import Record, record_of
from autograd_tutor.classroom.submissions import Shard, find, read
from autograd_tutor.evaluator.elsewhere import chosen_launch, chosen_socket
from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.output import drop_output

STOPPED = 130


def run(options: argparse.Namespace, cores: int) -> int:
    """Grade; returns the exit status: 0 if every file was graded, 2 for wrong use."""
    shard = Shard(*options.shard) if options.shard else None
    try:
        out = _allowed(options.out, options.directory, shard)
        paths = find(options.directory, shard)
        with closing(Record(out, shard)) as record:
            done = grade(options, paths, record, cores)
            if shard is None:
                results.write(out, done, course())
    except GradingError as error:
        print(visible(str(error)), file=sys.stderr)
        return 2
    whole = len(done) == len(paths)
    where = results.paths(out) if shard is None else (record_of(out, shard),)
    try:
        print(told(done, len(paths), where), flush=True)
    except BrokenPipeError:
        drop_output()
    if not whole:
        return STOPPED
    return int(any(each.problem or each.again for each in done))


def grade(
    options: argparse.Namespace, paths: Sequence[Path], record: Record, cores: int
) -> list[Graded]:
    """The verdicts on these files, those known already among them. Ctrl-C ends it early.

    Raises:
        GradingError: nothing can be graded.
    """
    settings = settings_of(options)
    now = edition(settings)
    done: list[Graded] = []
    left: list[Path] = []
    for path in paths:
        submission = read(options.directory, path)
        if submission.problem:
            done.append(unread(submission, submission.problem, again=True))
        elif known := record.find(submission, now):
            done.append(known)
        else:
            left.append(path)
    if not left:
        return done
    bar = Bar(len(left), sys.stderr)
    source = (read(options.directory, path) for path in left)
    try:
        with closing(_graded(source, len(left), options, settings, cores)) as verdicts:
            for graded in verdicts:
                record.add(graded)
                done.append(graded)
                bar.step()
    except KeyboardInterrupt:
        pass
    finally:
        bar.end()
    return done


def settings_of(options: argparse.Namespace) -> Settings:
    """How to grade, as the command line says."""
    socket = chosen_socket(options)
    return Settings(
        python=options.python,
        device=options.device,
        confinement="auto" if options.allow_unconfined else "full",
        memory=options.memory,
        gpu_memory=options.gpu_memory,
        launch="" if socket else chosen_launch(options),
        socket=socket,
        seed=secrets.randbelow(2**31),
    )


def _graded(
    source: Iterable[Submission],
    count: int,
    options: argparse.Namespace,
    settings: Settings,
    cores: int,
) -> Generator[Graded]:
    if options.dask:
        return cluster.graded(source, options.dask, settings)
    return Crew(source, min(options.jobs or cores, count), settings).graded()


def _allowed(out: Path, directory: Path, shard: Shard | None) -> Path:
    """The results' place, if nothing of others is there. Raises GradingError."""
    place = out.resolve()
    if out.suffix != ".csv":
        raise GradingError(f"{out} has to end in .csv: beside it go others of its name.")
    if place.is_relative_to(directory.resolve()):
        raise GradingError(f"{out} would lie among what was handed in: write it somewhere else.")
    if not place.parent.is_dir():
        raise GradingError(f"There is no folder {out.parent}: make it first.")
    if place.exists() and shard is None and not record_of(place, None).exists():
        raise GradingError(f"{out} is there already, and not by `grade`: take another name.")
    return place


def told(done: Sequence[Graded], count: int, where: Iterable[Path]) -> str:
    """What came of `count` files, and where it is written."""
    rows = [row for each in done for row in each.rows]
    passed = sum(row.judged == PASSED for row in rows)
    false = sum(row.claimed == PASSED and row.judged != PASSED for row in rows)
    unread = sum(bool(each.problem) for each in done)
    lines = [
        f"{len(done) - unread} of {count} files graded, {unread} could not be.",
        f"{len(rows)} answers, {passed} passed; {false} claimed to have passed and did not.",
    ]
    if len(done) < count:
        lines.append("Stopped. The same command goes on from here.")
    lines += [f"Written: {visible(str(path))}" for path in where]
    encoding = sys.stdout.encoding or "ascii"
    return "\n".join(lines).encode(encoding, "backslashreplace").decode(encoding)
