"""The course and its exercises, for every way to go through it: full screen or line by line."""
