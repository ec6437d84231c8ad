"""Markdown, spelling, wrapping, commands and the text that is typed."""

from __future__ import annotations

import io

import pytest

from autograd_tutor.plain.commands import COMMANDS, parse
from autograd_tutor.plain.prose import TIE, plain
from autograd_tutor.plain.spelling import spelled
from autograd_tutor.plain.text import Text
from autograd_tutor.plain.voice import Voice


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("## A *fine* day ##", "A fine day"),
        ("`x**2` is **not `x*2`**, but 2*x*3", "x**2 is not x*2, but 2*x*3"),
        ("``a ` b`` and \\*stars\\*", "a ` b and *stars*"),
        ("- one\n  more\n- two\n\n1. first\n2. second", "- one more\n- two\n\n1. first\n2. second"),
        ("Do:\n\n```python\nif x:\n    # **y**\n```\nso", "Do:\n\n    if x:\n        # **y**\nso"),
        ("````\n```\n````", "    ```"),
        ("text\n    that flows", "text that flows"),
        ("text\n\n    code * 2 * 3", "text\n\n    code * 2 * 3"),
        ("> said\n> twice", "said twice"),
        ("see [here](https://a.b/c)", "see here (https://a.b/c)"),
        ("one\n\n---\n\ntwo", "one\n\n\n\ntwo"),
    ],
)
def test_markdown_loses_its_marks(markdown: str, said: str) -> None:
    assert plain(markdown).replace(TIE, " ") == said


def test_signs_are_spelled_by_what_they_mean() -> None:
    assert spelled("f′(x) = 2π·x² ≤ √3 … “naïve” λ") == (
        'f\'(x) = 2pi*x^2 <= sqrt 3 ... "naive" \\N{GREEK SMALL LETTER LAMDA}'
    )


def test_words_are_wrapped_and_code_is_not() -> None:
    out = io.StringIO()
    voice = Voice(out, 20, ascii=False)
    voice.say("- a list item that goes on", "    code that is longer than twenty")
    assert out.getvalue() == (
        "- a list item that\n  goes on\n    code that is longer than twenty\n"
    )


def test_no_line_is_broken_inside_code() -> None:
    out = io.StringIO()
    Voice(out, 20, ascii=True).say(plain("So then it is now `(x + 1)*2`."))
    assert out.getvalue() == "So then it is now\n(x + 1)*2.\n"


def test_what_is_said_begins_a_line() -> None:
    out = io.StringIO()
    voice = Voice(out, 80, ascii=False)
    voice.pass_on("no end")
    voice.say("Done.")
    voice.ask("> ")
    voice.answered("x")
    voice.ask("> ")
    voice.answered(None)
    voice.freshen()
    assert out.getvalue() == "no end\nDone.\n> x\n> "


def test_commands_have_names_and_letters_of_their_own() -> None:
    words = [word for each in COMMANDS for word in (each.name, each.letter)]
    assert len(set(words)) == len(words)
    assert all(parse(each.letter) == parse(each.name) for each in COMMANDS)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("next", ("next", [])),
        (" N ", None),
        (" n ", ("next", [])),
        ("next to it", None),
        ("s * x", None),
        ("e 1 2", ("edit", ["1", "2"])),
        ("edit", None),
        ("edit x", None),
        ("insert", ("insert", [])),
        ("paste", ("write", [])),
        ("starter", ("reset", [])),
        ("at 1.5", ("at", ["1.5"])),
        ("f -.5e1", ("at", ["-.5e1"])),
        ("at x", None),
        ("at 1e999", None),
        ("?", ("help", [])),
        ("", None),
    ],
)
def test_a_line_is_a_command_only_with_as_many_words(
    line: str, command: tuple[str, list[str]] | None
) -> None:
    assert parse(line) == command


def test_lines_are_replaced_inserted_removed_and_all_is_undone() -> None:
    text = Text("a\nb", None)
    text.splice(2, 2, ["x", "y"])
    assert text.now == "a\nx\ny"
    text.splice(1, 0, ["top"])
    text.splice(5, 4, ["end"])
    assert text.lines == ["top", "a", "x", "y", "end"]
    text.splice(2, 4, [])
    assert text.draft == "top\nend"
    text.restart()
    assert text.draft is None
    while text.undo():
        pass
    assert text.now == "a\nb"


def test_an_empty_text_has_no_lines() -> None:
    text = Text("", None)
    assert text.lines == []
    text.splice(1, 0, ["x"])
    assert text.now == "x"
    text.splice(1, 1, [])
    assert (text.now, text.draft) == ("", None)
