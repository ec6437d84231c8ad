"""Numbers to characters: sanitising, curves, and what they say in words."""
