from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "deliberation.opinions"

    def ready(self) -> None:
        from deliberation.notices.kinds import register as register_notice  # noqa: PLC0415 - models exist only now
        from deliberation.opinions import kind  # noqa: PLC0415 - models exist only now
        from deliberation.processes.kinds import register as register_stage  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.kinds import register as register_item  # noqa: PLC0415 - models exist only now

        register_stage(kind.OpinionRoundKind())
        register_item(kind.StatementItem())
        register_item(kind.ReplyItem())
        for notice in kind.NOTICES:
            register_notice(notice)
