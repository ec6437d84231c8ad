"""What each lesson says, to be checked: one module a lesson, named after it.

ANSWERS: a right answer to each exercise, by step id.
ALSO (optional): cells that no step holds, for other numbers that the prose states.
SHOWN: what must be printed, by step id, `answer:` and step id, or `also:` and name.
CURVES: how many curves are drawn, by the same names.
"""
