from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConflictsConfig(AppConfig):
    name = "deliberation.conflicts"

    def ready(self):
        from deliberation.conflicts import defaults, kinds, withholding  # noqa: PLC0415 - models exist only now
        from deliberation.notices.kinds import register  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now

        post_migrate.connect(defaults.install, sender=self)
        for source in withholding.SOURCES:
            withheld.register(source)
        for notice in kinds.NOTICES:
            register(notice)
