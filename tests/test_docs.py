"""Every command that the docs show is run here, in a place of its own.

What would download gigabytes installs without dependencies; what fills the screen or
serves is only read here, and run by tests/terminal, tests/host and tests/web.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import tomllib

from autograd_tutor.classroom.arguments import GRADE
from autograd_tutor.cli import main, parser
from autograd_tutor.progress.arguments import PROGRESS
from autograd_tutor.progress.database import progress_file
from autograd_tutor.progress.store import Store

from .notebooks.books import code, saved, text

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^( *)```console\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
FILLS_THE_SCREEN = (None, "plain", "preview")
SERVES = ("serve-evaluator", "web")
LESSON_NEEDED = ("test", "lint", "preview")
WORK_NEEDED = ("export", "import")
EXTRA = re.compile(r"\.\[(\w+)\]")
SCRIPT = re.compile(r"^```(sh|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def commands(path: Path) -> list[str]:
    """The lines of a document's console blocks."""
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    return [line.strip() for _, block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


def extras() -> set[str]:
    """What may stand in brackets behind the project."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return set(tomllib.load(file)["project"]["optional-dependencies"])


def python_of(document: str) -> str:
    """The Python that a page shows."""
    page = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL))


def run(place: Path, *command: str, at: Path = ROOT) -> None:
    settings = {"PIPX_HOME": str(place / "pipx"), "PIPX_BIN_DIR": str(place / "bin")}
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        command,
        cwd=at,
        env={"PATH": path, "HOME": str(place), **settings},
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def exported(path: Path) -> None:
    """A learner's work, kept and in a file."""
    store = Store(progress_file())
    store.set_position("first-derivative", "welcome")
    store.close()
    assert main(["export", "--force", str(path)]) == 0


@pytest.mark.parametrize(
    ("document", "shown"),
    [(path.name, command) for path in DOCS for command in commands(path)],
)
def test_a_shown_command_works(
    document: str, shown: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [word.replace("~", str(place)) for word in shlex.split(shown)]
    program, *arguments = words
    if program == "autograd-tutor":
        monkeypatch.chdir(place)
        monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(place / "state"))
        (place / "cell.py").write_text("1 + 1", encoding="utf-8")
        command = parser().parse_args(arguments).command
        for lesson in place.glob("*.yaml"):
            lesson.unlink()
        if command in LESSON_NEEDED:
            assert main(["new", "lesson", "fading-slope"]) == 0
        if command in WORK_NEEDED:
            exported(place / arguments[-1])
        if command == "export":
            (place / arguments[-1]).unlink()
        if command == GRADE:
            (place / "class").mkdir(exist_ok=True)
            exported(place / "class" / "ada.json")
        if command == "import-notebook":
            saved(place / arguments[1], text("# A slope"), code("slope = ..."))
        if command not in (*FILLS_THE_SCREEN, *SERVES) and "--launch" not in arguments:
            assert main(arguments) in ((0,) if command in PROGRESS else (0, 1))
    elif program == "pytest":
        for lesson in place.glob("*.yaml"):
            lesson.unlink()
        (place / "test_lessons.py").write_text(python_of(document), encoding="utf-8")
        assert main(["new", "lesson", "fading-slope", "--dir", str(place)]) == 0
        run(place, sys.executable, "-m", program, "-q", *arguments, str(place), at=place)
        assert list(place.glob("screens/fading-slope/*.txt"))
    elif program == "make":
        run(place, "make", "-n", *arguments)
    elif program == "pipx":
        pins = f"--pip-args=-c {ROOT / 'constraints.txt'} --no-compile"
        run(place, "pipx", *arguments, pins, f"--python={sys.executable}")
        run(place, str(place / "bin" / "autograd-tutor"), "--version")
    elif program == "pip" and (extra := EXTRA.fullmatch(arguments[-1])):
        assert extra[1] in extras()  # pip would only warn, and installs the rest as without it
    elif program == "pip":
        run(place, sys.executable, "-m", "pip", *arguments, "--no-deps", "--dry-run")
    elif program == "python3":
        run(place, sys.executable, *arguments[:-1], str(place / arguments[-1]))
    elif program == "tutor/bin/pip":
        run(place, str(place / program), *arguments, "--no-deps")
    elif program == "tutor/bin/autograd-tutor":
        run(place, str(place / program), *arguments, "--version")
    else:
        pytest.fail(f"{document} shows a command that no test runs: {shown}")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_a_shell_reads_the_scripts(path: Path) -> None:
    for shell, script in SCRIPT.findall(path.read_text(encoding="utf-8")):
        read = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)
        assert (read.returncode, read.stderr) == (0, ""), script
