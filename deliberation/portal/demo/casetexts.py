"""What the demo's case files say. Days, figures and events are on public record; the rest is written for the demo."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deliberation.spaces.models import Ground

Event = tuple[date, str, str, Ground | None]  # day, what happened, source, the ground on which it is not public


@dataclass(frozen=True)
class Texts:
    columns: dict[str, Any]
    events: list[Event]
    reasons: dict[str, str]
    opinion: str
    note: str = field(default="")


HYDROGEN = Texts(
    columns={
        "title": "인천형 수소생태계 구축과 연료전지 발전소 갈등",
        "title_en": "Incheon's hydrogen economy and the fuel-cell plants",
        "summary": (
            "시는 2030년까지 연료전지 696MW를 갖추는 수소생태계를 계획합니다. 충전소와 발전소가 안전한지, 이산화탄소와 공기에 "
            "어떤 영향을 주는지, 일자리가 생기는지, 주민이 얼마나 참여하는지를 두고 의견이 갈립니다.\n\n"
            "동구에서는 집에서 200m 안 되는 곳에 짓는 연료전지 발전소를 두고 주민투표와 공사 중단을 거쳐 합의에 이르렀습니다."
        ),
        "summary_en": (
            "The city plans 696 MW of fuel cells by 2030. People disagree on the safety of stations and plants, on CO₂ and "
            "air, on jobs, and on how much say residents have. In Dong-gu a plant less than 200 m from homes led to a vote, "
            "a stoppage and an agreement."
        ),
        "owning_department": "에너지정책과",
        "extent": 3,
        "triggers": ["permit", "siting"],
        "triggers_note": "발전사업은 전기사업법에 따른 허가가 필요합니다. 주민투표 결과에는 법적 구속력이 없었습니다.",
        "restricted_note": "사업자와 협의하는 추가 지원 조건은 합의 전까지 밖에 알리지 않기로 했습니다.",
    },
    events=[
        (
            date(2017, 6, 1),
            "동구 연료전지 발전소를 짓기로 관계 기관과 업체가 업무협약을 맺었습니다.",
            "언론 보도",
            None,
        ),
        (date(2017, 8, 1), "동구 연료전지 발전사업을 허가했습니다.", "언론 보도", None),
        (
            date(2019, 4, 28),
            "동구 주민이 이틀 동안 스스로 투표를 열었습니다. 54,652명 가운데 18,072명(33.07%)이 참여해 17,487명(96.76%)이 "
            "반대, 524명이 찬성했고 61표는 무효였습니다.",
            "언론 보도",
            None,
        ),
        (
            date(2019, 11, 18),
            "공사를 약 10개월 멈춘 끝에 시, 구, 업체, 주민 네 당사자가 합의했습니다.",
            "언론 보도",
            None,
        ),
        (
            date(2021, 9, 14),
            "사업자가 추가 지원 조건을 비공식으로 전해 왔습니다. (시연용으로 꾸민 기록)",
            "",
            Ground.TRADE,
        ),
        (date(2021, 10, 15), "위원회가 ‘인천형 수소생태계 구축’을 숙의시민단 의제로 정했습니다.", "언론 보도", None),
        (
            date(2021, 12, 6),
            "숙의시민단 521명에게 자료를 읽기 전과 읽은 뒤의 인식을 물었고 384명이 끝까지 답했습니다.",
            "언론 보도",
            None,
        ),
        (
            date(2022, 3, 27),
            "의제별 숙의시민단 30명이 사흘(3월 12일, 26일, 27일) 동안 토의했습니다.",
            "언론 보도",
            None,
        ),
        (date(2022, 3, 30), "여섯 가지 권고를 담은 정책권고문을 시에 전했습니다.", "언론 보도", None),
    ],
    reasons={
        "grade": "발전소마다 갈등이 되풀이되지만 한 곳의 갈등은 합의로 끝났습니다. 전문가 의견대로 2등급으로 정합니다.",
        "list": "시 전역에서 충전소와 발전소가 늘어날 예정이어서 미리 살피기로 합니다.",
        "carry": "숙의시민단이 토의하고 있어 권고가 나올 때까지 이어서 관리합니다.",
        "release": "권고문을 전했고 부서가 이행계획을 세웠습니다. 부서가 관리하도록 해제하고 계속 살핍니다.",
    },
    opinion="안전에 대한 걱정과 참여 절차에 대한 불만이 섞여 있습니다. 절차를 함께 정하면 누그러질 여지가 큽니다.",
)

WIND = Texts(
    columns={
        "title": "인천 앞바다 해상풍력 발전단지 조성 갈등",
        "title_en": "Offshore wind farms off Incheon",
        "summary": (
            "덕적도에서 서쪽으로 약 20km 떨어진 바다에 800MW 단지 두 곳을 짓는 계획입니다. 어업인은 어획이 줄고 조업할 바다를 "
            "잃을까 걱정하며, 소음과 전자파, 알리지 않은 채 이루어진 계측기 허가를 문제로 봅니다. 시는 공공이 이끄는 2GW 단지도 "
            "함께 추진합니다."
        ),
        "summary_en": (
            "Two sites of 800 MW are planned about 20 km west of Deokjeok. Fishers fear smaller catches and lost grounds, "
            "noise and electromagnetic fields, and object to permits for measuring masts of which they were not told."
        ),
        "owning_department": "에너지산업과",
        "district": "옹진군",
        "place": "덕적도 서쪽 해역",
        "extent": 3,
        "triggers": ["permit", "assessment", "consent"],
        "triggers_note": "발전사업 허가(전기위원회)와 해상교통·환경에 관한 평가, 주민 수용성 확인이 필요합니다.",
        "restricted_note": "어업 보상 기준은 당사자들이 협의하고 있어 밖에 알리지 않습니다.",
    },
    events=[
        (date(2021, 11, 1), "어업인들이 동의 없는 계측기 설치 허가에 항의했습니다.", "언론 보도", None),
        (
            date(2022, 3, 16),
            "숙의경청회 1차를 시작했습니다. 덕적·자월·용유·무의와 부두를 돌았습니다.",
            "언론 보도",
            None,
        ),
        (date(2022, 3, 31), "숙의경청회 1차 12회를 마쳤습니다.", "언론 보도", None),
        (date(2022, 7, 21), "같은 주민들에게 결과를 알리는 숙의경청회 2차를 마쳤습니다.", "언론 보도", None),
        (
            date(2022, 8, 18),
            "민관협의회가 처음 모였습니다. 정부 쪽 5명, 주민·어업인·수협 등 민간 12명, 모두 17명입니다.",
            "언론 보도",
            None,
        ),
        (date(2023, 3, 27), "전기위원회가 발전사업 허가를 두 번째로 미루었습니다.", "언론 보도", None),
        (date(2023, 11, 24), "전기위원회가 발전사업을 허가했습니다.", "언론 보도(11월, 날짜는 시연용)", None),
        (date(2024, 5, 20), "보상 기준을 놓고 비공개로 협의했습니다. (시연용으로 꾸민 기록)", "", Ground.DELIBERATION),
        (date(2025, 7, 14), "공공이 이끄는 단지를 위한 민관협의회가 열렸습니다.", "언론 보도", None),
    ],
    reasons={
        "attention": "섬마다 개별 의견이 나오고 있습니다.",
        "grade": (
            "점수로는 1등급이지만, 당사자들이 대화에 나서기로 하여 경청회를 열 수 있습니다. 대화를 먼저 이어 가도록 "
            "2등급으로 정하고, 대화가 끊기면 다시 살핍니다."
        ),
        "list": "여러 섬의 생업이 걸려 있고 절차에 대한 불신이 커서 중점 관리합니다.",
        "override": (
            "어업인이 여러 섬에 흩어져 있어 한곳에 모이는 숙의시민단보다 찾아가서 듣는 경청회가 알맞습니다. "
            "들은 뒤 같은 분들께 결과를 알리는 2차 경청회까지 엽니다."
        ),
        "preliminary": "허가가 두 번 미뤄지는 동안 조직된 의견이 나왔습니다. 부서가 당사자를 만나야 합니다.",
        "carry": "허가가 났지만 보상과 공공 단지 협의가 남아 있어 이어서 관리합니다.",
        "again": "협의회가 이어지고 있으나 보상 기준을 놓고 의견이 좁혀지지 않았습니다. 걱정의 크기는 조금 줄었습니다.",
    },
    opinion="불신의 뿌리는 알리지 않은 허가에 있습니다. 듣고 나서 답을 돌려주는 절차가 꼭 필요합니다.",
    note="새 단지를 신청하면서 이해관계자가 늘었습니다.",
)

BAEDARI = Texts(
    columns={
        "title": "배다리 관통도로 개설 갈등",
        "title_en": "The road through Baedari",
        "summary": (
            "동구 배다리 마을을 지나는 길이 2.92km, 너비 50~70m의 도로입니다. 1999년에 시작했으나 3구간은 마을을 갈라놓고 "
            "소음과 먼지가 생긴다는 주민의 반대로 약 8년 동안 멈추었습니다. 사업비 2,243억 원 가운데 1,616억 원을 썼습니다."
        ),
        "summary_en": (
            "A road of 2.92 km, 50 to 70 m wide, begun in 1999. Its third section through the village of Baedari was "
            "blocked for about eight years. Of 224.3 billion won 161.6 had been spent."
        ),
        "owning_department": "도로과",
        "district": "동구",
        "place": "배다리 마을(3구간)",
        "cost": 224_300_000_000,
        "triggers": ["taking", "heritage"],
        "triggers_note": "도시계획시설로 정해진 도로이며 3구간 토지는 대부분 수용했습니다.",
        "restricted_note": "협의회 회의 내용은 당사자 모두가 동의할 때만 공개합니다.",
    },
    events=[
        (date(1999, 1, 1), "도로 사업을 시작했습니다.", "언론 보도(연도만 확인)", None),
        (
            date(2018, 10, 23),
            "민관협의회를 꾸렸습니다. 주민 3명, 시와 구, 주민이 추천한 조정자 1명, 전문가 2명 등 10명입니다.",
            "언론 보도",
            None,
        ),
        (
            date(2019, 6, 12),
            "협의회에서 지하차도 방안을 비공개로 검토했습니다. (시연용으로 꾸민 기록)",
            "",
            Ground.DELIBERATION,
        ),
        (
            date(2019, 8, 21),
            "일곱 번째 회의(한 신문은 여덟 번째)에서 합의했습니다. 지하차도로 잇고, 시속 50km로 제한하며, 5톤 넘는 차는 다니지 "
            "않고, 주민이 살피며, 위쪽 땅의 쓰임은 협의로 정합니다. 중간 합의입니다.",
            "언론 보도",
            None,
        ),
    ],
    reasons={
        "full": "공사가 오래 멈춘 채 반대가 널리 퍼져 전담반이 필요합니다.",
        "attention": "중간 합의가 이루어져 개별 의견만 남았습니다.",
        "grade": "여덟 해 동안 멈춘 사업이고 마을의 존속이 걸려 있어 1등급으로 정합니다.",
        "list": "조정협의회가 합의에 이르도록 중점 관리합니다.",
        "settle": "협의회가 합의문에 서명했습니다. 중간 합의이므로 이행을 살피고 다시 심해지면 재지정합니다.",
    },
    opinion="당사자가 적고 서로 알고 있어 조정에 알맞습니다. 조정자는 주민이 추천한 사람이어야 합니다.",
)

CAMP_MARKET = Texts(
    columns={
        "title": "캠프마켓 조병창 병원 건물 보존·철거 갈등",
        "title_en": "The arsenal hospital of Camp Market: keep or demolish",
        "summary": (
            "부평 캠프마켓에 남은 일제강점기 조병창 병원 건물을 두고, 역사를 지키자는 쪽과 오염된 흙을 정화하려면 철거해야 한다는 "
            "쪽이 맞섭니다. 시의 방침이 철거에서 보존으로, 다시 철거로 바뀌었습니다."
        ),
        "summary_en": (
            "Some want the hospital of the former arsenal kept as heritage, others want it demolished so that polluted soil "
            "can be cleaned. The city's course changed from demolition to keeping and back."
        ),
        "owning_department": "부대이전개발과",
        "district": "부평구",
        "place": "캠프마켓 B구역",
        "triggers": ["heritage", "other"],
        "triggers_note": "토양환경보전법에 따른 정화 기한이 있습니다.",
        "restricted_note": "국방부와 정화 비용을 협의하고 있습니다.",
    },
    events=[
        (date(2021, 6, 17), "건물을 철거하기로 했습니다.", "언론 보도", None),
        (date(2021, 9, 6), "보존하는 쪽으로 방침을 바꾸었습니다.", "언론 보도(날짜는 시연용)", None),
        (
            date(2022, 8, 3),
            "시민 100~200명이 참여하는 공론장을 2023~2024년에 열자는 제안이 나왔습니다.",
            "언론 보도",
            None,
        ),
        (date(2022, 10, 4), "관계 기관과 정화 일정을 비공개로 협의했습니다. (시연용으로 꾸민 기록)", "", Ground.STATE),
        (date(2022, 11, 10), "건물 철거를 시작했습니다.", "언론 보도(11월, 날짜는 시연용)", None),
        (date(2023, 1, 16), "시가 철거 방침을 확정했습니다.", "언론 보도(1월로 추정, 날짜는 시연용)", None),
    ],
    reasons={
        "grade": "당사자는 많지 않지만 역사와 환경이라는 가치가 부딪칩니다. 2등급으로 정합니다.",
        "list": "철거와 보존을 두고 조직된 의견이 맞서 중점 관리합니다.",
        "preliminary": "시민단체와 주민 단체가 각각 조직된 의견을 냈습니다.",
        "release": "시가 보존하는 쪽으로 방침을 바꾸어 갈등이 잦아들었습니다. 해제하고 계속 살핍니다.",
        "full": "철거가 시작되어 반대가 널리 퍼졌습니다.",
        "relist": "철거가 시작되어 갈등이 다시 심해졌습니다. 2023년 목록에 재지정합니다.",
        "override": "가치가 부딪치는 사안이어서 당사자끼리의 조정보다 시민이 널리 참여하는 공론화를 택합니다.",
        "carry": "건물 일부와 공원 조성 방향을 두고 다툼이 남아 이어서 관리합니다.",
    },
    opinion="입장은 보존과 철거로 갈리지만, 실익은 기억을 남기는 것과 깨끗한 땅을 돌려받는 것이어서 함께 이룰 길이 있습니다.",
    note="공원 조성 계획이 다시 시작되어 진단을 새로 합니다.",
)
