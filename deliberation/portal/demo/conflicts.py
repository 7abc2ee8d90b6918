"""Three conflicts of Incheon as demonstration processes. Their course and the numbers in their texts follow the public record;
dates, seats, people, statements and answers are fictional.

A statement is (text, leaning of group 1, leaning of group 2): the chance, in percent, that a member agrees; who does not
agree disagrees or is not sure.
"""

from dataclasses import dataclass, field

from deliberation.portal.demo import ballottexts, meeting_notes
from deliberation.portal.demo.ballottexts import Asked
from deliberation.processes.presets import Step

Statement = tuple[str, int, int]


@dataclass(frozen=True)
class Conflict:
    slug: str
    preset: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    question: str
    question_en: str
    sides: list[dict[str, str]]
    selection: str
    selection_en: str
    rule: str
    rule_en: str
    promise: str
    promise_en: str
    people: int
    statements: list[Statement]
    recommendations: list[tuple[str, str, list[int]]]
    opponents: int  # in percent, how often group 2 votes against a recommendation
    answer_days: int = 30
    places: dict[int, str] = field(default_factory=dict)  # of meetings, by the stage's position
    objection: str = ""  # of the second side to the charter; empty: it agrees
    more_stages: tuple[Step, ...] = ()  # besides those of the preset
    entered_side: str = ""  # the side whose representative can be entered with one click
    amendments: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # by number: title, text, reason
    adoption: str = ""  # the committee's reason
    grounds: dict[tuple[int, int], list[int]] = field(default_factory=dict)  # statements by recommendation and sentence
    noted: dict[tuple[int, int], list[str]] = field(default_factory=dict)  # likewise, what was noted at its meetings
    participants_amend: tuple[int, int, str, str] | None = None  # recommendation, sentence, new wording, why
    minority: tuple[int, str, str] | None = None  # recommendation, what speaks against it, what would change minds
    questions: tuple[Asked, ...] = ()  # that its ballot asks besides the recommendations
    group_opinions: dict[int, list[str]] = field(default_factory=dict)  # by recommendation, of the groups in turn
    first_wordings: dict[int, str] = field(default_factory=dict)  # by recommendation, before the first round
    critiques: dict[int, list[str]] = field(default_factory=dict)  # by recommendation, in the first round
    other_view: tuple[str, str] | None = None  # a sentence for the disputed recommendation, which is not taken in; why
    departure: str = ""  # why another kind of deliberation than the advised one


