from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "deliberation.reports"

    def ready(self) -> None:
        from deliberation.notices.kinds import Wording, register  # noqa: PLC0415 - models exist only now
        from deliberation.processes.actions import CLOSED  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import Page  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import register as register_page  # noqa: PLC0415 - models exist only now
        from deliberation.reports.tasks import check_voices_after  # noqa: PLC0415 - models exist only now

        CLOSED.append(check_voices_after)
        register_page(Page("overview", _("Reports"), "reports:list"))
        title = _("A file of %(process)s is ready")
        body = _("The file that you asked for, of edition %(edition)s, can be downloaded.")
        register(Wording("report_ready", title, body, by_mail=False))
        title = _("A file of %(process)s could not be made")
        body = _("Its page says why. It can be asked for again there.")
        register(Wording("report_failed", title, body, by_mail=False))
