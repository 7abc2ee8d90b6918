"""Arguments and questions of the demo's offshore wind process. What they say follows the public debate in our own words;
people, ratings and answers are fictional."""

from dataclasses import dataclass
from datetime import date

FISHERS, WIND_SIDE = "어업인 단체", "해상풍력 추진 측"
ISSUES = (
    ("어장과 바다 생태에 미치는 영향", "Effects on fishing grounds and sea life"),
    ("이익과 보상을 나누는 방법", "How gains and compensation are shared"),
    ("누가 사업을 맡고 어떻게 협의하는가", "Who builds, and how it is agreed"),
)


@dataclass(frozen=True)
class Said:
    """A claim for a side, or a reply: positive or negative. ``found`` is how convincing most find it, from 1 to 5."""

    text: str
    found: float
    side: str = ""
    stance: int = 0
    sources: tuple[tuple[str, str, date | None], ...] = ()
    replies: "tuple[Said, ...]" = ()


CLAIMS: dict[int, tuple[Said, ...]] = {
    1: (
        Said(
            "꽃게와 까나리는 다니는 길이 정해져 있습니다. 그 길에 기초를 박으면 몇 해 동안 물고기가 돌아오지 않을 수 있는데, 공사 전에 조사한 자료가 한 해 치밖에 없습니다.",
            4.4,
            FISHERS,
            sources=(("서해 연안 어획량 조사 보고(시연용)", "https://example.org/catch", date(2025, 3, 12)),),
            replies=(
                Said(
                    "공사 전에 세 해는 조사해야 비교할 수 있다는 말씀에 저도 동의합니다. 한 해로는 풍흉을 가릴 수 없습니다.",
                    4.1,
                    stance=1,
                ),
                Said(
                    "조사를 세 해 더 하는 동안 기후 변화로 바다가 먼저 바뀝니다. 조사와 공사를 함께 하는 방법도 있습니다.",
                    3.2,
                    stance=-1,
                ),
            ),
        ),
        Said(
            "공사할 때 나는 소음은 수 킬로미터까지 퍼집니다. 산란기에는 공사를 멈추겠다는 약속이 계획서에 없습니다.",
            4.0,
            FISHERS,
            replies=(
                Said(
                    "산란기를 피하는 조건은 허가 조건으로 붙일 수 있으니 반대할 이유가 아니라 조건으로 삼을 일입니다.",
                    3.9,
                    stance=-1,
                ),
            ),
        ),
        Said("그물을 놓던 자리가 통째로 막히면 남은 어장에 배가 몰려 모두가 덜 잡게 됩니다.", 3.8, FISHERS),
        Said(
            "바다 밑 전선에서 나오는 전자파 때문에 꽃게가 길을 잃습니다.",
            2.4,
            FISHERS,
            replies=(
                Said(
                    "전선을 1.5미터 넘게 묻으면 자기장은 지구 자기장보다 작아진다고 합니다. 자료를 함께 확인하면 좋겠습니다.",
                    3.6,
                    stance=-1,
                ),
            ),
        ),
        Said(
            "기초 구조물이 인공 어초 구실을 해서 물고기가 모인 사례가 있습니다. 단지 안에서 낚시와 통발을 허용한 나라도 있습니다.",
            3.4,
            WIND_SIDE,
            sources=(("해상풍력과 수산업의 공존 사례(시연용)", "https://example.org/coexistence", date(2024, 11, 5)),),
            replies=(
                Said(
                    "모이는 물고기는 우럭 같은 바위 물고기이고, 우리가 잡는 꽃게는 모래 바닥에 삽니다.", 4.3, stance=-1
                ),
                Said("단지 안 통발 조업을 허용하면 잃는 어장이 크게 줄어듭니다.", 3.5, stance=1),
            ),
        ),
        Said(
            "바닷물이 따뜻해져 어획이 줄어드는 것이 더 큰 문제입니다. 발전 단지를 늦추면 어장도 함께 잃습니다.",
            3.3,
            WIND_SIDE,
            replies=(Said("맞는 말이지만, 그렇다고 이 자리가 아니면 안 된다는 뜻은 아닙니다.", 3.8, stance=-1),),
        ),
        Said(
            "육지에서 70km 넘게 떨어진 곳이라 큰 배가 아니면 조업하지 않는 바다입니다.",
            2.6,
            WIND_SIDE,
            replies=(
                Said(
                    "닻자망과 안강망 배들이 봄가을로 나가는 자리입니다. 항적 기록을 보면 알 수 있습니다.",
                    4.2,
                    stance=-1,
                ),
            ),
        ),
    ),
    2: (
        Said(
            "보상이 배를 가진 사람에게만 가면, 배에서 일하는 선원과 포구의 상인은 아무것도 받지 못합니다. 나누는 기준부터 정해야 합니다.",
            4.2,
            FISHERS,
        ),
        Said(
            "한 번에 주는 보상금은 몇 해면 없어집니다. 어장을 잃는 것은 스무 해가 넘습니다.",
            4.1,
            FISHERS,
            replies=(Said("그래서 해마다 나오는 발전 수익을 나누는 기금이 필요합니다.", 4.0, stance=1),),
        ),
        Said(
            "발전 수익의 일정 몫을 섬 주민 기금으로 내면, 해마다 마을에 돈이 돌아옵니다. 신안에서 이미 하고 있는 방식입니다.",
            4.3,
            WIND_SIDE,
            sources=(("주민 참여형 이익 공유 안내(시연용)", "https://example.org/sharing", date(2025, 6, 20)),),
            replies=(
                Said(
                    "신안은 육지와 다리로 이어져 있고 우리 섬과 사정이 다릅니다. 액수부터 밝혀 주십시오.",
                    3.4,
                    stance=-1,
                ),
            ),
        ),
        Said("정비와 안전 관리 일자리를 섬 주민에게 먼저 주면 젊은 사람이 섬에 남을 수 있습니다.", 3.7, WIND_SIDE),
    ),
    3: (
        Said(
            "바람 재는 기둥을 세울 때 어민에게 묻지 않았습니다. 처음부터 다시 협의해야 믿을 수 있습니다.", 4.0, FISHERS
        ),
        Said("외국 회사가 이익을 가져가고 불편은 섬에 남습니다. 공공이 맡아야 합니다.", 3.3, FISHERS),
        Said(
            "민관협의회에 어민 대표가 들어와 있습니다. 협의회를 깨기보다 회의록을 공개하고 대표를 늘리는 것이 빠릅니다.",
            3.6,
            WIND_SIDE,
            replies=(Said("대표를 누가 뽑았는지부터 분명하지 않습니다.", 4.0, stance=-1),),
        ),
    ),
}
DUPLICATE = (
    1,
    FISHERS,
    "꽃게 길을 막으면 꽃게가 없어집니다. 조사부터 오래 하십시오.",
)  # says what the first claim says
HIDDEN = (
    1,
    WIND_SIDE,
    "어민들은 보상금만 바라고 반대하는 것입니다.",
    "특정한 사람들의 뜻을 근거 없이 깎아내리는 표현입니다.",
)