LANDFILL = Conflict(
    slug="landfill",
    preset="public_deliberation",
    title="자원순환과 자체매립지 공론화",
    title_en="Waste recycling and the city's own landfill",
    summary="수도권매립지 사용이 끝난 뒤 인천의 쓰레기를 어떻게 줄이고 어디서 처리할지 시민참여단이 숙의했습니다.",
    summary_en="A citizens' panel deliberated how Incheon reduces its waste and where it treats it once the regional "
    "landfill closes.",
    question="수도권매립지 종료에 대비하여 인천의 생활폐기물을 어떻게 처리해야 합니까?",
    question_en="How should Incheon treat its household waste after the regional landfill closes?",
    sides=[
        {"name": "자체매립지 조성 측", "name_en": "For the city's own landfill"},
        {"name": "광역 공동처리 유지 측", "name_en": "For shared regional treatment"},
    ],
    selection="만 19세 이상 시민 3,021명 전화조사에서 참여 뜻을 밝힌 930명 가운데 권역·성별·연령에 따라 무작위로 추첨했습니다.",
    selection_en="Of 3,021 citizens aged 19 or over who were surveyed by telephone, 930 were willing to take part. The "
    "participants were drawn from them at random, by region, sex and age.",
    rule="재적 과반수가 표결에 참여하고 찬성이 반대보다 많은 권고안을 위원회에 올립니다.",
    rule_en="If more than half of all participants vote, each recommendation with more votes for it than against it goes "
    "to the committee.",
    promise="시장은 권고문을 받은 날부터 30일 안에 권고마다 수용 여부와 이유를 시민에게 답합니다.",
    promise_en="Within 30 days of receiving the recommendations the mayor tells the citizens of each whether it is "
    "accepted and why.",
    people=141,
    statements=[
        ("우리 지역에서 나온 쓰레기는 우리 지역에서 처리하는 것이 옳습니다.", 92, 58),
        ("매립을 줄이려면 소각재만 묻는 방식으로 바꾸어야 합니다.", 88, 80),
        ("매립지 후보지는 시가 먼저 정하지 말고 주민이 참여하는 위원회가 찾아야 합니다.", 90, 91),
        ("지금 있는 소각장을 현대화하는 것이 새로 짓는 것보다 먼저입니다.", 81, 77),
        ("소각장이 없는 곳에는 새로 지어 부담을 고르게 나누어야 합니다.", 84, 39),
        ("매립지를 받아들이는 마을에는 일자리와 기반 시설로 보상해야 합니다.", 86, 82),
        ("현금 보상은 마을을 갈라놓기 때문에 하지 말아야 합니다.", 47, 61),
        ("수도권매립지는 서울·경기와 협의하여 더 쓰는 것이 현실적입니다.", 18, 76),
        ("자체매립지를 지을 돈이면 재활용 시설을 늘리는 것이 낫습니다.", 22, 71),
        ("일회용품을 줄이는 규칙을 공공기관부터 지켜야 합니다.", 94, 93),
        ("사업장 쓰레기 수수료를 올려 스스로 줄이게 해야 합니다.", 79, 63),
        ("쓰레기 봉투값을 올리면 무단 투기가 늘어날 것입니다.", 41, 66),
        ("매립지 주변의 냄새와 수질 측정값을 실시간으로 공개해야 합니다.", 96, 95),
        ("주민 건강 조사를 해마다 하고 그 결과를 알려야 합니다.", 93, 92),
        ("섬 지역은 매립지 후보에서 빼야 합니다.", 52, 57),
        ("시민이 이해할 수 있는 자료를 더 일찍 주었어야 합니다.", 71, 88),
        ("이웃 도시와 처리 비용을 나누는 협약이 먼저 필요합니다.", 36, 81),
        ("음식물 쓰레기는 동네에서 처리하는 작은 시설을 늘려야 합니다.", 68, 60),
        ("아이들이 쓰레기 처리 과정을 배우는 교육을 늘려야 합니다.", 89, 86),
        ("권고가 지켜지는지 시민이 해마다 점검해야 합니다.", 95, 94),
    ],
    recommendations=[
        (
            "소각 시설을 현대화하고 없는 곳에는 새로 둔다",
            "시는 사용 중인 광역 소각 시설을 먼저 현대화합니다. 소각 시설이 없는 권역에는 주민과 협의하여 새 시설을 두고, "
            "부담을 고르게 나눕니다.",
            [4, 5],
        ),
        (
            "자체매립지는 주민이 참여하는 위원회가 입지를 정한다",
            "시는 후보지를 미리 정하지 않습니다. 주민·전문가·시가 함께하는 입지선정위원회를 두고, 주민의 안전과 환경을 "
            "가장 먼저 따져 정합니다.",
            [1, 3],
        ),
        (
            "소각재만 묻는다",
            "새 매립지에는 생활폐기물을 그대로 묻지 않고 소각하고 남은 재와 타지 않는 것만 묻습니다.",
            [2],
        ),
        (
            "쓰레기를 줄이는 규칙을 공공기관부터 시행한다",
            "시와 군·구는 일회용품을 쓰지 않으며, 사업장 폐기물 수수료를 단계적으로 올려 스스로 줄이도록 합니다.",
            [10, 11],
        ),
        (
            "측정값과 건강 조사 결과를 공개한다",
            "매립·소각 시설 주변의 냄새, 대기, 수질 측정값을 실시간으로 공개합니다. 주민 건강 조사는 해마다 하고 결과를 "
            "알립니다.",
            [13, 14, 20],
        ),
    ],
    opponents=34,
    places={
        1: "인천시청 대회의실",
        4: "권역별 토론회장 다섯 곳",
        5: "송도컨벤시아",
        9: "인천시청 접견실",
    },
    objection="광역 공동처리를 이어 가는 비용 자료가 자료집에 빠져 있습니다. 자료를 더하는 조건으로 절차에는 참여합니다.",
    amendments={
        3: (
            "소각재와 타지 않는 것만 묻는다",
            "새 매립지에는 생활폐기물을 그대로 묻지 않고, 소각하고 남은 재와 타지 않는 것만 묻습니다. 재난으로 한꺼번에 나온 "
            "폐기물은 위원회에 알리고 따로 정합니다.",
            "재난 폐기물의 처리를 분명히 하기 위하여 문구를 더했습니다. 권고의 뜻은 그대로입니다.",
        ),
    },
    grounds={(1, 1): [4], (1, 2): [5], (2, 1): [3], (2, 2): [1, 3], (5, 1): [13], (5, 2): [14, 20]},
    noted={
        (1, 2): [meeting_notes.NEW_PLANTS],
        (2, 2): [meeting_notes.SAFETY_FIRST],
        (5, 1): [meeting_notes.LORRIES],
        (5, 2): [meeting_notes.HEALTH],
    },
    adoption="시민참여단의 숙의가 설계안대로 이루어졌고 모든 권고안이 정해진 기준을 넘었음을 확인하여 채택합니다.",
)

