"""The world that attacks are made on."""

import pytest

from tests.attacks.world import World, build


@pytest.fixture
def world(store, sign_in, another_client) -> World:
    return store.once("world", lambda: build(store, sign_in, another_client))
