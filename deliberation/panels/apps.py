from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PanelsConfig(AppConfig):
    name = "deliberation.panels"

    def ready(self):
        from deliberation.accounts.actions import ERASURES  # noqa: PLC0415 - models exist only now
        from deliberation.panels.actions import forget  # noqa: PLC0415 - models exist only now
        from deliberation.processes import pages  # noqa: PLC0415 - models exist only now

        ERASURES.append(forget)
        pages.register(pages.Page("people", _("Enter drawn participants"), "panels:import", right="panels.import"))
        pages.register(pages.Page("people", _("Participants by district, sex and age"), "panels:seats"))
