"""A person at a browser, who reads and presses in the language of the page."""

import re
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from deliberation.accounts.models import User
from tests.sign_in import sign_in

PATIENCE = 30_000  # milliseconds
# What a page is made of: two pages of the same parts, whatever their words and number, are checked once.
PARTS = """() => document.documentElement.lang + [...new Set([...document.querySelectorAll("body *")]
    .map(part => `${part.parentElement.className} ${part.tagName}.${part.className}`))].sort().join("\\n")"""
CHECKED: set[str] = set()


class Walker:
    """Every kind of page on which the walker arrives is checked at both widths; ``screens`` are the addresses seen.

    Labels are given in English, as in the source, and looked for as the page shows them.
    """

    def __init__(self, page, assert_accessible: Callable, language: str = "ko") -> None:
        self.page, self.language = page, language  # on a phone's width, as most people come
        self._main = page.locator("main")
        self._assert_accessible = assert_accessible
        self.screens: list[str] = []
        page.set_default_timeout(PATIENCE)

    def words(self, text: str) -> str:
        with override(self.language):
            return gettext(text)

    def go(self, address: str) -> "Walker":
        self.page.goto(address)
        return self._arrive()

    def counted(self, singular: str, plural: str, n: int) -> str:
        with override(self.language):
            return ngettext(singular, plural, n) % {"n": n}

    def press(self, label: str, of: str = "", inside: str = "") -> "Walker":
        """Press the button of this label; where there are several, the one ``of`` a thing or ``inside`` its article."""
        return self._use("button", label, of, inside)

    def follow(self, label: str, of: str = "") -> "Walker":
        return self._use("link", label, of)

    def _use(self, role: str, label: str, of: str, inside: str = "") -> "Walker":
        name = re.escape(self.words(label)) + (r"\s*:\s*" + re.escape(of) if of else "")
        place = self.page.get_by_role("article").filter(has_text=inside) if inside else self._main
        with self.page.expect_navigation():
            place.get_by_role(role, name=re.compile(f"^{name}$")).click()
        return self._arrive()

    def fill(self, **fields: object) -> "Walker":
        """Fill fields of a form by their names; a moment is filled in as the city's clock shows it."""
        for name, value in fields.items():
            field = self._main.locator(f'[name="{name}"]:not([type=hidden])')
            if isinstance(value, datetime):
                field.fill(timezone.localtime(value).strftime("%Y-%m-%dT%H:%M"))
            elif field.first.get_attribute("type") == "radio":
                self._main.locator(f'[name="{name}"][value="{value}"]').check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))
        return self

    def check(self, *names: str) -> "Walker":
        for name in names:
            self.page.locator(f'[name="{name}"]').check()
        return self

    def reads(self, text: str) -> "Walker":
        """The page shows this text (already in its language)."""
        shown = self._shown()
        assert text in shown, f"{self.page.url} does not say {text!r}:\n{shown}"
        return self

    def lacks(self, text: str) -> "Walker":
        assert text not in self._shown(), f"{self.page.url} says {text!r}"
        return self

    def _shown(self) -> str:
        return self.page.locator("body").inner_text()

    def offers(self, label: str) -> bool:
        return bool(self._main.get_by_role("button", name=self.words(label), exact=True).count())

    def _arrive(self) -> "Walker":
        self.page.wait_for_load_state("load")
        self.screens.append(self.page.url)
        made_of = self.page.evaluate(PARTS)
        if made_of not in CHECKED:
            CHECKED.add(made_of)
            self._assert_accessible(self.page)
        return self


def signed_in(walker: Walker, user: User, address: str) -> Walker:
    """The walker with the session of somebody whose second factor, if any, is shown already."""
    sign_in(walker.page.context, user, address)
    return walker
