from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "deliberation.spaces"

    def ready(self):
        from deliberation.accounts.actions import ERASURES  # noqa: PLC0415 - models exist only now
        from deliberation.notices.kinds import register  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.actions import forget  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure.sources import SOURCES  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.notices import NOTICES  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.own_records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now

        ERASURES.append(forget)
        register_records(ROOM)
        for source in SOURCES:
            withheld.register(source)
        for wording in NOTICES:
            register(wording)
