"""Files that a stranger may hand over as lessons: one for each number, the same in every run."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

from tests.hostile import words

Family: TypeAlias = Callable[[Random], bytes]

HEAD = "format: 1\nid: hostile\ntitle: Hostile\naims: [a]\nminutes: 1\n"
STEP = "  - {kind: read, id: step, title: A step, text: words}\n"
GOOD = f"{HEAD}steps:\n{STEP}"
BIG = [1_000, 100_000, 990_000, 1_000_001, 10_000_000]
"""Sizes of what is repeated, in characters; the third just fits into a lesson."""
TAGS = [
    *("!!python/object/apply:os.system", "!!python/name:os.system", "!!python/object/new:str"),
    *("!!binary", "!!timestamp", "!!set", "!!omap", "!!int", "!!null", "!", "!x", "!<tag:a,b:c>"),
    *("!!python/module:os", "!%1b", "!e!x", "!!" + "x" * 5_000, "!!str"),
]
VALUES = [
    *("2001-12-14t21:59:43.10-05:00", "2002-02-30", "190:20:30", "0o777", "0b11", "1_000", "+1"),
    *(
        ".inf",
        "-.INF",
        ".nan",
        "1e999",
        "-1e999",
        "1e-999",
        "9" * 399,
        "9" * 5_000,
        "0x" + "f" * 400,
    ),
    *("yes", "No", "null", "~", "''", '""', "[]", "{}", "- x", "? x", "1.0", "-1", "0", "1e3"),
    *('"\\x1b[2J"', '"\\e]0;x\\a"', '"\\u202e"', '"\\ud800"', '"\\U00110000"', '"\\N\\L\\P\\_"'),
    *('"\\0"', '"\\uFEFF"', "'\ue000'", "|", ">-", "|9\n x", "&a x", "*a", "!!int x", "@x", "%x"),
    *("`x`", "x: y", "x #y", "[x", "{x", '"x', "'x", "<<: *a", "{<<: {a: b}}", "[[[[x]]]]"),
]
SYNTAX = " \n\t-:?,[]{}#&*!|>'\"%@`~<=.0aé\\\r\x00\x1b\ufeff\u2028\x85"
ENCODINGS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-7", "latin-1", "cp037"]
CONTROLS = [0x00, 0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x202E, 0x2066]
CONTROLS += [0xFEFF, 0xFFFE, 0xFFFF, 0x90, 0x9D]


def size(random: Random) -> int:
    """How big; mostly within what a lesson may be."""
    return random.choice([*BIG[:3] * 3, *BIG[3:]])


def laughs(random: Random) -> bytes:
    """A billion of them, by aliases of aliases, as items or as merged fields."""
    depth, width = random.randint(5, 60), random.randint(2, 20)
    rows = ["a0: &a0 [lol, lol]"]
    for n in range(1, depth):
        if random.random() < 0.5:
            rows.append(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]")
        else:
            rows.append(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * width)}]")
    return "\n".join([*random.choice([[], [HEAD]]), *rows]).encode()


def cycle(random: Random) -> bytes:
    """What holds itself."""
    text = random.choice(
        ["&a [*a]", "&a {a: *a}", "a: &a\n  b: *a", "&a\n- *a", "? &a [*a]\n: *a", "*b", "a: &a"]
    )
    return random.choice([text, f"{HEAD}steps: {text.splitlines()[0]}"]).encode()


def tags(random: Random) -> bytes:
    """Tags that make objects elsewhere."""
    tag = random.choice(TAGS)
    value = random.choice(["x", "['id']", "{a: b}", '"id"', "", "\n  - id"])
    where = random.choice(["{}", "format: {}", GOOD.replace("words", "{}"), "- {}", "? {}\n: x"])
    return where.replace("{}", f"{tag} {value}", 1).encode()


def directives(random: Random) -> bytes:
    directive = random.choice(
        ["%YAML 1.1", "%YAML 9.9", "%TAG ! tag:x:", "%TAG !e! !", "%X \x1b", "%", "%YAML"]
    )
    return f"{directive}\n".encode() * random.choice([1, 2, 50_000]) + f"---\n{GOOD}".encode()


def deep(random: Random) -> bytes:
    """Brackets, braces, dashes or fields within each other."""
    opening = random.choice(["[", "{a: ", "- ", "? ", "[{", "{[a]: ", "-\n", "a: [", "[[],"])
    count = size(random) // len(opening)
    closing = random.choice(["", "]" * min(count, 1_000)])
    return (random.choice(["", HEAD, f"{HEAD}steps: "]) + opening * count + closing).encode()


def deep_block(random: Random) -> bytes:
    """Fields each further in than the last; sizes grow with the square of the depth."""
    depth = random.choice([15, 19, 20, 21, 25, 300, 1_300])
    item = random.choice(["a:", "-", "- a:"])
    return "\n".join(" " * n * (2 + 2 * (item == "- a:")) + item for n in range(depth)).encode()


def scalar(random: Random) -> bytes:
    """One enormous text, in every style."""
    unit = random.choice(
        ["x", "x ", "漢", "\\n", "''", "9", ".", "e", "-", "x\n\n  ", " ", "\\u0041"]
    )
    body = unit * (size(random) // len(unit))
    style = random.choice(
        ["{}", '"{}"', "'{}'", "|\n  {}", ">\n  {}", "#{}", "{}: x", "? {}", '"{}']
    )
    field = random.choice(
        ["", "format: ", "title: ", f"{HEAD}seed: ", GOOD.replace("words", "")[:-2]]
    )
    return (field + style.replace("{}", body, 1)).encode()


def many(random: Random) -> bytes:
    """More of something than anyone needs."""
    part = random.choice(
        [
            *("- x\n", "? x\n", "--- x\n", "...\n", "a: b\n", "\n", "# x\n", "[],", "{},", "'',"),
            *(STEP, "- \n", ": \n", ", ", "!x ", "&x ", "*x ", "''", "x,", "\t\n", "a:\n  - b\n"),
        ]
    )
    before = random.choice(["", f"{HEAD}steps:\n", f"{HEAD}steps: [", "["])
    return (before + part * (size(random) // len(part))).encode()


def many_fields(random: Random) -> bytes:
    """Thousands of names, near to the right ones or as long as can be."""
    count = random.choice([100, 5_000, 19_000, 30_000])
    name = random.choice(["k{}", "step{}", "tilte{}", "format{}", "s" * 30 + "{}"])
    before = random.choice(["", HEAD, HEAD.replace("title: ", "tit1e: ")])
    return (before + "".join(f"{name}: {n}\n".replace("{}", str(n)) for n in range(count))).encode()


def doubled(random: Random) -> bytes:
    """The same field, id, option or document twice."""
    return random.choice(
        [
            f"{GOOD}{STEP}",
            f"{GOOD}title: x\n",
            f"{GOOD}---\n{GOOD}",
            GOOD.replace("text: words", "text: words, text: words"),
            GOOD.replace("aims: [a]", "aims: [a, a]"),
            f"{GOOD}sources: [a, a]\n",
            f"{GOOD}teaches: [{{id: a}}, {{id: a}}]\n",
            f"{GOOD}\x20\x20- {{kind: choice, id: b, title: t, text: x, options: [{{text: a, "
            "right: true}, {text: a}]}\n",
            f"{GOOD}" + STEP * random.randint(2, 300),
        ]
    ).encode()


def merged(random: Random) -> bytes:
    """Anchors, aliases and merge keys where a lesson has fields."""
    return random.choice(
        [
            f"x: &x {{kind: read}}\n{GOOD.replace('kind: read', '<<: *x')}",
            GOOD.replace("kind: read", "<<: {kind: read}"),
            GOOD.replace("text: words", "text: &x words"),
            GOOD.replace("text: words", "text: *x"),
            f"&x {GOOD}",
            GOOD.replace("id: step", "&x id: step"),
            GOOD.replace("kind: read", "? <<\n    : read"),
        ]
    ).encode()


def valued(random: Random) -> bytes:
    """A right lesson with one strange value in it."""
    value = random.choice(VALUES)
    fields = [":".join(row.split(":")[:1]) for row in HEAD.splitlines()]
    field = random.choice([*fields, "seed", "requires", "licence", "steps", "words"])
    if field == "words":
        return GOOD.replace("words", value).encode()
    rows = [row for row in HEAD.splitlines() if not row.startswith(f"{field}:")]
    steps = [] if field == "steps" else ["steps:", STEP]
    return "\n".join([*rows, f"{field}: {value}", *steps]).encode()


def typed(random: Random) -> bytes:
    """A right lesson with values of other types than theirs, anywhere."""
    lesson = words.lesson(random)
    strange: list[Any] = [
        None,
        True,
        -1,
        10**400,
        1.5,
        "",
        " ",
        "x" * 25_000,
        [],
        [[]],
        {},
        {"a": 1},
    ]
    for _ in range(random.randint(1, 3)):
        holder, key = random.choice(places(lesson))
        holder[key] = random.choice(strange)
    return words.written(lesson, random).encode("utf-8", "surrogatepass")


def renamed(random: Random) -> bytes:
    """A right lesson with fields missing, added or misspelt."""
    lesson = words.lesson(random)
    holder, key = random.choice([each for each in places(lesson) if isinstance(each[0], dict)])
    value = holder.pop(key)
    if random.random() < 0.6:
        holder[random.choice([f"{key}s", words.word(random), "<<", "", key.upper()])] = value
    return words.written(lesson, random).encode()


def places(part: Any) -> list[tuple[Any, Any]]:
    """Each value in a part, as what holds it and under which key."""
    entries = part.items() if isinstance(part, dict) else enumerate(part)
    found = []
    for key, value in entries:
        found.append((part, key))
        if isinstance(value, dict | list):
            found += places(value)
    return found


def encoded(random: Random) -> bytes:
    """Another encoding, with its mark or without."""
    text = GOOD.replace("words", random.choice(["words", "naïve", "w"]))
    mark = random.choice([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf" * 2])
    return mark + text.encode(random.choice([*ENCODINGS, "utf-8"]), "replace")


def controls(random: Random) -> bytes:
    """A control character somewhere in a right lesson, as it is or by an escape."""
    code = random.choice(CONTROLS)
    raw = chr(code).encode("utf-8", "surrogatepass")
    if random.random() < 0.3:
        return GOOD.encode().replace(b"words", f'"a\\u{code:04x}b"'.encode())
    text = bytearray(GOOD.encode())
    at = random.randint(0, len(text))
    text[at:at] = random.choice([raw, raw, raw * 3, bytes([code & 0xFF]), b"\x1b]0;x\x07", b"\x00"])
    return bytes(text)


def broken(random: Random) -> bytes:
    """Bytes that no text has: cut, changed, overlong, or of chance alone."""
    text = bytearray(words.written(words.lesson(random), random).encode())
    if random.random() < 0.3:
        return random.randbytes(random.choice([0, 1, 3, 100, 10_000]))
    if random.random() < 0.4:
        return bytes(text[: random.randrange(len(text))])
    for _ in range(random.randint(1, 9)):
        at = random.randrange(len(text))
        text[at : at + 1] = random.choice(
            [b"", b"\xc0\x80", b"\xff", b"\xed\xa0\x80", b"\xf8\x88", random.randbytes(2)]
        )
    return bytes(text)


def punctuated(random: Random) -> bytes:
    """YAML's own marks in any order, within a lesson or alone."""
    marks = "".join(random.choices(SYNTAX, k=random.randint(1, 80)))
    return random.choice([marks, f"{HEAD}{marks}", GOOD.replace("words", marks)]).encode()


def ends(random: Random) -> bytes:
    """Line ends of other machines, tabs for indentation, blanks at the ends."""
    old, new = random.choice(
        [("\n", "\r\n"), ("\n", "\r"), ("\n", "\x85"), ("  ", "\t"), ("\n", " \n"), ("\n", "\n\r")]
    )
    return GOOD.replace(old, new, random.choice([-1, 1, 3])).encode()


def spoken(random: Random) -> bytes:
    """A right lesson: its words alone are hostile."""
    return words.written(words.lesson(random), random).encode()


FAMILIES: list[Family] = [
    *(laughs, cycle, tags, directives, deep, deep_block, scalar, many, many_fields, doubled),
    *(merged, valued, typed, renamed, encoded, controls, broken, punctuated, ends, spoken),
    *(valued, scalar, spoken, spoken, spoken),
]


def family(number: int) -> Family:
    """What kind of file has that number."""
    return FAMILIES[number % len(FAMILIES)]


def hostile_file(number: int) -> bytes:
    """The file of that number."""
    return family(number)(Random(number))
