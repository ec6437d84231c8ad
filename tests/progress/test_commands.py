"""`progress`, `export` and `import`, on real files."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from autograd_tutor.cli import main
from autograd_tutor.progress import database, schema
from autograd_tutor.progress.standing import Standing
from autograd_tutor.progress.store import Store
from autograd_tutor.tui.storage import NEXT_CELL
from tests.progress.killed import killed_while_writing

CUBIC = ("first-derivative", "type-a-function")
SECOND = Path(__file__).with_name("second-schema.sqlite3")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The progress file, which is not there yet; the tests stand beside its directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "UTC")
    return database.progress_file()


def work(path: Path, text: str, at: float) -> None:
    """A learner who typed and was judged at one step."""
    store = Store(path, clock=lambda: at)
    store.set_position(*CUBIC)
    store.save_draft(*CUBIC, text)
    store.record(*CUBIC, "wrong", "sign")
    store.use_hint(*CUBIC)
    store.add_cell(f"cell: {text}")
    store.close()


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_nothing_is_kept_yet(kept: Path, capsys: Captured) -> None:
    assert main(["progress"]) == 0
    assert capsys.readouterr().out == f"Nothing is kept yet in {kept}.\n"
    assert main(["progress", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["position"] is None
    assert main(["export", "work.json"]) == 1
    assert "nothing to export" in capsys.readouterr().err
    assert list(kept.parent.parent.iterdir()) == []


def test_progress_reads_and_changes_nothing(kept: Path, capsys: Captured) -> None:
    work(kept, "x**3", 1.0)
    before = contents(kept.parent)
    kept.chmod(0o400)
    kept.parent.chmod(0o500)
    try:
        assert main(["progress"]) == 0
        assert "1 attempt, 1 hint, 0 solutions seen" in capsys.readouterr().out
        assert main(["progress", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["attempts"] == 1
        assert main(["export", "-"]) == 0
        assert contents(kept.parent) == before
    finally:
        kept.parent.chmod(0o700)


def test_a_cell_that_is_being_typed_stands_in_no_ones_way(kept: Path, capsys: Captured) -> None:
    store = Store(kept)
    store.save_draft(*NEXT_CELL, "x = ")
    store.save_draft(*CUBIC, "x**3")
    store.close()
    assert main(["progress"]) == 0
    assert NEXT_CELL[0] not in capsys.readouterr().out
    assert main(["progress", "--json"]) == 0
    assert all(each["title"] for each in json.loads(capsys.readouterr().out)["lessons"])
    assert main(["export", "work.json"]) == 0
    kept.unlink()
    assert main(["import", "work.json"]) == 0
    store = Store(kept)
    assert store.draft(*NEXT_CELL) == "x = "
    store.save_draft(*NEXT_CELL, "y = ")
    store.close()
    assert main(["import", "work.json"]) == 0
    assert main(["export", "--force", "work.json"]) == 0


def test_an_older_file_is_read_as_it_is(kept: Path, capsys: Captured) -> None:
    kept.parent.mkdir()
    shutil.copy(SECOND, kept)
    assert main(["progress", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["position"] == {"lesson": "curves", "step": "cubic"}
    (other,) = (each for each in told["lessons"] if each["title"] is None)
    assert (other["id"], other["steps"][0]["passed"]) == ("curves", True)
    assert kept.read_bytes() == SECOND.read_bytes()


def test_what_a_killed_tutor_had_half_written_does_not_count(kept: Path, capsys: Captured) -> None:
    work(kept, "x**3", 1.0)
    killed_while_writing(kept)
    assert main(["export", "-"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["steps"][0]["draft"] == "x**3"


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA user_version = {schema.VERSION + 1}")


def odd(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("UPDATE step SET lesson = 'a' || char(27) || '[2J'")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (garbage, "is damaged. The tutor puts it aside"),
        (newer, "newer autograd-tutor: upgrade this one"),
    ],
)
@pytest.mark.parametrize("command", ["progress", "export", "import"])
def test_a_file_that_cannot_be_used(
    kept: Path, capsys: Captured, command: str, harm: Callable[[Path], None], words: str
) -> None:
    work(kept, "x**3", 1.0)
    assert main(["export", "work.json"]) == 0
    harm(kept)
    before = contents(kept.parent)
    name = {"progress": [], "export": ["new.json"], "import": ["work.json"]}[command]
    assert main([command, *name]) == 1
    assert words in capsys.readouterr().err
    assert contents(kept.parent) == before
    assert not Path("new.json").exists()


def test_what_no_tutor_writes_is_told_and_moves_no_terminal(kept: Path, capsys: Captured) -> None:
    work(kept, "x**3", 1.0)
    odd(kept)
    for command in (["progress"], ["export", "-"]):
        assert main(command) == 1
        heard = capsys.readouterr()
        assert "holds what no tutor writes" in heard.err
        assert "\x1b" not in heard.out + heard.err


def test_a_locked_file(kept: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_tutor.progress.commands.WAIT", 0.0)
    work(kept, "x**3", 1.0)
    assert main(["export", "work.json"]) == 0
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for command in (["progress"], ["export", "-"], ["import", "work.json"]):
            assert main(command) == 1
            assert "database is locked" in capsys.readouterr().err


def test_an_export_takes_no_other_files_place_unasked(kept: Path, capsys: Captured) -> None:
    work(kept, "x**3", 1.0)
    file = Path("work.json")
    file.write_text("mine")
    file.chmod(0o600)
    assert main(["export", "work.json"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert main(["export", "--force", "work.json"]) == 0
    assert json.loads(file.read_text())["version"] == 1
    assert file.stat().st_mode & 0o777 == 0o600
    for name in (".", "no/such/place.json", "/dev/null"):
        assert main(["export", "--force", name]) == 2
        assert f"{name} can't be written" in capsys.readouterr().err
    assert sorted(path.name for path in Path().iterdir()) == ["state", "work.json"]


def test_an_export_that_finds_no_room_leaves_no_file(kept: Path) -> None:
    work(kept, "x" * 50_000, 1.0)
    code = (
        "import resource, signal, sys; from autograd_tutor.cli import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000));"
        "sys.exit(main(['export', 'work.json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "work.json can't be written: File too large.\n")
    assert [path.name for path in Path().iterdir()] == ["state"]


def test_to_another_machine(
    kept: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    work(kept, "x**3", 1.0)
    assert main(["export", "work.json"]) == 0
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path / "other"))
    capsys.readouterr()
    assert main(["import", "work.json"]) == 0
    assert capsys.readouterr().out == "New here: 1 attempt, 1 text, 1 cell of the playground.\n"
    assert main(["import", "work.json"]) == 0
    assert capsys.readouterr().out == "Nothing changed: all of it was here already.\n"
    assert main(["export", "-"]) == 0
    assert capsys.readouterr().out == Path("work.json").read_text(encoding="utf-8")
    store = Store(database.progress_file())
    assert store.position() == CUBIC
    assert store.draft(*CUBIC) == "x**3"
    assert store.standing(*CUBIC) == Standing(attempts=1, hints=1)
    store.close()


@pytest.mark.parametrize(("here", "there"), [(1.0, 2.0), (2.0, 1.0)])
def test_of_two_texts_the_newer_is_in_place_and_the_older_is_kept(
    kept: Path, capsys: Captured, here: float, there: float
) -> None:
    work(kept, "typed there", there)
    assert main(["export", "work.json"]) == 0
    kept.unlink()
    work(kept, "typed here", here)
    store = Store(kept, clock=lambda: 0.5)
    store.record(*CUBIC, "passed", "")
    capsys.readouterr()
    assert main(["import", "work.json"]) == 0
    assert "Older ones kept aside: 1." in capsys.readouterr().out
    newer, older = ("here", "there") if here > there else ("there", "here")
    assert store.draft(*CUBIC) == f"typed {newer}"
    assert store.standing(*CUBIC) == Standing(attempts=3, hints=1, passed=True)
    assert sorted(store.cells()) == ["cell: typed here", "cell: typed there"]
    assert main(["progress"]) == 0
    assert "1 text gave way to newer work" in capsys.readouterr().out
    assert main(["progress", "--replaced"]) == 0
    head, text = capsys.readouterr().out.splitlines()
    assert head.startswith("== first-derivative, type-a-function, 1970-01-01 ")
    assert text == f"typed {older}"
    store.reset(*CUBIC)
    store.close()
    assert main(["progress", "--replaced"]) == 0
    assert capsys.readouterr().out == "No text was replaced.\n"


def test_a_replaced_text_moves_no_terminal(kept: Path, capsys: Captured) -> None:
    work(kept, "\x1b[2J \x9b2J \u202e \ud800", 1.0)
    assert main(["export", "work.json"]) == 0
    work(kept, "new", 2.0)
    assert main(["import", "work.json"]) == 0
    capsys.readouterr()
    assert main(["progress", "--replaced"]) == 0
    assert "\\x1b[2J \\x9b2J \\u202e" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "work.json can't be imported: Expecting property name enclosed in double quotes in"),
        (b'{"format": "autograd-tutor progress", "version": 2}', "newer autograd-tutor"),
        (b'{"format": "autograd-tutor progress", "version": 1, "\x1b": 1}', "work.json"),
        (b'{"format": "autograd-tutor progress", "version": 1, "\xc2\x9b": 1}', "`\\x9b`"),
    ],
)
def test_a_bad_file_changes_nothing(kept: Path, capsys: Captured, data: bytes, words: str) -> None:
    work(kept, "x**3", 1.0)
    before = contents(kept.parent)
    Path("work.json").write_bytes(data)
    assert main(["import", "work.json"]) == 2
    heard = capsys.readouterr().err
    assert words in heard
    assert heard.endswith("Nothing was changed.\n")
    assert "\x9b" not in heard
    assert contents(kept.parent) == before


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_no_file_to_import(kept: Path, capsys: Captured, name: str) -> None:
    assert main(["import", name]) == 2
    assert f"{name} can't be read" in capsys.readouterr().err
    assert not kept.exists()


def test_an_import_that_fails_half_way_changes_nothing(kept: Path, capsys: Captured) -> None:
    work(kept, "typed there", 2.0)
    assert main(["export", "work.json"]) == 0
    kept.unlink()
    work(kept, "typed here", 1.0)
    with closing(sqlite3.connect(kept, isolation_level=None)) as file:
        file.execute(
            "CREATE TRIGGER full BEFORE INSERT ON cell BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    before = kept.read_bytes()
    assert main(["import", "work.json"]) == 1
    assert "no room" in capsys.readouterr().err
    assert kept.read_bytes() == before


def test_from_standard_input(kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    work(kept, "x**3", 1.0)
    assert main(["export", "work.json"]) == 0
    kept.unlink()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("work.json").read_bytes())))
    assert main(["import", "-"]) == 0
    assert kept.exists()


def test_nobody_reading_the_output_is_no_drama(kept: Path) -> None:
    work(kept, "x**3", 1.0)
    reader, writer = os.pipe()
    os.close(reader)
    tutor = [sys.executable, "-m", "autograd_tutor", "export", "-"]
    done = subprocess.run(tutor, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")
