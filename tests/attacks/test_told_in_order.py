"""What is wrong with a form is told in the order of its page, and each line leads to its field."""

import re

import pytest

from tests.attacks.world import World

pytestmark = pytest.mark.any_engine
SUMMARY = re.compile(r'class="error-summary.*?</div>', re.DOTALL)


@pytest.mark.parametrize("who", ["lead", "subject", "admin"])
def test_what_is_wrong_is_told_in_the_order_in_which_it_is_asked(who: str, world: World):
    told, wrong = 0, []
    for page, form in world.forms(who):
        back = world.keep()
        text = world.browsers[who].post(form.action, data={}).text
        back()
        found = SUMMARY.search(text)
        asked = [name for name in re.findall(r'href="#([^"]+)"', found[0]) if name not in form.hidden] if found else []
        places = [text.find(f' id="{name}"') for name in asked]
        told += bool(places)
        if -1 in places or places != sorted(places):
            wrong.append((page, form.action, asked))
    assert wrong == []
    assert told
