import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograd_tutor import __version__
from bench.terminal import Terminal
from tests.learner import environment

ROOT = Path(__file__).parent.parent

SNAPSHOT = """
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.progress.store import Store
from autograd_tutor.testing.screens import settle
from autograd_tutor.testing.walk import Steady
from autograd_tutor.tui.app import TutorApp

async def run(pilot):
    await settle(pilot)
    await pilot.press(*"+1", "ctrl+r")
    await settle(pilot)

def test_a_curve(snap_compare):
    app = TutorApp(Steady(Launcher()), Store(), lesson="first-derivative", step="type-a-function")
    assert snap_compare(app, run_before=run)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that this clone builds."""
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT))
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def tutor(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script of an empty environment outside the clone that got the wheel alone."""
    where = tmp_path_factory.mktemp("empty")
    run(sys.executable, "-m", "venv", str(where))
    pins = ROOT / "constraints.txt"
    install = ("pip", "install", "-q", "--no-compile", "-c", str(pins))
    run(str(where / "bin" / "python"), "-m", *install, str(wheel))
    return where / "bin" / "autograd-tutor"


def run(*command: str, code: str | None = None, at: Path = Path(sys.prefix), rc: int = 0) -> str:
    """Run a command outside the clone; its standard output."""
    ours = ("PYTHON", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept["AUTOGRAD_TUTOR_PYTHON"] = sys.executable
    done = subprocess.run(command, input=code, capture_output=True, text=True, cwd=at, env=kept)
    assert done.returncode == rc, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_the_lessons_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    lessons = {path.name for path in (ROOT / "lessons").glob("*.yaml")}
    assert lessons
    assert {f"autograd_tutor/lessons/{name}" for name in lessons} <= set(names)
    assert "autograd_tutor/grading/errors.yaml" in names
    assert "autograd_tutor/lesson/lesson.schema.json" in names
    assert "autograd_tutor/web/page/index.html" in names
    assert not [name for name in names if name.startswith(("tests/", "bench/"))]


def test_the_installed_tutor_knows_its_version(tutor: Path) -> None:
    assert run(str(tutor), "--version") == f"autograd-tutor {__version__}\n"


def test_the_installed_tutor_lists_its_lessons(tutor: Path) -> None:
    listed = run(str(tutor), "lessons")
    assert len(listed.splitlines()) == len(list((ROOT / "lessons").glob("*.yaml")))
    assert listed.startswith("first-derivative")


def test_the_installed_tutor_runs_a_cell_with_a_torch_from_elsewhere(tutor: Path) -> None:
    code = (
        "x = torch.tensor(5.0, requires_grad=True)\ny = x**3 - 6*x**2 + 8*x\ny.backward()\nx.grad"
    )
    assert run(str(tutor), "run", "--python", sys.executable, "-", code=code) == "tensor(23.)\n"


def test_the_installed_tutor_fills_the_screen(tutor: Path, tmp_path: Path) -> None:
    terminal = Terminal(
        [str(tutor), "--python", sys.executable],
        environment(tmp_path),
        directory=tmp_path,
    )
    try:
        terminal.wait_for("What autograd is")
        terminal.wait_for("ready")
        terminal.send("\x11")
        assert terminal.wait() == 0
    finally:
        terminal.kill()


def test_the_installed_tutor_works_under_snap_compare(tutor: Path, tmp_path: Path) -> None:
    """The plugin wants an older pytest than ours, so it is tried in that other environment."""
    python = str(tutor.with_name("python"))
    run(python, "-m", "pip", "install", "-q", "pytest-textual-snapshot==1.1.0")
    test = tmp_path / "test_curve.py"
    test.write_text(SNAPSHOT, encoding="utf-8")
    pytest_there = (python, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    run(*pytest_there, "--snapshot-update", at=tmp_path)
    (kept,) = tmp_path.glob("__snapshots__/**/*.svg")
    shown = kept.read_text(encoding="utf-8").replace("&#160;", " ")
    assert "Type a function, see its slope" in shown
    assert "cpu · done" in shown
    run(*pytest_there, at=tmp_path)
    test.write_text(SNAPSHOT.replace("+1", "+2"), encoding="utf-8")
    run(*pytest_there, at=tmp_path, rc=1)
