import pytest


@pytest.fixture(autouse=True)
def in_colours(colour_terminal: None) -> None:
    """What is on the screen does not depend on the terminal that the tests run in."""
