"""The process of one visitor: the full-screen tutor with the options that the server got.

They come as JSON, in the first argument: what the command line of the server meant, and no other.
"""

from __future__ import annotations

import argparse
import json
import sys

from autograd_tutor.starts import start_tutor


def main() -> int:
    """Run the tutor until its visitor leaves; its exit status."""
    try:
        return start_tutor(argparse.Namespace(**json.loads(sys.argv[1])))
    except Exception as error:
        from autograd_tutor.crash import STATUS, apology

        print(apology(error), file=sys.stderr)
        return STATUS


if __name__ == "__main__":
    sys.exit(main())
