"""Measures the tutor beside its peers in a real terminal: `python -m bench`."""