HYDROGEN = Conflict(
    slug="hydrogen",
    preset="citizen_panel",
    title="인천형 수소생태계 구축 숙의",
    title_en="Building a hydrogen economy for Incheon",
    summary="수소 충전소와 연료전지 발전소를 둘러싼 안전 걱정과 산업의 기회를 놓고 의제별 숙의시민단이 사흘 동안 토의했습니다.",
    summary_en="A citizens' panel met for three days over worries about safety and hopes for industry around hydrogen "
    "stations and fuel-cell plants.",
    question="시민이 안심할 수 있는 인천형 수소생태계를 어떻게 만들어야 합니까?",
    question_en="How should Incheon build a hydrogen economy that citizens can trust?",
    sides=[
        {"name": "수소산업 육성 측", "name_en": "For the hydrogen industry"},
        {"name": "주민 안전 우선 측", "name_en": "For residents' safety first"},
    ],
    selection="숙의시민단 521명 가운데 인식조사를 마친 384명에게 뜻을 물어 성별·연령·지역에 따라 30명을 추첨했습니다.",
    selection_en="Of the 521 people in the city's pool of citizen deliberators, the 384 who had completed the survey of "
    "views were asked. From those willing, 30 were drawn by sex, age and area.",
    rule="참여자 과반수가 표결하고 찬성이 반대보다 많은 권고안을 위원회에 올립니다.",
    rule_en="If more than half of the participants vote, each recommendation with more votes for it than against it goes "
    "to the committee.",
    promise="시장은 권고문을 받은 날부터 30일 안에 권고마다 수용 여부와 이유를 답합니다.",
    promise_en="Within 30 days of receiving the recommendations the mayor says of each whether it is accepted and why.",
    people=30,
    statements=[
        ("충전소와 발전소의 안전 점검 결과를 누구나 볼 수 있어야 합니다.", 95, 97),
        ("수소 산업은 인천의 새로운 일자리가 될 수 있습니다.", 90, 52),
        ("집에서 200미터 안에는 연료전지 발전소를 짓지 말아야 합니다.", 38, 93),
        ("사업 허가 전에 주민 설명회를 반드시 열어야 합니다.", 84, 98),
        ("사고가 났을 때의 대피 요령을 주민에게 미리 알려야 합니다.", 92, 95),
        ("수소차 충전소를 지금보다 빨리 늘려야 합니다.", 86, 31),
        ("지금의 수소는 대부분 천연가스로 만들기 때문에 친환경이라 하기 어렵습니다.", 35, 78),
        ("발전 수익의 일부를 주변 주민과 나누어야 합니다.", 74, 81),
        ("시의 수소 정책은 시장이 바뀌어도 이어져야 합니다.", 82, 66),
        ("안전 거리 기준을 조례로 정해야 합니다.", 58, 94),
        ("학교에서 수소 안전 교육을 해야 합니다.", 70, 68),
        ("지역 대학과 함께 전문 인력을 길러야 합니다.", 91, 72),
        ("주민이 추천한 전문가가 안전 점검에 참여해야 합니다.", 77, 96),
        ("수소 버스를 먼저 늘리는 것이 효과가 큽니다.", 79, 55),
        ("발전소 주변의 대기 질을 상시 측정해야 합니다.", 80, 93),
        ("기업 지원보다 안전 예산이 먼저입니다.", 29, 90),
        ("갈등이 생기면 중립적인 조정자를 두어야 합니다.", 83, 88),
        ("2030년 보급 목표를 현실에 맞게 낮추어야 합니다.", 24, 70),
    ],
    recommendations=[
        (
            "단계별 이행 계획과 기반 시설",
            "시는 2030년까지의 단계별 이행 계획을 시민에게 알기 쉽게 공개하고, 수요가 확인된 곳부터 기반 시설을 둡니다.",
            [6, 14, 9],
        ),
        (
            "일자리와 전문 인력",
            "지역 대학·기업과 함께 전문 인력을 기르고, 지역 주민을 먼저 채용하는 협약을 맺습니다.",
            [2, 12],
        ),
        (
            "안전과 신뢰",
            "점검 결과를 모두 공개하고, 주민이 추천한 전문가가 점검에 참여하도록 합니다. 대피 요령을 미리 알립니다.",
            [1, 5, 13],
        ),
        (
            "주민과의 갈등 해결",
            "허가 전에 설명회를 반드시 열고, 갈등이 생기면 중립적인 조정자를 둡니다. 안전 거리 기준을 조례로 검토합니다.",
            [4, 10, 17],
        ),
        ("인식 개선과 교육", "장점과 한계를 함께 알리는 자료를 만들고 학교와 동네에서 안전 교육을 합니다.", [11, 7]),
        ("정책의 일관성", "정책이 사람에 따라 바뀌지 않도록 시민이 참여하는 점검 회의를 해마다 두 번 엽니다.", [9]),
    ],
    grounds={(3, 1): [1, 13], (3, 2): [5], (4, 1): [4, 17], (4, 2): [10]},
    participants_amend=(
        4,
        2,
        "안전 거리 기준을 주민 의견을 들어 조례로 정합니다.",
        "‘검토합니다’라고 하면 아무것도 정하지 않아도 지킨 것이 됩니다.",
    ),
    minority=(
        1,
        "지금의 수소는 대부분 천연가스로 만듭니다. 친환경 수소를 얼마나 쓸지 정하지 않은 채 기반 시설부터 두면 나중에 바꾸기 "
        "어렵습니다.",
        "이행 계획에 해마다 쓸 친환경 수소의 비율과 이를 점검하는 방법을 적는다면 찬성하겠습니다.",
    ),
    group_opinions={
        1: [
            "충전소를 늘리는 일보다 어디에, 언제, 왜 두는지를 시민이 미리 아는 것이 먼저입니다.",
            "버스처럼 여럿이 쓰는 차부터 바꾸면 효과가 빠르고 시설도 덜 필요합니다.",
            "수요를 확인하지 않고 지은 시설은 결국 비용이 됩니다. 단계마다 멈추고 살펴야 합니다.",
        ],
        2: [
            "지역 청년이 떠나지 않도록 대학과 기업이 함께 가르치고 채용까지 이어 주어야 합니다.",
            "몇 명을 뽑았는지 해마다 알려야 협약이 말로 끝나지 않습니다.",
        ],
        3: [
            "점검 결과는 좋은 것도 나쁜 것도 모두 보여야 믿을 수 있습니다.",
            "주민이 고른 전문가가 점검에 들어가지 않으면 결과를 믿기 어렵습니다.",
            "사고가 나면 어디로 가야 하는지 지금은 아무도 모릅니다.",
        ],
        4: [
            "설명회는 허가가 난 뒤가 아니라 그 전에 열려야 합니다.",
            "거리 기준을 두되 지금 있는 시설을 어떻게 할지도 함께 정해야 합니다.",
            "어느 편도 아닌 사람이 사이에 서야 이야기가 됩니다.",
        ],
        5: ["좋은 점만 알리는 홍보는 오히려 의심을 키웁니다.", "아이들이 먼저 배우면 집에서도 이야기하게 됩니다."],
        6: [
            "시장이 바뀌어도 이어지려면 시민이 지켜보는 자리가 있어야 합니다.",
            "한 해에 한 번으로는 모자랍니다. 예산을 짜기 전과 쓴 뒤에 한 번씩 모여야 합니다.",
        ],
    },
    first_wordings={
        3: "점검 결과를 모두 공개하고, 주민이 추천한 전문가가 점검에 참여하도록 합니다.",
        6: "정책이 사람에 따라 바뀌지 않도록 시민이 참여하는 점검 회의를 엽니다.",
    },
    critiques={
        1: ["친환경 수소를 얼마나 쓸지가 빠져 있습니다."],
        3: ["대피 요령을 미리 알린다는 말이 들어가면 좋겠습니다.", "우리 조가 말한 대피 이야기가 없습니다."],
        6: ["회의를 몇 번 여는지 적어 주십시오."],
    },
    other_view=(
        "시는 해마다 쓸 친환경 수소의 비율을 이행 계획에 적고 시민에게 보고합니다.",
        "기반 시설을 먼저 두면 나중에 바꾸기 어렵습니다.",
    ),
    opponents=22,
    adoption=(
        "세 차례 숙의토론회가 설계안대로 열렸고, 여섯 권고안이 모두 표결에서 정해진 기준을 넘었습니다. 첫째 권고안의 "
        "소수 의견을 함께 싣는 것을 확인하고 원안대로 채택합니다."
    ),
    questions=ballottexts.HYDROGEN,
    places={
        1: "인천시청 중앙홀",
        4: "인천대학교 미추홀캠퍼스",
        5: "인천대학교 미추홀캠퍼스",
        9: "인천시청 접견실",
    },
)

