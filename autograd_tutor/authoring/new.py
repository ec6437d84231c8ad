"""`autograd-tutor new lesson`: a draft that works, and says what its fields are for."""

from __future__ import annotations

import re
from pathlib import Path

from autograd_tutor.lesson.load import LessonError

TEMPLATE = Path(__file__).with_name("template.yaml")
_NUMBERED = re.compile(r"(?:(\d+)-)?(.+)\.yaml")

LEFT_TO_DO = """\
{path} is a draft that works. What is left to do:
- put your own words and code in the place of the example's;
- write hints and an `after` for each exercise: `autograd-tutor lint {path}` asks for them;
- once its ids are final, list them: `autograd-tutor lint --accept {path}`.
See it while you write: `autograd-tutor preview {path}`."""


def new_lesson(id: str, directory: Path) -> Path:
    """Write a draft, after the lessons that the directory has, and give back where.

    Raises:
        LessonError: the directory can't be used, or there is such a lesson.
    """
    try:
        found = [match for path in directory.iterdir() if (match := _NUMBERED.fullmatch(path.name))]
        if there := next((match[0] for match in found if match[2] == id), None):
            remedy = "choose another id, or go on with this file"
            raise LessonError(directory / there, 1, 1, "this lesson is already there", remedy)
        number = 1 + max((int(match[1] or 0) for match in found), default=0)
        path = directory / f"{number:02}-{id}.yaml"
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.read_text(encoding="utf-8").replace("LESSON-ID", id))
    except OSError as error:
        problem = f"no lesson can be written here: {error.strerror}"
        remedy = "name a directory with --dir that you may write in"
        raise LessonError(directory, 1, 1, problem, remedy) from None
    return path
