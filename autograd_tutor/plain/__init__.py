"""The whole course line by line, for those who listen to it, for dumb terminals and scripts."""
