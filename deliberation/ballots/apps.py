from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "deliberation.ballots"

    def ready(self):
        from deliberation.accounts.actions import ERASURES  # noqa: PLC0415 - models exist only now
        from deliberation.ballots import rules, sequels  # noqa: F401, PLC0415 - models exist only now
        from deliberation.ballots.complaints.actions import forget  # noqa: PLC0415 - models exist only now
        from deliberation.ballots.kind import BallotKind  # noqa: PLC0415 - models exist only now
        from deliberation.ballots.records import ROOM  # noqa: PLC0415 - models exist only now
        from deliberation.notices.kinds import Wording, register  # noqa: PLC0415 - models exist only now
        from deliberation.processes.kinds import register as register_stage  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.records import register as register_records  # noqa: PLC0415 - models exist only now
        from deliberation.spaces.sequels import register as register_sequels  # noqa: PLC0415 - models exist only now

        register_stage(BallotKind())
        register_sequels("recommendation", sequels.of_recommendation)
        register_records(ROOM)
        title = _("The result of the ballot is announced")
        body = _("The result of the ballot of %(process)s is public. The page shows it, and how to check it yourself.")
        register(Wording("ballot_announced", title, body))
        title = _("Your complaint about a vote is answered")
        body = _(
            "Complaint %(number)s about the ballot of %(process)s is answered. The reason stands below the result."
        )
        register(Wording("complaint_answered", title, body))
        ERASURES.append(forget)
