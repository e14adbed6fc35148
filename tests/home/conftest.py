"""The people of these tests, each at a browser."""

import pytest

from tests import make


@pytest.fixture
def unit(app):
    return make.unit()


@pytest.fixture
def isla(unit, sign_in, another_client):
    return sign_in(unit.isla, another_client())


@pytest.fixture
def lowri(unit, sign_in, another_client):
    return sign_in(unit.lowri, another_client())
