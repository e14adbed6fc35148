"""Forms as no page of ours sends them: past what the page allows, in another shape, twice over, with other columns."""

import pytest

from tests.attacks.test_whole_or_not import contents
from tests.attacks.world import World

pytestmark = pytest.mark.any_engine


def is_free(action: str) -> bool:
    """Whether the form keeps whatever is typed and says what is wrong when it is to be signed."""
    return action.endswith(("/draft", "/decide"))


@pytest.mark.parametrize("who", ["lead", "subject", "head", "admin"])
def test_what_the_page_would_not_let_anybody_send_is_refused(who: str, world: World):
    tried, taken = 0, []
    for page, form in world.forms(who):
        if is_free(form.action):
            continue
        back = world.keep()
        before = contents()
        beyond = {name: "x" * (most + 1) for name, most in form.longest.items()}
        for name, value in (*beyond.items(), *((name, "none of these") for name in form.choices)):
            answer = world.browsers[who].post(form.action, data=form.filled(**{name: value}))
            tried += 1
            # A page of what would follow changes nothing.
            if answer.status_code == 303 or (answer.status_code == 200 and contents() != before):
                taken.append((page, form.action, name, value[:20], answer.status_code))
        back()
    assert taken == [], taken
    assert tried >= 3


@pytest.mark.parametrize("who", ["lead", "subject", "admin"])
def test_a_form_is_read_from_the_body_of_its_own_kind_alone(who: str, world: World):
    """The same fields in the address, as JSON or as an array count as nothing said; said twice, nothing fails."""
    for page, form in world.forms(who):
        back = world.keep()
        browser, filled = world.browsers[who], form.filled()

        def status(back=back, browser=browser, address=form.action, **kwargs) -> int:
            answer = browser.post(address, **kwargs)
            back()
            return answer.status_code

        path = form.action.partition("?")[0]
        nothing = status(data={})
        if not form.files:
            assert status(json=filled) == nothing, (page, form.action)
            assert status(data={f"{name}[]": values for name, values in filled.items()}) == nothing, (page, form.action)
        if "?" not in form.action:
            assert status(address=path, query_string=filled, data={}) == nothing, (page, form.action)
        twice = {name: [*values, "x", *values] for name, values in filled.items()}
        assert status(data=twice) < 500, (page, form.action)
