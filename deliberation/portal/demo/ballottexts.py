"""Questions that a demo ballot asks besides its recommendations: a choice of four, the same of two, and a ranking."""

from dataclasses import dataclass
from typing import Any

from deliberation.ballots.preparing.actions import Named


@dataclass(frozen=True)
class Asked:
    wording: dict[str, Any]
    options: list[Named]
    votes: dict[str, int]  # how often each vote is given, as weights


HYDROGEN = (
    Asked(
        {
            "method": "choice",
            "title": "연료전지 발전 규모는 앞으로 어떻게 해야 합니까?",
            "title_en": "How should the city's fuel-cell capacity develop?",
            "text": "시의 계획은 2030년까지 696MW입니다. 지금 생각과 가장 가까운 것을 하나 고르십시오.",
            "text_en": "The city plans 696 MW by 2030. Choose what comes closest to your view.",
        },
        [
            Named("계획대로 늘린다", "Expand as planned"),
            Named("안전 기준을 강화한 뒤 늘린다", "Expand once safety rules are stricter"),
            Named("지금 규모를 유지한다", "Keep today's capacity"),
            Named("단계적으로 줄인다", "Reduce it step by step"),
        ],
        {"1": 3, "2": 12, "3": 5, "4": 2, "abstain": 1},
    ),
    Asked(
        {
            "method": "forced",
            "title": "둘 가운데 하나만 골라야 한다면 어느 쪽입니까?",
            "title_en": "If you had to choose one of the two?",
            "text": "앞 질문과 함께 따로 집계하여 나란히 발표합니다.",
            "text_en": "Counted apart from the question above; both results are made public side by side.",
            "threshold": "outside_margin",
            "margin": 3,
        },
        [Named("늘린다", "Expand"), Named("늘리지 않는다", "Do not expand")],
        {"1": 6, "2": 4},
    ),
    Asked(
        {
            "method": "schulze",
            "title": "보완 조치는 어떤 순서로 해야 합니까?",
            "title_en": "In which order should the accompanying measures be taken?",
            "text": "먼저 해야 한다고 생각하는 것부터 차례로 적어 주십시오.",
            "text_en": "Begin with what should be done first.",
        },
        [
            Named("주민이 참여하는 안전 감시단", "A safety watch in which residents take part"),
            Named("배출량과 점검 결과 실시간 공개", "Emissions and inspections published live"),
            Named("지역 주민 우선 채용", "Jobs for local residents first"),
            Named("발전 수익의 주민 나눔", "A share of the returns for residents"),
        ],
        {"1>2>3>4": 5, "2>1>4>3": 4, "4>1>2>3": 2, "3>1>2>4": 2, "abstain": 1},
    ),
)

SCOOTERS = (
    Asked(
        {
            "method": "choice",
            "title": "최고 속도는 얼마가 알맞습니까?",
            "title_en": "Which top speed is right?",
            "text": "지금은 시속 25km입니다. 하나를 고르십시오.",
            "text_en": "It is 25 km/h today. Choose one.",
        },
        [
            Named("시속 25km 그대로", "25 km/h, as today"),
            Named("시속 20km", "20 km/h"),
            Named("시속 15km", "15 km/h"),
        ],
        {"1": 4, "2": 7, "3": 3, "abstain": 1},
    ),
    Asked(
        {
            "method": "schulze",
            "title": "시는 무엇부터 해야 합니까?",
            "title_en": "What should the city do first?",
            "text": "먼저 해야 한다고 생각하는 것부터 차례로 적어 주십시오.",
            "text_en": "Begin with what should be done first.",
        },
        [
            Named("주차 구역 늘리기", "More places to park"),
            Named("자전거 도로 늘리기", "More bicycle lanes"),
            Named("안전 교육", "Safety training"),
        ],
        {"1>2>3": 5, "2>1>3": 4, "1>3>2": 2, "3>1>2": 2, "abstain": 1},
    ),
)
