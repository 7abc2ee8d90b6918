"""The generated parts by name, each with the title of its chapter; `shapes` says which document has which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.reports.composing import annexes, policy, result
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.telling import Blocks


@dataclass(frozen=True)
class Part:
    title: Any
    blocks: Callable[[Material], Blocks]
    fresh: bool = False  # whether its chapter begins a page
    once_told: bool = False  # whether there is no chapter while it has nothing to tell


PARTS = {
    "method": Part(_("Method and how to check this report"), annexes.method),
    "annex": Part(_("Annex: data"), annexes.annex),
    "submission": Part(_("Submission"), policy.submission),
    "background": Part(_("Background and course"), policy.background),
    "outline": Part(_("Outline of the deliberation"), policy.outline),
    "findings": Part(_("Results in brief"), policy.findings),
    "recommendations": Part(_("What is recommended"), policy.recommendations),
    "measures": Part(_("Supplementary measures"), policy.measures),
    "minority": Part(_("Minority opinions and points to note"), policy.minority_opinions),
    "follow_up": Part(_("Request for implementation and how it is checked"), policy.follow_up),
    "signatures": Part(_("Members and signatures"), policy.signatures, fresh=True),
    "overview": Part(_("Overview"), result.overview),
    "origin": Part(_("Choice of the agenda and analysis of the conflict"), result.origin),
    "design": Part(_("Design of the deliberation"), result.design),
    "participants": Part(_("Participants"), result.participants),
    "course": Part(_("Course of the deliberation"), result.course),
    "results": Part(_("Opinions and votes"), result.results),
    "issues": Part(_("Deliberation by issue"), result.issues),
    "texts": Part(_("The recommendations"), result.texts),
    "answers": Part(_("The city's answer and what became of it"), result.answers, once_told=True),
    "evaluation": Part(_("Evaluation and suggestions"), result.evaluation),
}
