from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgendasConfig(AppConfig):
    name = "deliberation.agendas"

    def ready(self):
        from deliberation.accounts.actions import ERASURES  # noqa: PLC0415 - models exist only now
        from deliberation.agendas import concealing, defaults, kinds, withholding  # noqa: PLC0415 - models exist only now
        from deliberation.agendas.agenda import sequels  # noqa: PLC0415 - models exist only now
        from deliberation.agendas.bodies import steering  # noqa: PLC0415 - models exist only now
        from deliberation.agendas.proposals import actions  # noqa: PLC0415 - models exist only now
        from deliberation.agendas.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.notices.kinds import register  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.concealing import register as register_names  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.kinds import register as register_item  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        post_migrate.connect(defaults.install, sender=self)
        ERASURES.extend([actions.forget, steering.forget])
        register_names(concealing.called)
        register_records(ROOM)
        register_item(kinds.ProposalItem())
        register_sequels("conflict", sequels.of_conflict)
        for source in withholding.SOURCES:
            withheld.register(source)
        for notice in kinds.NOTICES:
            register(notice)
