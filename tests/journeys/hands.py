"""Two ways to work a page: with a mouse, each press counted by the page itself, and with the keys alone."""

from typing import Any

from playwright.sync_api import Locator

from tests.journeys.visitor import Visitor

COUNTING = """
for (const kind of ['pointerdown', 'change']) document.addEventListener(kind, event => {
  if (kind === 'change' && event.target.tagName !== 'SELECT') return;
  sessionStorage.setItem('presses', Number(sessionStorage.getItem('presses') || 0) + 1);
}, true);
"""
MOST_STOPS = 150  # more presses of Tab than any page has places to stop at


class Mouse:
    """Links and buttons by their words, questions by their key. Writing is done without a press."""

    def __init__(self, visitor: Visitor, *, scripts: bool = True) -> None:
        self.visitor, self.page, self.scripts = visitor, visitor.page, scripts
        visitor.context.add_init_script(COUNTING)

    @property
    def presses(self) -> int:
        """How often a mouse button went down or a list was changed in this tab."""
        return int(self.page.evaluate("Number(sessionStorage.getItem('presses') || 0)"))

    def forget(self) -> None:
        """Count from nought."""
        self.page.evaluate("sessionStorage.removeItem('presses')")

    def press(self, words: str, role: Any) -> None:
        """Follow a link or press a button."""
        self.pressable(words, role).click()

    def answer(self, key: str, value: str) -> None:
        """Choose one of a question's radios, or one of its list."""
        field = self.field(key)
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.page.locator(f'[name="a-{key}"][value="{value}"]').check()

    def write(self, key: str, text: str) -> None:
        """Write an answer in words."""
        self.field(key).fill(text)

    def pressable(self, words: str, role: Any) -> Locator:
        """The first link or button whose words contain these."""
        return self.page.get_by_role(role, name=words).first

    def field(self, key: str) -> Locator:
        """The fields of a question of a draft, or of any form."""
        return self.page.locator(f'[name="a-{key}"], [name="{key}"]:not([type="hidden"])')

    def wait_until_saved(self) -> None:
        """Until the bar at the foot says so; a page without scripts saves when a button is pressed."""
        if self.scripts:
            self.page.evaluate("document.activeElement.blur()")
            self.page.wait_for_selector('.foot-bar[data-state="saved"]:has-text("Saved")')


class Keys(Mouse):
    """The same with Tab, Enter, Space and the arrows."""

    def press(self, words: str, role: Any) -> None:
        """Tab to a link or button and press Enter."""
        self.reach(self.pressable(words, role))
        self.page.keyboard.press("Enter")

    def answer(self, key: str, value: str) -> None:
        """Tab to a list and name the choice, or to radios and move with the arrows."""
        field = self.field(key)
        if field.first.evaluate("field => field.tagName") == "SELECT":
            self.reach(field)
            self.page.keyboard.type(field.locator(f'option[value="{value}"]').text_content() or "", delay=20)
        else:
            self.reach(field)
            self.page.keyboard.press("Space")
            for _ in range(field.count()):
                if self.page.locator(f'[name="a-{key}"]:checked').get_attribute("value") == value:
                    break
                self.page.keyboard.press("ArrowRight")
        chosen = field.first.evaluate(
            "field => field.tagName === 'SELECT' ? field.value : field.form.elements[field.name].value"
        )
        assert chosen == value, key

    def write(self, key: str, text: str) -> None:
        """Tab to a field and type."""
        self.reach(self.field(key))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def reach(self, target: Locator) -> None:
        """Press Tab until one of these has the focus, which must then be seen and be in view."""
        target.first.wait_for(state="attached")
        for _ in range(MOST_STOPS):
            if target.evaluate_all("all => all.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{target} cannot be reached with Tab")
        hidden = self.page.evaluate(
            """() => {
              const field = document.activeElement, place = field.getBoundingClientRect();
              const bar = document.querySelector('.foot-bar')?.getBoundingClientRect();
              const covered = bar && !field.closest('.foot-bar') && place.top >= bar.top && place.top < bar.bottom;
              return covered || place.bottom <= 0 || place.top >= innerHeight;
            }"""
        )
        assert not hidden, "what has the focus is out of sight"
