"""What msgspec says of a wrong lesson, as a place in the file and what to write instead.

msgspec says what is wrong and where; the remedy comes from the model, by way of `anatomy`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from msgspec.inspect import LiteralType, StructType

from autograd_tutor.lesson.anatomy import Part, bare, example, names, part_at, rule, structs
from autograd_tutor.lesson.document import Node, Road, find
from autograd_tutor.lesson.source import LessonError, short

_WANTED = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "fields",
}
_GOT = _WANTED | {"float": "a decimal number", "null": "empty"}
_RELATIONS = {
    ">=": "at least",
    "<=": "at most",
    ">": "more than",
    "<": "less than",
    None: "exactly",
}
_ENTRIES = {"series": "curve", "teaches": "concept"}

_PLACE = re.compile(r"(?P<said>.*) - at `\$(?P<road>[^`]*)`", re.DOTALL)
_TURN = re.compile(r"\.(?P<name>\w+)|\[(?P<index>\d+)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_TYPE = re.compile(r"Expected `(\w+)(?: \| null)?`, got `(\w+)`")
_LENGTH = re.compile(r"Expected `(\w+)` of length (>=|<=)? ?(\d+)(?:, got \d+)?")
_SIZE = re.compile(r"Expected `\w+` (>=|<=|>|<) (\S+)")


def explain(path: Path, root: Node, message: str) -> LessonError:
    """The located error for msgspec's message, such as ``Expected `int`, got `str` - at `$.x```."""
    place = _PLACE.fullmatch(message)
    said, road = (place["said"], _road(place["road"])) if place else (message, ())
    node, part = find(root, road), part_at(root, road)
    if match := _UNKNOWN.fullmatch(said):
        mark = node.names.get(match[1], node.mark)
        return LessonError(path, *mark, *_unknown(part, match[1]))
    if match := _MISSING.fullmatch(said):
        return _missing(path, root, road, match[1])
    if road[-1:] == ("kind",):
        return LessonError(path, *node.mark, *_kind(part_at(root, road[:-1]), part, node))
    return LessonError(path, *node.mark, *_value(root, road, said))


def _road(text: str) -> Road:
    return tuple(t["name"] or int(t["index"]) for t in _TURN.finditer(text))


def _entry(part: Part) -> str:
    """What one entry of the list is called: `step`, `check`."""
    return _ENTRIES.get(part.name, part.name.removesuffix("s"))


def _owner(part: Part) -> str:
    kind = f"{part.type.tag} " if isinstance(part.type, StructType) and part.type.tag else ""
    return f"the {kind}{_entry(part)}"


def _unknown(part: Part, name: str) -> tuple[str, str]:
    allowed = names(part.type) if isinstance(part.type, StructType) else []
    problem = f"{_owner(part)} has no field called `{short(name)}`"
    return problem, f"{_nearest(name, allowed)}its fields are: {', '.join(allowed)}"


def _missing(path: Path, root: Node, road: Road, name: str) -> LessonError:
    node, part = find(root, road), part_at(root, road)
    known = {each for struct in structs(part.type) for each in names(struct)}
    for misspelt in get_close_matches(name, node.names.keys() - known, n=1):
        problem = f"{_owner(part)} has no field called `{short(misspelt)}`"
        return LessonError(path, *node.names[misspelt], problem, f"did you mean `{name}`?")
    remedy = f"add it, for example {example(part_at(root, (*road, name)))}"
    return LessonError(path, *node.mark, f"{_owner(part)} has no `{name}`", remedy)


def _kind(owner: Part, part: Part, node: Node) -> tuple[str, str]:
    """A kind of step or check that there isn't."""
    allowed = _words(part)
    word = node.value if isinstance(node.value, str) else ""
    problem = f"there is no kind of {_entry(owner)} called `{short(word)}`"
    if not word:
        problem = f"the kind of a {_entry(owner)} is a word"
    return problem, f"{_nearest(word, allowed)}the kinds are: {', '.join(allowed)}"


def _nearest(name: str, allowed: list[str]) -> str:
    close = get_close_matches(name[:60].lower(), allowed, n=2)
    return f"did you mean {' or '.join(f'`{c}`' for c in close)}? " if close else ""


def _value(root: Node, road: Road, said: str) -> tuple[str, str]:
    """A value that its field can't have."""
    part, place = part_at(root, road), road[-1] if road else ""
    name, remedy = f"`{part.name}`", f"write {example(part)}"
    if isinstance(place, int):
        name = f"item {place + 1} of {name}"
        remedy = f"write {example(part_at(root, road[:-1]))}"
    words = _words(part)
    if words:
        remedy = f"write {part.name}: {' or '.join(', '.join(words).rsplit(', ', 1))}"
    if said.startswith("Invalid enum value"):
        value = str(find(root, road).value)
        return f"{name} can't be `{short(value)}`", f"{_nearest(value, words)}{remedy}"
    if match := _TYPE.fullmatch(said):
        quotable = not words and match[1] == "str" and match[2] in ("int", "float", "bool")
        problem = f"{name} must be {_WANTED.get(match[1], match[1])}, not {_GOT.get(match[2])}"
        return problem, "put it in quotes" if quotable else remedy
    if match := _LENGTH.fullmatch(said):
        unit = ("character" if match[1] == "str" else "item") + "s" * (match[3] != "1")
        problem = f"{name} must have {_RELATIONS[match[2]]} {int(match[3]):,} {unit}"
        return problem, "shorten it" if match[2] == "<=" else remedy
    if match := _SIZE.fullmatch(said):
        return f"{name} must be {_RELATIONS[match[1]]} {float(match[2]):,.10g}", remedy
    if said.startswith("Expected `str` matching regex"):
        return f"{name} is not written as it should be", f"write {rule(part.type)}"
    return f"{name} can't be used: {said}", remedy


def _words(part: Part) -> list[str]:
    """The words that its field may be, if there are only those."""
    kind = bare(part.type)
    return [str(each) for each in kind.values] if isinstance(kind, LiteralType) else []
