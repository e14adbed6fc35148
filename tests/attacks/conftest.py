"""The world that attacks are made on."""

import pytest

from tests.attacks.world import World, build


@pytest.fixture
def world(app, sign_in, another_client) -> World:
    return build(app, sign_in, another_client)