WIND = Conflict(
    slug="offshore-wind",
    preset="open_online",
    title="덕적·자월 해상풍력, 어민과 함께할 조건",
    title_en="Offshore wind near Deokjeok: on what terms?",
    summary="어장을 지키려는 어민, 에너지를 바꾸려는 시민, 사업자가 함께 지킬 조건을 찾습니다. 누구나 의견을 낼 수 있습니다.",
    summary_en="Fishers, citizens and companies look for terms that all can keep. Anyone may take part.",
    question="해상풍력 사업이 지켜야 할 조건은 무엇입니까?",
    question_en="Which terms must offshore wind projects keep?",
    sides=[
        {"name": "어업인 단체", "name_en": "Fishers' associations"},
        {"name": "해상풍력 추진 측", "name_en": "For offshore wind"},
    ],
    selection="누구나 참여하는 열린 의견 수렴입니다. 스스로 참여한 분들의 의견이며 시민 전체를 대표하지 않습니다.",
    selection_en="Anyone may take part and give an opinion. These are the opinions of those who chose to come; they do "
    "not represent all citizens.",
    rule="의견 지도를 바탕으로 권고안을 쓰고 참여자의 표결을 거쳐 위원회에 올립니다.",
    rule_en="Recommendations are drafted from the opinion map, voted on by the participants, and put before the committee.",
    promise="시장은 권고문을 받은 날부터 45일 안에 권고마다 수용 여부와 이유를 답합니다.",
    promise_en="Within 45 days of receiving the recommendations the mayor says of each whether it is accepted and why.",
    people=160,
    statements=[
        ("공사 전에 어획량을 여러 해 조사하고 자료를 공개해야 합니다.", 96, 90),
        ("계측기를 세우기 전에도 어민의 동의를 받아야 합니다.", 95, 54),
        ("해상풍력은 기후 위기를 막기 위해 서둘러야 합니다.", 27, 92),
        ("꽃게가 다니는 길에는 풍력기를 세우지 말아야 합니다.", 97, 73),
        ("발전 수익을 섬 주민과 나누는 기금이 필요합니다.", 83, 88),
        ("외국 기업이 아니라 공공이 주도해야 합니다.", 78, 62),
        ("풍력기 사이에서 안전한 방식의 조업을 허용해야 합니다.", 90, 71),
        ("소음과 전자파의 영향을 독립된 기관이 조사해야 합니다.", 94, 87),
        ("일자리는 섬 주민에게 먼저 주어야 합니다.", 80, 74),
        ("바다는 어민만의 것이 아니라 시민 모두의 것입니다.", 31, 85),
        ("이미 허가된 사업도 어민과 다시 협의해야 합니다.", 92, 38),
        ("보상은 마을 전체가 아니라 배를 가진 사람을 기준으로 해야 합니다.", 57, 29),
        ("협의회의 회의록을 모두 공개해야 합니다.", 86, 89),
        ("송전선이 지나는 동네의 의견도 들어야 합니다.", 75, 79),
        ("관광 자원이 될 수 있으므로 섬에도 도움이 됩니다.", 22, 76),
        ("공사 기간에 줄어든 어획은 전부 보상해야 합니다.", 96, 64),
        ("해마다 바다 생태를 조사해 문제가 있으면 멈추어야 합니다.", 93, 70),
        ("발전 단지는 육지에서 보이지 않을 만큼 떨어져야 합니다.", 62, 41),
        ("어민 대표를 뽑는 방법부터 정해야 합니다.", 68, 66),
        ("두 번째 경청회에서는 처음 나온 걱정마다 답을 해야 합니다.", 91, 86),
        ("시는 어느 편도 들지 말고 자료를 공정하게 내놓아야 합니다.", 88, 84),
        ("발전 용량을 줄이더라도 어장을 피하는 것이 낫습니다.", 89, 47),
    ],
    recommendations=[],
    opponents=0,
    answer_days=45,
    more_stages=(
        Step("questions", "전문가에게 묻기", "Questions to experts", day=3, days=25),
        Step("arguments", "논거 따져 보기", "Weighing the arguments", day=7, days=21),
    ),
    entered_side="어업인 단체",
    departure=(
        "갈등에 권하는 방식은 숙의경청회이고, 열두 곳에서 두 차례 경청회를 마쳤습니다. 그때 오지 못한 섬 주민과 시민의 의견까지 "
        "모으려고 누구나 참여하는 온라인 공론화로 진행합니다."
    ),
)
PROPOSED = "덕적도 앞바다 해상풍력, 어민과 함께할 방법이 있는가"  # the proposal behind this process
WAITING = [
    "풍력기가 낡은 뒤 누가 치울지 미리 정해 두어야 합니다.",
    "낚시 배도 조업 구역 협의에 들어와야 합니다.",
    "우리 섬 학교에 전기 요금을 지원해 주면 좋겠습니다.",
]
DECLINED = (
    "사업자 대표는 거짓말쟁이입니다.",
    "특정한 사람을 비난하는 표현입니다. 조건이나 사실에 대한 의견으로 고쳐 다시 내실 수 있습니다.",
)
TRANSLATED = [  # statements of the process by number
    (1, "Catches must be surveyed over several years before building, and the data published."),
    (3, "Offshore wind must come quickly to stop the climate crisis."),
    (5, "A fund that shares the proceeds with the islanders is needed."),
]
REPLIES = [  # to statements by number; the last one still waits
    (3, "서두르더라도 어장 조사만은 먼저 끝내야 한다고 생각합니다. 두 해면 됩니다."),
    (11, "허가를 다시 협의하면 기간이 길어집니다. 어느 조건을 다시 볼지부터 정하면 좋겠습니다."),
    (5, "기금을 누가 관리하는지도 함께 적어 주세요."),
]
GROUPS = [("바다에서 일하는 삶 먼저", "Work at sea first"), ("기후와 에너지 먼저", "Climate and energy first")]
SOONER = {  # of the charter's next version
    "promise": "시장은 권고문을 받은 날부터 30일 안에 권고마다 수용 여부와 이유를 답합니다.",
    "promise_en": "Within 30 days of receiving the recommendations the mayor says of each whether it is accepted and why.",
    "answer_days": 30,
}
SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민"
GIVEN = [
    "지민", "서연", "민준", "영숙", "정호", "미경", "성민", "은지", "현우", "순자", "도윤", "하은", "상철", "경희", "지훈",
    "수빈", "영호", "말순", "태영", "유진", "재욱", "혜진", "광수", "소연", "동현", "미란", "준서", "옥순", "승기", "다은",
]  # fmt: skip
