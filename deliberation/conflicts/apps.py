from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConflictsConfig(AppConfig):
    name = "deliberation.conflicts"

    def ready(self):
        from deliberation.conflicts import defaults, kinds, withholding  # noqa: PLC0415 - models exist only now
        from deliberation.conflicts.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.notices.kinds import register  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now

        post_migrate.connect(defaults.install, sender=self)
        register_records(ROOM)
        for source in withholding.SOURCES:
            withheld.register(source)
        for notice in kinds.NOTICES:
            register(notice)
