from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ResponsesConfig(AppConfig):
    name = "deliberation.responses"

    def ready(self):
        from deliberation.notices.kinds import register  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import Page  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import register as register_page  # noqa: PLC0415 - models exist only now
        from deliberation.recommendations.adoption.actions import DELIVERED  # noqa: PLC0415 - models exist only now
        from deliberation.responses import defaults, kinds, sequels, withholding  # noqa: PLC0415 - models exist only now
        from deliberation.responses.answering.actions import begin_answers  # noqa: PLC0415 - models exist only now
        from deliberation.responses.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.kinds import register as register_item  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        post_migrate.connect(defaults.install, sender=self)
        DELIVERED.append(begin_answers)
        register_records(ROOM)
        register_page(Page("overview", _("The city's answer"), "responses:process", "responses.read"))
        register_sequels("recommendation", sequels.of_recommendation)
        for source in withholding.SOURCES:
            withheld.register(source)
        for item in kinds.ITEMS:
            register_item(item)
        for notice in kinds.NOTICES:
            register(notice)
