"""`python -m autograd_tutor`: the same as the console script."""

import sys

from autograd_tutor.cli import main

sys.exit(main())
