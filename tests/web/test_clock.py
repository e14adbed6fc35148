"""What time it is: one moment a request, and the clock's own outside of one."""

from flask import Flask

from app.web.clock import now


def test_a_request_has_one_moment_and_the_next_its_own(shape: Flask):
    with shape.test_request_context():
        first = now()
        assert now() == first
    with shape.test_request_context():
        assert now() > first


def test_outside_a_request_time_goes_on(shape: Flask):
    with shape.app_context():
        first = now()
        while now() == first:
            pass
