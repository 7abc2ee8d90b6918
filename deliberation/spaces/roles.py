from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CHAIR = "chair", _("committee chair")
    COMMITTEE = "committee", _("committee member")
    OFFICIAL = "official", _("city official")
    ADMINISTRATOR = "administrator", _("administrator")
    FACILITATOR = "facilitator", _("facilitator")
    SIDE = "side", _("side representative")
    PARTICIPANT = "participant", _("participant")
    OBSERVER = "observer", _("observer")
    EXPERT = "expert", _("conflict expert")
    SUPPORT = "support", _("support group")
    CONTRACTOR = "contractor", _("contractor")

    @classmethod
    def staff(cls) -> list["Role"]:
        """Roles that decide about others or read what is restricted: they sign in with a second factor."""
        return [cls.CHAIR, cls.COMMITTEE, cls.OFFICIAL, cls.ADMINISTRATOR, cls.FACILITATOR, cls.EXPERT, cls.SUPPORT]
