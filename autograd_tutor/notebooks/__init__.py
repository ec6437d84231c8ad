"""Notebooks both ways: a notebook becomes a lesson's draft, a learner's work becomes a notebook."""
