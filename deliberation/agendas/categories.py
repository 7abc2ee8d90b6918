"""What proposals and agendas are about, in a few words that people filter by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    ENVIRONMENT = "environment", _("environment and energy")
    TRANSPORT = "transport", _("transport")
    HOUSING = "housing", _("housing and urban planning")
    WELFARE = "welfare", _("welfare and health")
    EDUCATION = "education", _("education and children")
    CULTURE = "culture", _("culture and heritage")
    ECONOMY = "economy", _("economy and jobs")
    SAFETY = "safety", _("safety")
    OTHER = "other", _("other")
