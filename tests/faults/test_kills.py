"""Killed at any moment: a learner at work, whose tutor, server or workers get SIGKILL."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.lesson.steps import Code
from bench.terminal import Terminal, Timeout
from tests.learner import LESSON

from .home import BACK, ENDED_WITHIN, NEXT, QUIT, RUN, Home

STEP, AFTER = "your-curve", "recap"
TITLES = {STEP: "16/17", AFTER: "17/17"}
ALL, RUBOUT = "\x1b[18~", "\x7f"  # F7, backspace
BOTTOM = "\x1b[6~" * 3 + "\x05"  # page down, ctrl+e
LOST = 0.5
"""Seconds of typing that a killed tutor may lose."""
BEAT = 0.02
PATIENCE = 60.0


class Heartbeat:
    """How late this machine itself is with a moment's sleep and a write to disk.

    By so much what the tutor has promised in seconds may come later too.
    """

    def __init__(self, directory: Path) -> None:
        self._file = directory / "heartbeat"
        self._late: deque[tuple[float, float]] = deque(maxlen=int(3 / BEAT))
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        file = os.open(self._file, os.O_WRONLY | os.O_CREAT)
        before = time.monotonic()
        while not self._over.wait(BEAT):
            os.pwrite(file, b"x", 0)
            os.fsync(file)
            now = time.monotonic()
            self._late.append((now, now - before - BEAT))
            before = now
        os.close(file)

    def lateness(self, since: float) -> float:
        """How late it was since then, all together."""
        return sum(late for at, late in self._late.copy() if at >= since)


class Learner:
    """Types, runs, passes and moves on, over many sessions, and knows what was seen at which time.

    The text is the step's solution with a number behind it, which grows and shrinks by a digit.
    """

    def __init__(self, home: Home, chance: random.Random) -> None:
        self.home = home
        self._chance = chance
        self.solution = solution()
        self.places = {STEP}
        self.texts: list[tuple[float, str]] = []
        self.passes = 0
        self.terminal: Terminal
        self.tutor: psutil.Process | None = None

    @property
    def is_running(self) -> bool:
        return self.tutor is not None and self.tutor.is_running()

    def starts(self) -> None:
        """Begin a session, which shows what the last one left; nothing where one is on."""
        if not self.is_running:
            self.begins()
            self.arrives()

    def begins(self) -> None:
        """Start the tutor."""
        arguments = () if self.texts else ("--lesson", LESSON, "--step", STEP)
        self.terminal = self.home.start(*arguments)
        self.tutor = self.terminal.tree[0]

    def arrives(self) -> None:
        """See what the last session left, or type what the first one begins with."""
        self._waits(lambda: any(TITLES[place] in self.terminal.text for place in self.places))
        self.places = {place for place in TITLES if TITLES[place] in self.terminal.text}
        if self.places == {AFTER}:
            self._moves(BACK, STEP)
        if self.texts:
            self.terminal.send(BOTTOM)
            self._waits(lambda: self._number() == self.texts[-1][1])
        else:
            self.terminal.send(ALL)
            self._types("1", lambda: self.terminal.paste(f"{self.solution}\n# 1"))

    def finds(self, since: float) -> None:
        """After a kill: every pass, the place, and what was on the screen then, or newer."""
        if not self.home.progress.exists():  # killed before anything was kept
            assert None in self._may_be_kept(since)
            assert not self.passes
            self.texts = []
            return
        kept = self.home.draft(LESSON, STEP)
        assert kept in self._may_be_kept(since), (kept, self.texts, since)
        self.texts = [(0.0, kept.rpartition("# ")[2])] if kept else []
        with closing(sqlite3.connect(self.home.progress)) as database:
            [[passes]] = database.execute("SELECT COUNT(*) FROM attempt WHERE state = 'passed'")
            positions = {row[0] for row in database.execute("SELECT step FROM position")}
        assert positions <= self.places
        assert passes >= self.passes
        self.passes = passes

    def acts(self) -> None:
        """One thing that a learner does."""
        number, dice = self.texts[-1][1], self._chance.random()
        if dice < 0.75:
            if len(number) > 1 and self._chance.random() < len(number) / 20:
                self._types(number[:-1], lambda: self.terminal.send(RUBOUT))
            else:
                digit = str(self._chance.randrange(10))
                self._types(number + digit, lambda: self.terminal.send(digit))
        elif dice < 0.85:
            self._moves(NEXT, AFTER)
            self._moves(BACK, STEP)
        else:
            self.runs()

    def _types(self, number: str, send: Callable[[], None]) -> None:
        self.texts.append((float("inf"), number))
        send()
        self._waits(lambda: self._number() == number)
        self.texts[-1] = (time.monotonic(), number)

    def _moves(self, key: str, place: str) -> None:
        self.places.add(place)
        self.terminal.send(key)
        self._waits(lambda: TITLES[place] in self.terminal.text)
        self.places = {place}

    def runs(self) -> None:
        """Have the solution passed; what was killed is run once more."""
        if "Right." in self.terminal.text:
            self._moves(NEXT, AFTER)
            self._moves(BACK, STEP)
            self._waits(lambda: "Right." not in self.terminal.text)
        end = time.monotonic() + PATIENCE
        while "Right." not in self.terminal.text:
            assert time.monotonic() < end, self.terminal.text
            self.terminal.send(RUN)
            self._waits(lambda: "Right." in self.terminal.text or self._is_lost())
            self.terminal.watch(0.3)
        self.passes += 1

    def _is_lost(self) -> bool:
        """Whether the run, or one of those that judge it, was killed."""
        status = self.terminal.text.splitlines()[0]
        return any(word in status for word in ("lost", "no evaluator", "not checked", "not yet"))

    def _number(self) -> str:
        found = re.search(r"^ *\d* *# (\d+)\b", self.terminal.text, re.MULTILINE)
        return found[1] if found else ""

    def _waits(self, condition: Callable[[], bool]) -> None:
        self.terminal.wait_for(condition, PATIENCE)

    def _may_be_kept(self, since: float) -> set[str | None]:
        """Nothing older than what was on the screen at that time."""
        before = [at for at, (seen, _) in enumerate(self.texts) if seen <= since]
        numbers = self.texts[before[-1] if before else 0 :]
        kept: set[str | None] = {f"{self.solution}\n# {number}" for _, number in numbers}
        return kept if before else {*kept, None}


def solution() -> str:
    lesson = load_lesson(catalogue(lesson_dir())[0].path)
    (step,) = [each for each in lesson.steps if each.id == STEP]
    assert isinstance(step, Code)
    return step.solution[0].rstrip("\n")


class Moments:
    """Kills at random moments, and what has to hold after each."""

    def __init__(self, home: Home, seed: int) -> None:
        self._home = home
        self._chance = random.Random(seed)
        self._learner = Learner(home, self._chance)

    def try_out(self, count: int) -> None:
        """So many kills, of the tutor itself as often as of all others."""
        with Heartbeat(self._home.path) as heart:
            for _ in range(count):
                if self._chance.random() < 0.5:
                    self._kill_tutor(heart)
                else:
                    self._kill_other()
            self._learner.starts()
            self._learner.terminal.send(QUIT)
            assert self._learner.terminal.wait() == 0
        assert self._home.is_empty()

    def _kill_tutor(self, heart: Heartbeat) -> None:
        learner, killed = self._learner, threading.Event()
        was_running = learner.is_running
        delay, end = self._chance.uniform(0.0, 4.0), float("inf")

        def kill() -> None:
            nonlocal end
            learner.terminal.tree[0].kill()
            end = time.monotonic()
            killed.set()

        if not was_running:
            learner.begins()
        timer = threading.Timer(delay, kill)
        timer.start()
        with suppress(Timeout, OSError):
            if not was_running:
                learner.arrives()
            while True:
                learner.acts()
        timer.join()
        assert killed.is_set()
        assert learner.terminal.wait() == -signal.SIGKILL
        assert self._home.is_empty()
        learner.finds(end - LOST - heart.lateness(end - 3))

    def _kill_other(self) -> None:
        learner = self._learner
        if not learner.is_running:
            learner.starts()
        killed: list[psutil.Process] = []

        def kill() -> None:
            others = [each for each in self._home.processes() if each != learner.tutor]
            with suppress(IndexError, psutil.NoSuchProcess):  # it ended by itself just now
                victim = self._chance.choice(others)
                killed.extend([victim, *victim.children(recursive=True)])
                victim.kill()

        timer = threading.Timer(self._chance.uniform(0.0, 2.0), kill)
        timer.start()
        while timer.is_alive():
            learner.acts()
        learner.runs()
        assert psutil.wait_procs(killed, timeout=ENDED_WITHIN)[1] == []


@pytest.mark.parametrize("seed", [1])
def test_some_moments(home: Home, seed: int) -> None:
    """SIGKILL of the tutor, the server, or any worker, at any moment: at most half a second of
    typing is lost, no pass is, the file is sound, no process is left, and the next start or run
    goes on as if nothing had been."""
    Moments(home, seed).try_out(4)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_two_hundred_moments(home: Home, seed: int) -> None:
    """The same, 200 moments in all; the seeds are in the names of the tests."""
    Moments(home, seed).try_out(20)