@dataclass(frozen=True)
class Asked:
    text: str
    issue: int
    supports: int
    table: str = ""
    answers: tuple[str, ...] = ()  # of the fishers' side and of the wind side; an empty one did not come
    waiting: bool = False  # with the experts now


EXPERTS = ("한해수 박사(수산 자원)", "오풍력 연구위원(해상풍력)")
QUESTIONS = (
    Asked(
        "공사가 끝난 뒤 어획량이 얼마나 지나야 돌아옵니까? 돌아온 사례가 있습니까?",
        1,
        31,
        answers=(
            "서해처럼 모래와 펄 바닥에서 오래 조사한 사례는 많지 않습니다. 알려진 조사에서는 공사 기간에 줄었다가 두세 해 뒤 비슷해진 곳이 있고, 종류가 바뀐 곳도 있습니다. 그래서 공사 전 자료가 세 해는 있어야 판단할 수 있습니다.",
            "유럽의 조사에서는 공사 기간에 줄고 그 뒤 두 해 안에 비슷한 수준이 된 곳이 많았습니다. 다만 꽃게 어장에서 조사한 자료는 없으므로, 이곳에서는 공사 전과 후를 같은 방법으로 재고 결과를 공개할 것을 제안합니다.",
        ),
    ),
    Asked(
        "단지 안에서 통발이나 낚시를 할 수 있습니까? 어느 배까지 됩니까?",
        1,
        24,
        table="2분임",
        answers=(
            "지금 규정으로는 안전 구역 안의 조업이 막혀 있습니다. 전선을 깊이 묻고 구역을 나누면 통발은 가능하다고 봅니다. 닻자망과 안강망은 전선을 끌 수 있어 어렵습니다.",
            "풍력기에서 일정 거리를 두고 10톤 아래 배의 통발과 낚시를 허용한 나라가 있습니다. 우리나라에서는 법을 고치거나 사업 허가 조건으로 정해야 합니다.",
        ),
    ),
    Asked(
        "수익을 나눈다면 섬 주민 한 사람에게 한 해에 얼마쯤 돌아옵니까?",
        2,
        27,
        answers=(
            "",
            "발전량과 전력값에 따라 달라집니다. 비슷한 규모의 다른 지역에서는 한 사람에게 한 해 수십만 원이었습니다. 기금으로 쓸지 나누어 줄지는 주민이 정할 일입니다.",
        ),
    ),
    Asked("풍력기가 낡은 뒤 누가, 무슨 돈으로 치웁니까?", 3, 19, waiting=True),
    Asked("태풍이 지나갈 때 쓰러진 적이 있습니까? 그 자리를 다니는 배는 안전합니까?", 1, 12, waiting=True),
    Asked("송전선은 어느 바닷길로 들어오며, 지나는 마을과는 누가 협의합니까?", 3, 9),
    Asked("어민 대표는 누가 어떻게 뽑았습니까?", 3, 14),
    Asked("공사하는 동안 여객선 시간이 바뀝니까?", 2, 4),
)
SAME = (6, "협의회 어민 대표를 뽑은 방법이 궁금합니다.")  # place in QUESTIONS, and the same in other words
