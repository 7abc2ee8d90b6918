"""Participants in two groups, themes, and drafts of theirs, reached by actions."""

from deliberation.panels.models import Seat
from deliberation.recommendations.drafting.actions import draft_recommendation
from deliberation.recommendations.groups.actions import form_groups
from deliberation.recommendations.models import DraftingGroup, Recommendation, Theme
from deliberation.recommendations.themes.actions import give_theme, raise_themes
from tests.cast import person
from tests.recommendations.amendments.scene import fresh
from tests.recommendations.scene import Scene, drafting
from tests.standing import standing

SAFETY, JOBS = "안전과 신뢰", "지역 일자리"
OPINION, OTHER = "점검 결과를 누구나 볼 수 있어야 합니다.", "주민이 점검에 참여해야 합니다."
TEXT = "시는 점검 결과를 공개한다."


@standing
def grouped(traveller, seats: int = 4) -> tuple[Scene, list[DraftingGroup], list[Seat]]:
    """An open drafting stage with two groups; Ben is the first seat, in the first group, as is every second one."""
    scene = drafting(traveller)
    people = [scene.cast.ben, *(person(f"Citizen{n}") for n in range(1, seats))]
    taken = [
        Seat.objects.create(process=scene.process, user=user, code=f"A-{n:02}") for n, user in enumerate(people, 1)
    ]
    parts = [taken[::2], taken[1::2]]
    return scene, form_groups(scene.stage("drafting"), parts, by=scene.cast.ada), taken


def raised(scene: Scene, *titles: str) -> list[Theme]:
    return [again(row) for row in raise_themes(scene.stage("drafting"), titles or [SAFETY, JOBS], by=scene.cast.ada)]


def again(theme: Theme) -> Theme:
    return Theme.objects.select_related("stage__process__space", "group", "recommendation").get(pk=theme.pk)


def given(scene: Scene, theme: Theme, group: DraftingGroup) -> Theme:
    give_theme(again(theme), group, by=scene.cast.ada)
    return again(theme)


def written(scene: Scene, theme: Theme, seat: Seat, text: str = TEXT) -> Recommendation:
    about = {"title": theme.title, "text": text, "statements": scene.statements[:1], "theme": again(theme)}
    return fresh(draft_recommendation(scene.stage("drafting"), **about, seat=seat, by=seat.user))
