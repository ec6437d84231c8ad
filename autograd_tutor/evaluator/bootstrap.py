"""The first words to a far Python, sent as source: they turn it into the server they came with.

Any Python from 3.6 on understands them, so that the package itself can say that one is too old.
"""

import binascii
import os
import sys
import tempfile

MARKER = b"autograd-tutor evaluator:\n"
"""Comes before the first frame: what a login or a module system prints on stdout is before it."""


def start(
    package: str,
    arguments: "list[str]",
    kept: "tuple[str, ...]",
    prefixes: "tuple[str, ...]",
    fixed: "dict[str, str]",
) -> None:
    """Become the server: a fresh Python, with the rest of the package in a file without a name.

    `package`: an archive in base64. Of the environment, names in `kept` and with these `prefixes`
    remain; `fixed` is added.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in kept or name.startswith(prefixes)
    }
    environment.update(fixed)
    archive = f"/dev/fd/{unnamed_file(binascii.a2b_base64(package))}"
    os.chdir("/")
    os.write(1, MARKER)
    os.execve(sys.executable, [sys.executable, archive, "server", *arguments], environment)


def unnamed_file(content: bytes) -> int:
    """A descriptor of a file that no path leads to and that ends with its last process."""
    try:
        fd = os.memfd_create("autograd-tutor", 0)
    except (AttributeError, OSError):  # not Linux, or one that forbids it
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    with os.fdopen(os.dup(fd), "wb") as file:
        file.write(content)
    os.set_inheritable(fd, True)
    return fd
