"""What a stranger may write where a lesson has text, and lessons that are made of it.

A lesson with such words in it is right: they are to be shown, and to do nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any]

MOST = 8_000
"""Characters that a text may have."""
MARKUP = [
    *("[red]no[/red]", "[/]", "[b", "[@click=app.quit]x[/]", "[link=https://a.b]x[/link]"),
    *("[@click=screen.bell]x[/]", "$accent", "[$text on $error]x[/]", "[not a tag]", "\\[b]"),
    *("{0}", "{x!r}", "%s%n", "${HOME}", "`id`", "$(id)", "../../etc/passwd", "<script>x</script>"),
]
ESCAPES = [
    *(r"\x1b[2J", r"\033]0;x\a", r"\u202e", "^[[31m", "␛[2J", r"\e[5m"),
    *("&#27;[2J", "&#x1b;]0;x&#7;", "&#155;31m", "&#12;", "&#13;", "&#x202e;", "&#x2066;a&#x2069;"),
    *("&#x2028;", "&#x2029;", "&#133;", "&#0;", "&#xfeff;", "&NewLine;", "&Tab;", "&#xD800;"),
    *("&#8;", "&#127;", "&#x9b;", "&#99999999;", "&zwj;", "&rlm;", "&shy;"),
]
MARKS = [
    *("`", "``", "`a", "*", "**", "*a ", "_a", "~~a", "[", "[a](", "![](", "](", "[a]: b\n"),
    *("> ", "- ", "1. ", "# ", "| a ", "|-", "***\n", "```\n", "~~~x\n", "<a ", "<!--", "&#x"),
    *("www.", "http://a", "a@", "\\", "\t", "    a\n", "- [ ] ", "[^1]", ":smile:", "$$", "{{"),
]
LINKS = [
    *("[a](javascript:alert(1))", "[a](file:///etc/passwd)", "[a]('\"\\)", "[a](<b c>)"),
    *("![a](/dev/zero)", "![a](http://127.0.0.1/x)", "<https://a.b/'\")(>", "[a][b]\n\n[b]: c"),
    *("[&#27;](&#27;)", "[a](b '&#27;')", "[a](#%1b%5d)", "https://a.b/\u00ad%0d%0a", "[](\\)"),
]
ODD = [
    *("e" + "\u0301" * 40, "\u200b", "\u200d", "\u2060", "\u00ad", "\u034f", "\u115f", "\u3164"),
    *(
        "漢字",
        "ｗｉｄｅ",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🇩🇪🇩",
        "👍🏽",
        "✔️",
        "1️⃣",
        "\U000e0041\U000e0042",
        "\ufe0e",
    ),
    *("אבג", "مرحبا", "\u200f\u200e\u061c", "ﷺ", "𒐫", "\U0010fffd", "\ue000", "\U000f0000"),
    *("\ufffd", "\u0378", "\u1abf", "\u0f0b", "\u17d8", "\u2800", "█", "ǆ", "ß", "İ", "ﬁ"),
]
SEEDS = [*MARKUP, *ESCAPES, *MARKS, *LINKS, *ODD]


def word(random: Random) -> str:
    """One of them."""
    return random.choice(SEEDS)


def line(random: Random, most: int) -> str:
    """One line as titles and labels are: no blanks at its ends."""
    words = " ".join(word(random) for _ in range(random.randint(1, 4))).replace("\n", " ")
    return words[:most].strip() or "x"


def mixed(random: Random) -> str:
    """Paragraphs of them."""
    glue = random.choice([" ", "\n", "\n\n", ""])
    return "x" + glue.join(word(random) for _ in range(random.randint(1, 60)))


def nested(random: Random) -> str:
    """One mark over and over, as deep as a text may be."""
    mark = random.choice([*MARKS, word(random)])
    end = random.choice(["", "x", "\n\nx"])
    return "x" * random.randint(0, 1) + mark * random.randint(50, MOST // len(mark) - 9) + end


def indented(random: Random) -> str:
    """Lists and quotes within each other."""
    mark = random.choice(["- a", "> a", "1. a", "* ", "> - a"])
    depth = random.randint(5, 60)
    return "\n".join("  " * n + mark for n in range(depth))


def table(random: Random) -> str:
    """A table of many rows or columns."""
    columns = random.choice([1, 3, 30, 300])
    rows = min(random.choice([1, 30, 300]), MOST // (columns * 5) - 4)
    cell = random.choice(["a", "漢", "**a"])
    return "\n".join([f"|{cell}" * columns, "|-" * columns, *[f"|{cell}" * columns] * max(1, rows)])


def runs(random: Random) -> str:
    """Runs of one mark, each longer than the last."""
    mark = random.choice("`*_~[]()#>-|")
    return "x " + " ".join(mark * n for n in range(1, random.randint(10, 120)))


def long(random: Random) -> str:
    """One word, or blanks, of all the length there may be."""
    return "x" + random.choice(["x", " ", "\n", "\u00a0", "漢", "\u0301", "\t", "\n\n"]) * (
        random.randint(1, 3_900)
    )


TEXTS: list[Callable[[Random], str]] = [mixed, nested, indented, table, runs, long, mixed]


def text(random: Random) -> str:
    """What stands where a step has its text."""
    return (random.choice(TEXTS)(random)[:MOST].strip("\n") + ".")[-MOST:]


def read(random: Random) -> Data:
    return {"kind": "read"}


def choice(random: Random) -> Data:
    options = {line(random, 150) + str(n): n for n in range(random.randint(2, 9))}
    right = random.randrange(2)
    return {
        "kind": "choice",
        "options": [
            {"text": words, "right": n == right, "say": text(random)}
            for words, n in options.items()
        ],
        "hints": [text(random)],
        "after": text(random),
    }


def number(random: Random) -> Data:
    answer = random.choice([0, -0.0, 1e308, 5e-324, 1e-9, 123456789, 1 / 3])
    return {"kind": "number", "answer": answer, "hints": [text(random)], "after": text(random)}


def order(random: Random) -> Data:
    items = [line(random, 150) + str(n) for n in range(random.randint(3, 8))]
    return {"kind": "order", "items": items, "after": text(random)}


def explain(random: Random) -> Data:
    points = [line(random, 150) + str(n) for n in range(random.randint(1, 6))]
    return {"kind": "explain", "points": points, "after": text(random)}


def demo(random: Random) -> Data:
    words = ascii(word(random))
    code = random.choice(
        [f"print({words})", f"raise ValueError({words})", f"# {line(random, 80)}", text(random)]
    )
    return {"kind": "demo", "code": code, "seconds": 1}


def plot(random: Random) -> Data:
    low = random.choice([-1e6, -1.0, 0.0])
    series = [
        {"label": line(random, 20) + str(n), "y": random.choice(["x", "1/x", "x/0", "x(", "'a'"])}
        for n in range(random.randint(1, 6))
    ]
    high = low + random.choice([1e-9, 1.0, 1e6])
    return {"kind": "plot", "series": series, "range": [low, high], "alt": text(random)}


def expression(random: Random) -> Data:
    return {
        "kind": "expression",
        "starter": line(random, 150),
        "answer": "x",
        "hints": [text(random)],
    }


STEPS: list[Callable[[Random], Data]] = [
    *(read, choice, number, order, explain, demo, plot, expression),
]


def lesson(random: Random, id: str = "hostile") -> Data:
    """A right lesson of a few steps with a stranger's words in every text."""
    steps = []
    for place in range(random.randint(1, 3)):
        common = {"id": f"step-{place}", "title": line(random, 55), "text": text(random)}
        steps.append(common | random.choice(STEPS)(random))
    return {
        "format": 1,
        "id": id,
        "title": line(random, 55),
        "aims": [line(random, 50) + str(n) for n in range(random.randint(1, 4))],
        "minutes": random.randint(1, 120),
        "seed": random.choice([0, 2**31]),
        "sources": [line(random, 150)],
        "steps": steps,
    }


def written(value: object, random: Random) -> str:
    """The value as YAML; JSON is YAML, but for characters that YAML has no escape in common for."""
    return json.dumps(value, ensure_ascii=False, indent=random.choice([None, 1]))
