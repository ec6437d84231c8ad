"""What of an environment the server gets: no key, token or socket of the account's."""

from __future__ import annotations

from collections.abc import Mapping

KEPT_PREFIXES = (
    *("LC_", "CUDA_", "NVIDIA_", "ROCR_", "HIP_", "HSA_"),
    *("OMP_", "MKL_", "PYTORCH_", "TORCH_", "CONDA_"),
)
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")
SET = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONUTF8": "1"}
"""Set so that the server stays one thread, and speaks UTF-8."""


def kept(names: Mapping[str, str]) -> list[str]:
    """The names of those variables that it gets."""
    return [name for name in names if name in KEPT or name.startswith(KEPT_PREFIXES)]


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The server's environment, made from these variables."""
    return {name: variables[name] for name in kept(variables)} | SET
