"""Other Pythons of this machine, to run cells with and to be refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.evaluator.launch import has_torch

VARIABLE = "AUTOGRAD_TUTOR_TEST_PYTHON"
OURS = ("msgspec", "textual", "yaml", "platformdirs", "plotext")
LOOK = f"""\
import importlib.util, sys
found = [name for name in {OURS} if importlib.util.find_spec(name)]
print("{{}}.{{}}".format(*sys.version_info), *found)"""


def minor(version: str) -> int:
    """The 11 of 3.11.7."""
    return int(version.split(".")[1])


def pythons() -> Iterator[tuple[str, str]]:
    """Version and path of every other Python 3, on the PATH and of pyenv's, that runs at all."""
    on_path = [shutil.which(f"python3.{number}") for number in range(8, 20)]
    of_pyenv = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))
    for python in dict.fromkeys([*filter(None, on_path), *map(str, of_pyenv)]):
        said = look(python)
        if said and minor(said[0]) != sys.version_info.minor:
            yield said[0], python


def look(python: str) -> list[str]:
    """Its version, and which of our dependencies it has; nothing if it does not run."""
    done = subprocess.run([python, "-c", LOOK], capture_output=True, text=True, timeout=60)
    return done.stdout.split() if re.match(r"3\.\d+\b", done.stdout) else []


def with_torch() -> str:
    """A Python of another version that has torch and nothing of ours; skips if there is none."""
    named = os.environ.get(VARIABLE)
    known = [named] if named else [path for version, path in pythons() if minor(version) >= 10]
    for python in known:
        if has_torch(python) and len(look(python)) == 1:
            return python
    assert not named, f"{named} has no torch, or also has one of {OURS}"
    pytest.skip(f"no Python of another version has torch here: name one in {VARIABLE}")


def too_old() -> str:
    """A Python before 3.10; skips if there is none."""
    found = next((path for version, path in pythons() if minor(version) < 10), None)
    return found or pytest.skip("there is no Python here that is too old")
