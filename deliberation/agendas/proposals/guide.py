"""The way through writing a proposal: one thing a page, in plain words, each with an example."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Step:
    slug: str
    title: Any
    words: Any
    example: Any
    fields: tuple[str, ...]
    takes_files: bool = False


STEPS = (
    Step(
        "question",
        _("The question"),
        _("What should the people of the city talk through? Ask one question to which there is more than one answer."),
        _(
            "“Should the parking lot of the park become a lawn, or stay as it is?” is a question. “Abolish the parking "
            "lot!” is a demand: nobody could answer it."
        ),
        ("title",),
    ),
    Step(
        "contested",
        _("What is contested"),
        _("On which point do people disagree? Write the reasons of each side as its people would themselves."),
        _(
            "“Shopkeepers need the parking lot, since their customers come by car. Families wish for a lawn, since "
            "there is none within walking distance.”"
        ),
        ("contested",),
    ),
    Step(
        "background",
        _("Background"),
        _("What has happened so far? Whom does it concern? Where can one read about it? Leave out names and numbers."),
        _(
            "“The parking lot was built in 2009 for 80 cars. The district asked residents in 2025; 412 answered. The "
            "result is on its website.”"
        ),
        ("background",),
        takes_files=True,
    ),
    Step(
        "place",
        _("Place and category"),
        _("Where does it matter most, and what is it about? People find your proposal by this."),
        _("A question about one bus line concerns its districts; one about fares concerns the whole city."),
        ("district", "category"),
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}
NAMES = [*(step.title for step in STEPS), _("Co-proposers"), _("Look and publish")]


def after(step: Step) -> Step | None:
    """The next step with a text, or None when the co-proposers come next."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None
