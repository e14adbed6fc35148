"""What a machine may be unable to do. A test that needs it is then left out, and the end of the run says why."""

from typing import NoReturn

import pytest


def cannot(why: str) -> NoReturn:
    """Leave the test out on this machine."""
    pytest.skip(f"This machine can't do it: {why}")
