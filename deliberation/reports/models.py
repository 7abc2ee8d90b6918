"""All that this room keeps: each subject has a folder with its own models."""

from deliberation.reports.approval.models import Registration
from deliberation.reports.editions.models import Edition
from deliberation.reports.editor.models import Publication, Report, Section
from deliberation.reports.exporting.models import Download, Export
from deliberation.reports.rulebook import RetentionRules

__all__ = ["Download", "Edition", "Export", "Publication", "Registration", "Report", "RetentionRules", "Section"]
