"""The author's loop: check lessons, begin a new one, try its answers, see it as a learner will."""
