"""Lesson sum-trick: numbers that its prose states."""

from tests.lesson.said import Claim

CLAIMS: dict[str, Claim] = {}
