from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "deliberation.recommendations"

    def ready(self):
        from deliberation.notices.kinds import Wording, register  # noqa: PLC0415 - models exist only now
        from deliberation.processes.kinds import register as register_stage  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import Page  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import register as register_page  # noqa: PLC0415 - models exist only now
        from deliberation.recommendations import kind, rules, sequels  # noqa: F401, PLC0415 - models exist only now
        from deliberation.rounds.arguments.kind import TextItem  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.kinds import register as register_item  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        register_page(Page("materials", _("Recommendations"), "recommendations:list"))
        register_stage(kind.DraftingKind())
        register_stage(kind.AdoptionKind())
        register_sequels("statement", sequels.of_statement)
        register_sequels("argument", sequels.of_argument)
        for name, label in ITEMS.items():
            register_item(TextItem(name, label))
        for wording in WORDINGS:
            register(Wording(*wording))


ITEMS = {"amendment": _("Amendment"), "dissent": _("Minority opinion"), "group_text": _("Text of a drafting group")}
WORDINGS = [
    (
        "theme_given",
        _("Your group drafts a recommendation"),
        _("In %(process)s the theme “%(title)s” is with your group. Its page shows what was said; you can write."),
    ),
    (
        "amendment_coauthor",
        _("You are asked to carry an amendment"),
        _("In %(process)s somebody named you as co-author of an amendment to “%(title)s”. You are shown if you agree."),
    ),
    (
        "amendment_decided",
        _("Your amendment has been decided"),
        _("In %(process)s it was decided about your amendment to “%(title)s”. The page shows how, and why."),
    ),
    (
        "amendment_merged",
        _("Your amendment was merged with one that says the same"),
        _("In %(process)s your amendment to “%(title)s” counts under no. %(n)s now, with its supports."),
    ),
    (
        "recommendation_signed",
        _("The committee has signed the recommendation"),
        _("The policy recommendation of %(process)s is adopted. The page shows its text and who signed it."),
    ),
    (
        "recommendation_delivered",
        _("The recommendation has been handed to the mayor"),
        _("The policy recommendation of %(process)s has been handed over. The page shows when."),
    ),
]
