from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "deliberation.reports"

    def ready(self) -> None:
        from deliberation.notices.kinds import Wording, register  # noqa: PLC0415 - models exist only now
        from deliberation.processes.actions import CLOSED  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import Page  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import register as register_page  # noqa: PLC0415 - models exist only now
        from deliberation.reports import defaults, withholding  # noqa: PLC0415 - models exist only now
        from deliberation.reports.cases import sequels  # noqa: PLC0415 - models exist only now
        from deliberation.reports.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.reports.tasks import check_voices_after  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        post_migrate.connect(defaults.install, sender=self)
        CLOSED.append(check_voices_after)
        register_page(Page("overview", _("Reports"), "reports:list"))
        register_page(Page("overview", _("Records of the case"), "cases:process", "reports.bundle"))
        register_records(ROOM)
        for source in withholding.SOURCES:
            withheld.register(source)
        register_sequels("conflict", sequels.of_conflict)
        title = _("A file of %(process)s is ready")
        body = _("The file that you asked for, of edition %(edition)s, can be downloaded.")
        register(Wording("report_ready", title, body, by_mail=False))
        title = _("A file of %(about)s could not be made")
        body = _("Its page says why. It can be asked for again there.")
        register(Wording("report_failed", title, body, by_mail=False))
        title = _("A bundle of %(case)s is ready")
        body = _("The bundle that you asked for can be downloaded.")
        register(Wording("bundle_ready", title, body, by_mail=False))
