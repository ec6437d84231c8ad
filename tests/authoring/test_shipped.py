import pytest

from autograd_tutor.cli import main


def test_lint_finds_nothing_wrong_with_the_shipped_lessons(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(["lint"])
    assert (capsys.readouterr().out, status) == ("", 0)
