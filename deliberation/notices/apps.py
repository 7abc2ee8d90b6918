from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "deliberation.notices"

    def ready(self):
        from deliberation.accounts.actions import ERASURES  # noqa: PLC0415 - models exist only now
        from deliberation.notices.actions import forget  # noqa: PLC0415 - models exist only now

        ERASURES.append(forget)
