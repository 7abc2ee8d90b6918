"""Texts of the demo city's answers.

What Incheon recommended in 2020 is on record, and so is that the landfill was dropped after the change of mayor in
2022, that the districts site incinerators since 2024 and that half of them were stuck in 2025. All else is fictional.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Answer:
    """``days`` until it is done; ``budget`` in million won, from this year on."""

    verdict: str
    department: str
    plan: str = ""
    reason: str = ""
    days: int = 0
    budget: tuple[int, ...] = ()
    budget_source: str = ""


@dataclass(frozen=True)
class Recommended:
    """A text as it was signed: title and summary in both languages, and titles with texts of its recommendations."""

    slug: str
    titles: tuple[str, str, str, str]
    recommendations: list[tuple[str, str]]


LANDFILL = {
    1: Answer(
        "accepted",
        "자원순환과",
        "송도와 청라의 소각 시설을 먼저 현대화하고, 시설이 없는 권역은 군·구와 입지를 협의합니다.",
        days=900,
        budget=(1_200, 18_000, 42_000),
        budget_source="국비 40%, 시비 60%",
    ),
    2: Answer(
        "partly",
        "매립지정책과",
        "입지선정위원회를 두고 주민 대표, 전문가, 시 공무원이 함께 후보지를 정합니다.",
        "위원회는 권고대로 둡니다. 다만 지형과 지질 때문에 매립지를 지을 수 없는 땅은 시가 먼저 조사하여 빼므로, "
        "후보지를 미리 정하지 않는다는 부분은 일부만 받아들입니다.",
        days=540,
        budget=(150, 400),
        budget_source="시비",
    ),
    3: Answer(
        "declined",
        "매립지정책과",
        reason="지금의 소각 용량으로는 모든 생활폐기물을 태울 수 없습니다. 소각 시설이 늘기 전에 직매립을 멈추면 "
        "쓰레기를 치우지 못하는 지역이 생깁니다. 현대화가 끝나는 해에 다시 검토하여 시민에게 알리겠습니다.",
    ),
    4: Answer(
        "accepted",
        "자원순환과",
        "시청과 직속기관에서 일회용품을 쓰지 않습니다. 군·구도 함께하도록 협약을 맺고, "
        "사업장 폐기물 수수료는 해마다 조정합니다.",
        days=200,
        budget_source="예산이 들지 않음",
    ),
    5: Answer(
        "accepted",
        "환경안전과",
        "시설 주변의 냄새, 대기, 수질 측정값을 실시간으로 공개합니다.",
        days=300,
        budget=(300, 250),
        budget_source="시비",
    ),
}
IN_DRAFT = 5
ASKED = ("예산담당관", "국비 신청이 내년 3월에 끝나므로 설계비를 먼저 세우는 데 동의합니다.")
STILL_ASKED = "보건환경연구원"
EXTENSION = "주민 건강 조사의 방법을 보건환경연구원, 해당 구 보건소와 정하는 데 시간이 더 필요합니다."
MILESTONES = [
    (1, "광역 소각 시설 현대화 기본계획 수립", 150),
    (2, "입지선정위원회 구성", 90),
    (4, "시청과 직속기관에서 일회용품 쓰지 않기", 60),
]
PROGRESS = "기본계획 용역을 공고했습니다. 다음 달에 수행 기관을 정합니다."
DONE = "청사 안 매점과 회의실에서 일회용 컵을 없애고 다회용 컵 세척기를 두었습니다. 점검표를 붙입니다."
EVIDENCE = "청사,점검일,일회용품\n본청,1주차,없음\n신관,1주차,없음\n도시철도건설본부,1주차,없음\n"
CONTESTS = [
    (
        "신관 1층 매점에서 어제도 일회용 컵에 음료를 주었습니다. 영수증을 찍어 올렸습니다.",
        "https://example.org/photo/1",
    ),
    ("민원동 회의실에 종이컵이 그대로 있습니다. 점검표에는 민원동이 빠져 있습니다.", "https://example.org/photo/2"),
]

WASTE_TITLES = (
    "2020 친환경 자원순환 공론화: 권고의 이행",
    "Waste recycling 2020: what became of the recommendation",
    "2020년 7월 29일 시장에게 전달한 권고가 그 뒤 어떻게 되었는지 이어서 기록합니다.",
    "What became of the recommendation that was handed to the mayor on 29 July 2020.",
)
HANDED_OVER = date(2020, 7, 29)
FIRST_CHECK = date(2021, 2, 9)
WASTE_RECOMMENDED = [
    (
        "소각 시설을 현대화하고 없는 곳에는 새로 짓는다",
        "지금 있는 광역 소각 시설을 현대화하고, 소각 시설이 없는 곳에는 새로 짓습니다.",
    ),
    (
        "인천만의 매립지를 만든다",
        "입지선정위원회를 통하여 자체매립지를 만듭니다. 주민의 안전과 환경을 가장 먼저 따집니다.",
    ),
    ("쓰레기를 줄이는 규칙을 세운다", "폐기물을 원천에서 줄이는 규칙을 세우고 시행합니다."),
]
WASTE_2020 = Recommended("waste-2020", WASTE_TITLES, WASTE_RECOMMENDED)
WASTE = {
    1: Answer(
        "accepted", "자원순환과", "권역별로 소각 시설을 현대화하고 새로 짓습니다.", days=2300, budget_source="국비·시비"
    ),
    2: Answer(
        "accepted",
        "매립지조성추진단",
        "입지선정위원회를 거쳐 자체매립지를 조성합니다.",
        days=1800,
        budget_source="시비",
    ),
    3: Answer(
        "accepted", "자원순환과", "공공기관부터 일회용품을 줄이는 규칙을 시행합니다.", days=400, budget_source="시비"
    ),
}
PROMISED = [
    (1, "권역별 광역 소각 시설 확충", date(2025, 12, 31)),
    (2, "자체매립지(에코랜드) 조성", date(2025, 8, 31)),
    (3, "공공기관 일회용품 줄이기 지침 시행", date(2021, 6, 30)),
]
# Day, recommendation, act, text, percent, title and day from then on, link.
SINCE = [
    (
        date(2021, 6, 28), 3, "finish", "시와 공공기관이 지킬 지침을 만들어 시행했습니다.", None, "", None,
        "https://example.org/guideline",
    ),
    (date(2021, 11, 15), 2, "progress", "영흥도에 후보지를 정하고 기본계획을 세우고 있습니다.", 20, "", None, ""),
    (
        date(2022, 9, 5), 2, "stop",
        "2022년 7월 시장이 바뀐 뒤 시는 에코랜드 조성을 멈추고 "
        "수도권매립지 대체 방안을 관계 기관과 다시 협의하기로 했습니다.",
        None, "", None, "",
    ),
    (
        date(2024, 1, 22), 1, "change", "소각 시설의 입지를 시가 정하지 않고 군·구가 맡아 정하기로 했습니다.", None,
        "군·구가 맡는 소각 시설 확충", date(2025, 12, 31), "",
    ),
    (
        date(2025, 7, 17), 1, "progress",
        "10개 군·구 가운데 절반에서 입지를 정하는 절차가 멈추어 있습니다.", 15, "", None, "",
    ),
]  # fmt: skip
CHECKED = "담당 부서의 보고를 듣고 권고마다 이행 상황을 확인했습니다."
FOUND = {
    (1, "underway"): ("on_track", ""),
    (1, "changed"): (
        "delayed",
        "군·구로 넘어간 뒤 여러 곳에서 입지가 정해지지 않았습니다. 시가 지원 방안을 내야 합니다.",
    ),
    (2, "underway"): ("on_track", ""),
    (2, "stopped"): ("failing", "권고의 핵심이 중단되었습니다. 대신 무엇을 할지 시민에게 설명할 것을 요청합니다."),
    (3, "underway"): ("on_track", "지침의 초안을 만들고 있습니다."),
    (3, "finished"): ("fulfilled", ""),
}

NIGHT_BUS = Recommended(
    "night-bus",
    (
        "심야버스를 늘릴 것인가: 권고의 이행",
        "More night buses? What became of the recommendation",
        "밤늦게 일터와 집을 오가는 시민을 위하여 시민회의가 낸 권고에 시가 무엇이라 답하고 무엇을 하는지 기록합니다.",
        "What the city answers to a citizens' panel on buses after midnight, and what it does.",
    ),
    [
        (
            "막차 뒤에도 한 시간마다 버스를 다니게 한다",
            "막차가 끊긴 뒤부터 첫차까지 공단, 병원, 큰 역을 잇는 노선에 한 시간마다 버스를 다니게 합니다.",
        ),
        (
            "요금은 낮과 같게 한다",
            "심야에도 낮과 같은 요금을 받고, 부족한 돈은 시가 냅니다. 소득이 적은 야간 노동자가 많이 탑니다.",
        ),
        (
            "운전기사의 쉬는 시간을 지킨다",
            "심야 노선의 운전기사에게 두 시간마다 쉬는 시간을 주고, 쉴 곳을 종점에 마련합니다.",
        ),
    ],
)
NIGHT_BUS_ANSWERS = {
    1: Answer(
        "accepted",
        "버스정책과",
        "남동국가산단과 인천터미널, 부평역을 잇는 두 노선을 먼저 시범 운행하고, 탄 사람 수를 보아 늘립니다.",
        days=280,
        budget=(900, 2_400),
        budget_source="시비",
    ),
    3: Answer(
        "partly",
        "버스정책과",
        "두 시간 운전하면 15분을 쉬도록 배차표를 고치고, 종점 두 곳에 쉼터를 둡니다.",
        "쉬는 시간은 권고대로 지키되, 쉼터는 땅을 구한 종점부터 차례로 둡니다.",
        days=200,
        budget=(350,),
        budget_source="시비",
    ),
}
NIGHT_BUS_PROMISED = "심야버스 시범 노선 두 개 운행"
NIGHT_BUS_PROGRESS = "한 노선의 운수 회사를 정했습니다. 다른 노선은 맡겠다는 회사가 없어 다시 공고했습니다."
NIGHT_BUS_EXTENSION = "버스 노동조합, 운수 회사와 쉬는 시간을 어떻게 정할지 협의하고 있어 시간이 더 필요합니다."
