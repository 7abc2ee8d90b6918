"""A small open process that is in its ballot: who may park and ride shared e-scooters where. All of it is fictional."""

from deliberation.portal.demo import ballottexts
from deliberation.portal.demo.conflicts import Conflict

SCOOTERS = Conflict(
    slug="e-scooters",
    preset="open_online",
    title="공유 전동킥보드, 어디에 세우고 어떻게 탈 것인가",
    title_en="Shared e-scooters: where to park, how to ride",
    summary="보행로에 놓인 공유 전동킥보드를 두고 이용자와 보행자가 함께 지킬 규칙을 찾습니다. 지금 표결하고 있습니다.",
    summary_en="Riders and pedestrians look for rules on shared e-scooters that all can keep. The ballot is open.",
    question="공유 전동킥보드의 주차와 운행에 어떤 규칙이 필요합니까?",
    question_en="Which rules do the parking and riding of shared e-scooters need?",
    sides=[
        {"name": "이용 편의 측", "name_en": "For easy use"},
        {"name": "보행 안전 측", "name_en": "For safe walking"},
    ],
    selection="누구나 참여하는 열린 공론화입니다. 스스로 참여한 분들의 의견이며 시민 전체를 대표하지 않습니다.",
    selection_en="Anyone may take part in this open deliberation. These are the opinions of those who chose to come; "
    "they do not represent all citizens.",
    rule="찬성이 반대보다 많은 권고안을 위원회에 올립니다.",
    rule_en="Each recommendation with more votes for it than against it goes to the committee.",
    promise="시장은 권고문을 받은 날부터 30일 안에 권고마다 수용 여부와 이유를 답합니다.",
    promise_en="Within 30 days of receiving the recommendations the mayor says of each whether it is accepted and why.",
    people=36,
    statements=[
        ("점자블록과 횡단보도 앞에는 세울 수 없게 해야 합니다.", 97, 95),
        ("정해진 주차 구역에서만 반납하게 해야 합니다.", 55, 94),
        ("주차 구역은 걸어서 3분 안에 하나씩 있어야 합니다.", 92, 78),
        ("잘못 세운 기기는 한 시간 안에 치우게 하고, 어기면 견인 비용을 물려야 합니다.", 63, 91),
        ("최고 속도를 시속 20km로 낮추어야 합니다.", 41, 88),
        ("면허를 확인하지 않고는 빌릴 수 없게 해야 합니다.", 81, 96),
        ("버스가 끊긴 늦은 밤에는 꼭 필요한 교통수단입니다.", 93, 48),
        ("학교 앞에서는 저절로 느려지게 해야 합니다.", 84, 97),
        ("자전거 도로를 먼저 늘려야 보행로를 달리지 않습니다.", 90, 74),
        ("공유 전동킥보드 사업을 아예 그만두게 해야 합니다.", 4, 46),
        ("사고와 민원의 수를 동네별로 공개해야 합니다.", 86, 92),
        ("업체가 낸 돈으로 주차 구역을 만들어야 합니다.", 72, 89),
    ],
    recommendations=[
        (
            "세울 수 없는 곳과 세우는 곳을 나눈다",
            "시는 점자블록, 횡단보도 앞, 버스 정류장을 주차 금지 구역으로 정합니다. 걸어서 3분 안에 주차 구역을 하나씩 "
            "둡니다.",
            [1, 3],
        ),
        (
            "잘못 세운 기기는 업체가 치운다",
            "신고를 받은 업체는 한 시간 안에 기기를 옮깁니다. 옮기지 않으면 구청이 견인하고 비용을 업체에 물립니다.",
            [4, 12],
        ),
        (
            "면허를 확인하고 학교 앞에서는 늦춘다",
            "업체는 빌릴 때마다 면허를 확인합니다. 어린이보호구역에서는 속도가 저절로 시속 15km까지 낮아지게 합니다.",
            [6, 8],
        ),
        (
            "사고와 민원을 동네별로 공개한다",
            "시는 공유 전동킥보드의 사고와 민원을 동네별로 석 달마다 공개하고, 규칙을 고칠 때 그 자료를 씁니다.",
            [11],
        ),
    ],
    opponents=26,
    questions=ballottexts.SCOOTERS,
    departure=(
        "날마다 길에서 부딪히는 사람이 많아 일부를 뽑기보다 누구나 참여하게 하고, 규칙이 빨리 필요하여 여섯 주 안에 "
        "끝나는 온라인 공론화로 진행합니다."
    ),
)
