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
        from deliberation.rounds import withholding  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.arguments import kind as argument_kind  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.arguments import rules as argument_rules  # noqa: F401, PLC0415 - models exist only now
        from deliberation.rounds.book import kind as book_kind  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.book import reading  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.book import rules as book_rules  # noqa: F401, PLC0415 - models exist only now
        from deliberation.rounds.floor import noting  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.listening import kind as listening_kind  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.listening import rules as listening_rules  # noqa: F401, PLC0415 - models exist only now
        from deliberation.rounds.mediation import kind as mediation_kind  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.meetings import calendars  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.meetings import kind as meeting_kind  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.questions import kind as question_kind  # noqa: PLC0415 - models exist only now
        from deliberation.rounds.questions import rules as question_rules  # noqa: F401, PLC0415 - models exist only now
        from deliberation.rounds.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.disclosure import withheld  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.kinds import register as register_item  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now

        register_page(Page("materials", _("Briefing book"), "rounds:book", right="rounds.see_book"))
        register_stage(book_kind.LearningKind())
        register_stage(meeting_kind.MeetingsKind())
        register_stage(listening_kind.ListeningKind())
        register_stage(mediation_kind.MediationKind())
        register_stage(argument_kind.ArgumentsKind())
        register_stage(question_kind.QuestionsKind())
        for item in (*argument_kind.ITEMS, *question_kind.ITEMS):
            register_item(item)
        register_item(noting.NoteItem())
        register_records(ROOM)
        for room in (book_kind, meeting_kind, argument_kind, question_kind):
            for notice in room.NOTICES:
                register_notice(notice)
        for source in withholding.SOURCES:
            withheld.register(source)
        ERASURES.extend([calendars.forget, reading.forget])
