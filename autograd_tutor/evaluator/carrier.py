"""Started as a script: becomes the prefix's command, which is asked to end if the tutor is killed.

Without that, `srun` would go on queueing for a tutor that is no more.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Execute the command that our arguments are."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
