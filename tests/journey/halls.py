"""A meeting in session on its screens: what is pressed there, and what the screens then show."""

from playwright.sync_api import Page, expect

from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings.models import Meeting
from tests.journey.walker import Walker


def at(meeting: Meeting, *parts: str) -> str:
    return "/".join([meeting.get_absolute_url().rstrip("/"), *parts]) + "/"


def seat_people(desk: Walker, meeting: Meeting, tables: int) -> None:
    """Assign the tables by the page, and publish them."""
    desk.go(at(meeting, "tables")).fill(tables=tables).press("Assign the tables").press("Publish the tables")


def watch(walker: Walker, meeting: Meeting, screen: str, width: int = 360) -> Page:
    """A screen of the meeting, at the width of the device on which it stays open."""
    walker.go(at(meeting, screen)).page.set_viewport_size({"width": width, "height": 900})
    return walker.page


class Console:
    """The facilitator's page. Each press waits for what it brings about."""

    def __init__(self, walker: Walker, meeting: Meeting) -> None:
        self.page, self.words = watch(walker, meeting, "console", 1024), walker.words
        self.hands = self.page.locator("[data-hand]")

    def press(self, label: str, **values: object) -> "Console":
        self.page.get_by_role("button", name=self.words(label) % values, exact=True).click()
        return self

    def step(self, part: str) -> None:
        self.press("Next: %(item)s", item=part)
        expect(self.page.locator("[data-now-title]")).to_have_text(part)

    def queue(self, *codes: str) -> None:
        """These wait, in this order."""
        expect(self.hands.locator("strong")).to_have_text(list(codes))

    def call(self, code: str) -> None:
        self.hands.filter(has_text=code).get_by_role("button", name=self.words("Call"), exact=True).click()
        expect(self.page.locator("[data-speaking] strong")).to_have_text(code)

    def finished(self) -> None:
        self.press("Has finished")
        expect(self.page.get_by_text(self.words("Nobody is speaking."))).to_be_visible()

    def has_note(self, text: str) -> None:
        expect(self.page.locator("[data-notes]").get_by_text(text)).to_have_count(1)


def raise_hand(phone: Walker) -> None:
    phone.page.get_by_role("button", name=phone.words("Raise your hand")).click()
    expect(phone.page.get_by_text(phone.words("Your hand is up."))).to_be_visible()


def all_show(screens: list[Page], text: str) -> None:
    for screen in screens:
        expect(screen.get_by_text(text).first).to_be_visible()


def write(walker: Walker, text: str) -> None:
    """Keep a note on the page of notes, which stays as it is."""
    walker.page.locator("textarea").fill(text)
    walker.page.get_by_role("button", name=walker.words("Keep this note")).click()
    expect(walker.page.locator("textarea")).to_have_value("")


def end(desk: Walker, meeting: Meeting, screens: list[Page]) -> None:
    desk.go(at(meeting)).press("End the meeting")
    all_show(screens, desk.words("Thank you for coming"))


def take_on(desk: Walker, note: Note, *codes: str) -> None:
    """A note becomes what each code names."""
    desk.go(note.get_absolute_url())
    for code in codes:
        desk.fill(become=code).press("Take it on")


def review(walker: Walker, meeting: Meeting, stand: str) -> None:
    walker.go(at(meeting, "minutes")).fill(stand=stand).press("Give the table's word")
