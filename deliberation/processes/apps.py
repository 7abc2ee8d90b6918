from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "deliberation.processes"

    def ready(self):
        from deliberation.notices import kinds as notices  # noqa: PLC0415 - models exist only now
        from deliberation.processes import kinds, sequels, wordings  # noqa: PLC0415 - models exist only now
        from deliberation.processes.kind import EventKind  # noqa: PLC0415 - models exist only now
        from deliberation.processes.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        kinds.register(EventKind())
        register_records(ROOM)
        register_sequels("agenda", sequels.of_agenda)
        register_sequels("council", sequels.of_council)
        for wording in wordings.WORDINGS:
            notices.register(wording)
