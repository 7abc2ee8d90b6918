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
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        register_page(Page("materials", _("Recommendations"), "recommendations:list"))
        register_sequels("statement", sequels.of_statement)
        register_stage(kind.DraftingKind())
        register_stage(kind.AdoptionKind())
        for wording in WORDINGS:
            register(Wording(*wording))


WORDINGS = [
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
