"""A served tutor, and a browser to look at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from .chromium import FOUND, Chromium

START = [sys.executable, "-m", "autograd_tutor"]


@dataclass(frozen=True)
class Served:
    """A server that runs: its address with the token, its process, and where works are kept."""

    link: str
    process: psutil.Process
    state: Path

    @property
    def origin(self) -> str:
        return self.link.partition("/?")[0]

    def tutors(self) -> list[psutil.Process]:
        """The visitors' processes, evaluators and all."""
        return self.process.children(recursive=True)


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts servers, and ends them as Ctrl+C does."""
    started: list[subprocess.Popen[str]] = []
    state = tmp_path / "state"

    def start(*options: str) -> Served:
        process = subprocess.Popen(
            [*START, "web", "--port", "0", *options],
            env={**os.environ, "HOME": str(tmp_path), "AUTOGRAD_TUTOR_STATE": str(state)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        opens, link = process.stdout.readline().split()
        assert opens == "Open"
        return Served(link, psutil.Process(process.pid), state)

    yield start
    for process in started:
        with process:
            if process.poll() is None:
                left = psutil.Process(process.pid).children(recursive=True)
                process.terminate()
                assert process.wait(60) == 0
                _, alive = psutil.wait_procs(left, timeout=60)
                assert not alive


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    """A browser, where there is one."""
    if FOUND is None:
        pytest.skip("there is no Chromium: apt install chromium")
    browser = Chromium(tmp_path / "chromium")
    yield browser
    browser.close()
