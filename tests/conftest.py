"""Hypothesis draws the same examples in every run, and no slow machine fails a test."""

from hypothesis import settings

pytest_plugins = ["pytester", "autograd_tutor.testing"]

settings.register_profile("same everywhere", deadline=None, derandomize=True)
settings.load_profile("same everywhere")
