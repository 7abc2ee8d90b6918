from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "deliberation.rounds"

    def ready(self) -> None:
        from deliberation.accounts.actions import ERASURES  # noqa: PLC0415 - models exist only now
        from deliberation.notices.kinds import register as register_notice  # noqa: PLC0415 - models exist only now
        from deliberation.processes.kinds import register as register_stage  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import Page  # noqa: PLC0415 - models exist only now
        from deliberation.processes.pages import register as register_page  # noqa: PLC0415 - models exist only now
        from deliberation.rounds import (  # noqa: PLC0415 - models exist only now
            argumentkind,
            bookrules,  # noqa: F401
            calendars,
            learning,
            listeningkind,
            listeningrules,  # noqa: F401
            mediationkind,
            meeting_kind,
            noting,
            questionkind,
            reading,
        )
        from deliberation.spaces.kinds import register as register_item  # noqa: PLC0415 - models exist only now

        register_page(Page("materials", _("Briefing book"), "rounds:book", right="rounds.see_book"))
        register_stage(learning.LearningKind())
        register_stage(meeting_kind.MeetingsKind())
        register_stage(listeningkind.ListeningKind())
        register_stage(mediationkind.MediationKind())
        register_stage(argumentkind.ArgumentsKind())
        register_stage(questionkind.QuestionsKind())
        for item in (*argumentkind.ITEMS, *questionkind.ITEMS):
            register_item(item)
        register_item(noting.NoteItem())
        for room in (learning, meeting_kind, argumentkind, questionkind):
            for notice in room.NOTICES:
                register_notice(notice)
        ERASURES.extend([calendars.forget, reading.forget])
