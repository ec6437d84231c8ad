"""Started as a script by any Python >= 3.10 that has torch: becomes the server.

Only our own package is made importable, by its path: the site-packages it lives in belongs to
another interpreter, and the current directory may hold a `torch.py` of the learner's.
"""

import importlib.util
import sys
from pathlib import Path


def main() -> None:
    """Make the package around this file importable and become what is asked for."""
    package = Path(__file__).resolve().parent.parent
    sys.path[:] = [entry for entry in sys.path if entry not in ("", str(package / "evaluator"))]
    spec = importlib.util.spec_from_file_location(
        "autograd_tutor", package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["autograd_tutor"] = module
    spec.loader.exec_module(module)
    become()


def become() -> None:
    """Import the server, a host's, or a worker that is not forked, and run it."""
    if sys.version_info < (3, 10):  # noqa: UP036
        version = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"{sys.executable} is Python {version}; the evaluator needs 3.10 or newer")
    from autograd_tutor.evaluator import server, spawned

    if sys.argv[1] == "worker":
        spawned.main(sys.argv[2:])
    elif sys.argv[1] == "host":
        from autograd_tutor.evaluator import host

        host.serve(sys.argv[2:])
    else:
        server.serve(sys.argv[2:])


if __name__ == "__main__":
    main()
