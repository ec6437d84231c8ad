"""A class: what many learners handed in, run again and judged, without a screen."""
