"""What is raised by every way to start a server, or to reach one."""


class LaunchError(Exception):
    """There will be no server: says what to do."""
