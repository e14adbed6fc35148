"""The secret key that a service makes for itself: whole, private, and one for all its processes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.config import from_environment


def key(folder):
    return from_environment({"INSTANCE_DIR": str(folder)})["SECRET_KEY"]


def test_processes_that_start_at_once_use_one_key(tmp_path):
    with ThreadPoolExecutor(8) as many:
        found = set(many.map(lambda _: key(tmp_path), range(32)))
    assert found == {(tmp_path / "secret_key").read_text()}
    assert len(found.pop()) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"], "nothing is left lying about"
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "\n", "short"])
def test_a_key_that_anybody_could_guess_is_refused(tmp_path, text):
    """What a loss of power may leave of a file: with an empty key anybody could make a cookie or a signed number."""
    (tmp_path / "secret_key").write_text(text)
    with pytest.raises(ValueError, match="at least 32 characters"):
        key(tmp_path)
