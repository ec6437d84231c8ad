"""A learner's work as the bytes of a notebook or of a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.notebooks.reading import NEEDED, NotebookError
from autograd_tutor.notebooks.work import Part


def notebook(parts: Iterable[Part]) -> bytes:
    """A notebook without outputs, the same for the same work.

    Raises:
        NotebookError: nbformat is not installed.
    """
    try:
        from nbformat import v4, writes
    except ImportError:
        raise NotebookError(NEEDED) from None
    make: dict[str, Callable[..., object]] = {
        "text": v4.new_markdown_cell,
        "code": v4.new_code_cell,
    }
    cells = [make[part.kind](part.source, id=f"cell-{at}") for at, part in enumerate(parts, 1)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = v4.new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    return f"{writes(whole)}\n".encode()  # type: ignore[no-untyped-call]


def script(parts: Iterable[Part]) -> bytes:
    """A Python script whose cells begin with `# %%`, as editors know them."""
    return "\n\n".join(map(_lines, parts)).encode() + b"\n"


def _lines(part: Part) -> str:
    if part.kind == "code":
        return f"# %%\n{part.source}"
    words = [f"# {line}".rstrip() for line in visible(part.source).split("\n")]
    return "\n".join(["# %% [markdown]", *words])


FORMS: dict[str, Callable[[Iterable[Part]], bytes]] = {"ipynb": notebook, "py": script}
"""What `export` can write beside its own JSON."""
