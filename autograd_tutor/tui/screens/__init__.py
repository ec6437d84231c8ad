"""The screens: one for lessons, and the modal ones over it."""
