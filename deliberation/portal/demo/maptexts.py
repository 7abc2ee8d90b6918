"""Parties, issues and analyses of the demo's case files. Positions follow public reports in our own words; interests,
notes, names of groups and ratings are written for the demo."""

from dataclasses import dataclass, field
from datetime import date

OPEN_PARTS = ("position", "interest", "concerns", "issues", "place", "relations")


@dataclass(frozen=True)
class PartyText:
    name: str
    public_name: str
    kind: str
    influence: int
    stake: int
    position: str
    interest: str
    concerns: str = ""
    acceptable: str = ""
    alternative: str = ""  # without an agreement
    direct: bool = True
    published: tuple[str, ...] = OPEN_PARTS
    stands_for: tuple[str, ...] = ()
    sides: str = ""  # a letter for each issue: s(upports), o(pposes), m(ixed), n (open), - (not asked)
    words: tuple[str, ...] = ()  # short positions in the order of the issues
    representative: tuple[str, str, str] = ("", "", "")  # who, named by whom, for what
    note: tuple[date, str] | None = None


@dataclass(frozen=True)
class MapText:
    issues: tuple[tuple[str, str], ...]
    parties: tuple[PartyText, ...]
    analysis: tuple[str, ...]  # the seven parts
    public: tuple[int, ...] = (1, 2, 4, 6)
    relations: tuple[tuple[int, str, int], ...] = ()  # parties by their place: allied, opposed, depends
    revised: dict[int, str] = field(default_factory=dict)  # by part: what the second version says


WIND_MAP = MapText(
    issues=(
        ("단지를 짓는 자리", "꽃게와 새우가 다니는 길, 조업 구역과 겹치는 자리"),
        ("조사와 동의", "계측기를 세우기 전에 어업인의 동의를 받아야 하는지"),
        ("단지 안 조업", "풍력기 사이에서 어떤 조업을 허용할지"),
        ("보상과 이익 나눔", "보상의 기준, 섬 주민과 나누는 기금"),
        ("공공의 역할", "민간이 이끌지 공공이 이끌지"),
    ),
    parties=(
        PartyText(
            name="덕적·자월 연안어업인 연합",
            public_name="덕적·자월 어업인",
            kind="residents",
            influence=4,
            stake=5,
            position="어장을 잃는 사업에 반대하며, 계측기를 세우기 전에 동의를 받으라고 요구합니다.",
            interest="줄어드는 어획으로 생계를 잇고, 다음 세대에도 조업할 바다를 지키는 것입니다.",
            concerns="공사 소음과 전자파, 조업 금지 구역이 넓어지는 것",
            acceptable="어획량을 여러 해 조사하고 조업 가능한 자리를 먼저 정한다면 협의할 수 있습니다.",
            alternative="허가 취소 소송과 해상 시위를 준비합니다. 다만 비용이 부담입니다. (시연용으로 꾸밈)",
            stands_for=("어업인 단체",),
            sides="oommo",
            words=("겹치지 않게", "먼저 동의", "안전하면 허용", "배 기준 보상", "공공이 먼저"),
            representative=("어업인 대표 2명", "선주 총회(2022년 2월)", "조사와 조업 구역 협의"),
            note=(date(2022, 2, 25), "대표를 뽑는 방법부터 마을마다 달라 갈등이 있다고 합니다. (시연용으로 꾸민 기록)"),
        ),
        PartyText(
            name="덕적면 섬 주민 모임",
            public_name="덕적면 주민",
            kind="residents",
            influence=2,
            stake=4,
            position="섬에 도움이 되는지 먼저 설명해 달라고 합니다.",
            interest="일자리와 뱃길, 학교를 유지할 수 있는 섬의 살림입니다.",
            concerns="이익은 밖으로 나가고 불편만 남는 것",
            acceptable="기금과 일자리를 문서로 약속하면 찬성할 수 있습니다.",
            stands_for=("덕적면", "옹진군"),
            sides="nsnsm",
            words=("보이지 않게", "설명회 먼저", "", "마을 기금", ""),
        ),
        PartyText(
            name="해상풍력 발전사업자",
            public_name="발전사업자",
            kind="business",
            influence=5,
            stake=5,
            position="정해진 일정에 허가를 받아 단지를 짓겠다고 합니다.",
            interest="투자를 결정할 만큼 예측할 수 있는 일정과 허가입니다.",
            concerns="절차가 길어져 사업비가 늘어나는 것",
            acceptable="조업 구역을 피해 배치를 바꾸고 이익을 나누는 방안을 협의할 수 있습니다.",
            alternative="다른 시도의 바다로 사업을 옮깁니다. (시연용으로 꾸밈)",
            stands_for=("해상풍력 추진 측",),
            sides="smmso",
            words=("현재 배치", "허가 절차로", "항로만", "기금 협의", "민간 주도"),
        ),
        PartyText(
            name="인천광역시 에너지 부서",
            public_name="인천광역시",
            kind="administration",
            influence=4,
            stake=3,
            position="어업인이 동의하는 조건을 찾아 공공이 이끄는 단지를 추진합니다.",
            interest="탄소를 줄이는 목표를 지키면서 갈등으로 사업이 멈추지 않는 것입니다.",
            acceptable="자리와 시기를 조정할 수 있습니다.",
            sides="mssss",
        ),
        PartyText(
            name="수산업협동조합",
            public_name="수산업협동조합",
            kind="other",
            influence=3,
            stake=4,
            position="조합원의 피해를 먼저 조사하라고 요구합니다.",
            interest="조합원의 어획과 위판이 유지되는 것입니다.",
            concerns="보상에서 빠지는 조합원이 생기는 것",
            stands_for=("수협",),
            sides="ossmn",
        ),
        PartyText(
            name="기후·환경 시민단체",
            public_name="환경 단체",
            kind="civic",
            influence=2,
            stake=2,
            position="재생에너지를 늘리되 바다 생태를 먼저 조사하자고 합니다.",
            interest="기후 위기에 대응하고 바다 생태를 지키는 것입니다.",
            direct=False,
            stands_for=("환경 단체",),
            sides="mssns",
        ),
        PartyText(
            name="중앙 부처(전기위원회)",
            public_name="중앙 부처",
            kind="administration",
            influence=5,
            stake=2,
            position="지역의 수용성을 확인한 뒤 허가를 정하겠다고 합니다.",
            interest="허가 뒤에 다툼이 이어지지 않는 것입니다.",
            direct=False,
            published=("position", "place"),
            sides="-----",
        ),
    ),
    relations=(
        (0, "opposed", 2),
        (0, "allied", 4),
        (1, "depends", 2),
        (2, "depends", 6),
        (3, "allied", 2),
        (5, "opposed", 0),
    ),
    analysis=(
        "덕적도 서쪽 약 20km 해역에 800MW급 해상풍력 단지 두 곳을 짓는 사업입니다. 탄소를 줄이고 지역 산업을 키울 것으로 "
        "기대합니다.",
        "어업인, 섬 주민, 사업자, 수협, 환경 단체, 관계 기관을 확인하고 면담과 숙의경청회로 의견을 들었습니다. 어업인은 "
        "어획 감소와 조업 구역을, 주민은 섬에 돌아오는 이익을, 사업자는 일정을 가장 크게 걱정합니다.",
        "해양 조사 기관은 여러 해의 어획 자료가 필요하다고 했고, 갈등 전문가는 대표를 뽑는 절차부터 합의하라고 권했습니다.",
        "바다를 쓰는 권리가 분명하지 않고, 조사가 동의보다 먼저 이루어졌습니다. 쟁점은 자리, 조사와 동의, 단지 안 조업, "
        "보상과 이익 나눔, 공공의 역할입니다.",
        "사업이 멈추면 재생에너지 목표가 늦어지고, 밀어붙이면 어촌이 갈라집니다. 두 차례 허가가 미루어진 바 있습니다.",
        "숙의경청회를 두 차례 열어 걱정마다 답하고, 민관협의회에서 자리와 조업 조건을 정합니다. 합의하지 못하면 조정을 "
        "의뢰합니다.",
        "",
    ),
    revised={
        6: "숙의경청회를 두 차례 열어 걱정마다 답했습니다. 민관협의회에서 자리와 조업 조건, 이익 나눔을 정하고 그 이행을 해마다 "
        "점검합니다. 합의하지 못하면 조정을 의뢰합니다.",
    },
)

BAEDARI_MAP = MapText(
    issues=(
        ("3구간을 잇는 방법", "위로 지나는 도로인지, 지하차도인지, 잇지 않을지"),
        ("차량의 속도와 무게", "마을을 지나는 차의 제한"),
        ("위쪽 땅의 쓰임", "수용한 땅을 무엇으로 쓸지"),
        ("주민이 살피는 일", "공사와 이행을 누가 어떻게 살필지"),
    ),
    parties=(
        PartyText(
            name="배다리 주민대책위원회",
            public_name="배다리 주민",
            kind="residents",
            influence=4,
            stake=5,
            position="마을을 가르는 도로를 놓지 말라고 요구합니다.",
            interest="마을이 둘로 나뉘지 않고 조용하고 안전하게 살며, 오래된 마을의 모습을 지키는 것입니다.",
            concerns="큰 차의 소음과 먼지, 집이 갈라지는 것",
            acceptable="지하로 지나고 큰 차를 막으며 위쪽 땅을 마을과 의논한다면 받아들일 수 있습니다.",
            alternative="공사장 앞 천막을 지키며 구간 폐지를 끝까지 요구합니다. (시연용으로 꾸밈)",
            sides="osss",
            words=("지상 도로 반대", "50km·5톤", "마을과 의논", "주민 참여"),
            representative=("주민 대표 3명", "주민대책위원회 총회", "관통도로 협의"),
            note=(date(2019, 5, 2), "지하로 가면 대화하겠다는 주민이 절반을 넘는다고 합니다. (시연용으로 꾸민 기록)"),
        ),
        PartyText(
            name="인천광역시 도로과",
            public_name="인천광역시",
            kind="administration",
            influence=5,
            stake=4,
            position="이미 지은 구간과 이어 도로를 완공하겠다고 합니다.",
            interest="1,616억 원을 들인 도로가 쓰이고 도심 교통이 나아지는 것입니다.",
            concerns="사업비가 늘고 완공이 더 늦어지는 것",
            acceptable="지하차도로 바꾸고 속도와 무게를 제한할 수 있습니다.",
            alternative="공사를 멈춘 채 두고 다음 예산에서 다시 검토합니다. (시연용으로 꾸밈)",
            sides="smms",
            words=("지하차도", "단속 협의", "사업비 안에서", ""),
        ),
        PartyText(
            name="동구청",
            public_name="동구",
            kind="administration",
            influence=3,
            stake=3,
            position="주민과 합의한 뒤에 공사하자고 합니다.",
            interest="구민의 생활을 지키고 마을 살리기 사업을 이어 가는 것입니다.",
            sides="mssn",
        ),
        PartyText(
            name="역사·문화 활동 단체",
            public_name="문화 단체",
            kind="civic",
            influence=2,
            stake=3,
            position="배다리의 역사와 헌책방 거리를 지키자고 합니다.",
            interest="마을의 이야기와 활동할 자리가 남는 것입니다.",
            direct=False,
            sides="ossm",
        ),
        PartyText(
            name="도로를 이용하는 운전자",
            public_name="도로 이용자",
            kind="other",
            influence=1,
            stake=2,
            position="도로가 빨리 이어지기를 바랍니다.",
            interest="출퇴근 시간이 줄어드는 것입니다.",
            direct=False,
            sides="soo-",
        ),
    ),
    relations=((0, "opposed", 1), (0, "allied", 3), (1, "depends", 2), (2, "allied", 0), (4, "opposed", 0)),
    analysis=(
        "길이 2.92km의 도로 가운데 배다리 마을을 지나는 3구간을 잇는 사업입니다. 도심 교통을 나누는 효과를 기대합니다.",
        "주민, 시, 구, 문화 단체, 도로 이용자를 확인하고 면담했습니다. 입장은 맞서지만, 마을을 지키면서 길을 잇는 데에는 "
        "겹치는 이익이 있습니다.",
        "교통 전문가는 지하차도가 가능하다고 보았고, 갈등 전문가는 주민이 추천한 조정자가 필요하다고 했습니다. "
        "(협의회 위원 가운데 시와 구의 수는 시연용으로 나누었습니다.)",
        "주민과 의논하지 않고 정한 노선, 이미 수용한 땅, 오래된 불신이 원인입니다. 쟁점은 잇는 방법, 차량 제한, 위쪽 땅, "
        "살피는 일입니다.",
        "공사가 약 8년 멈추어 지은 구간을 쓰지 못하고, 마을은 빈 땅으로 갈라져 있습니다.",
        "갈등조정협의회에서 주민이 추천한 조정자와 함께 합의를 찾습니다. 합의하면 주민과 함께 이행을 점검합니다.",
        "",
    ),
)

CAMP_MAP = MapText(
    issues=(
        ("병원 건물", "보존할지, 철거할지, 일부만 남길지"),
        ("흙 정화의 방법과 기한", "건물을 둔 채 정화할 수 있는지"),
        ("역사를 남기는 방법", "기록, 이전, 복원"),
        ("정하는 절차", "누가 어떻게 정할지"),
    ),
    parties=(
        PartyText(
            name="조병창 건물 보존 모임",
            public_name="보존을 바라는 단체",
            kind="civic",
            influence=3,
            stake=4,
            position="건물을 허물지 말고 그 자리에 남기라고 요구합니다.",
            interest="강제 동원의 역사를 증언하는 자리가 사라지지 않는 것입니다.",
            concerns="한번 허물면 되돌릴 수 없다는 것",
            acceptable="정화가 꼭 필요한 부분만 옮겼다가 되돌리는 방안은 살펴볼 수 있습니다.",
            stands_for=("보존 측",),
            sides="ooso",
            words=("그 자리 보존", "둔 채 정화", "현장에", "시민이 정함"),
        ),
        PartyText(
            name="부평 인근 아파트 주민 연합",
            public_name="인근 주민",
            kind="residents",
            influence=3,
            stake=5,
            position="건물을 철거하고 흙을 빨리 정화하라고 요구합니다.",
            interest="아이들이 안전하게 쓸 수 있는 공원이 하루빨리 열리는 것입니다.",
            concerns="오염된 흙이 더 오래 남는 것",
            acceptable="정화 기한이 지켜지면 건물의 일부를 남기는 것은 괜찮습니다.",
            alternative="정화가 늦어지면 국방부와 시를 상대로 손해 배상을 청구하려 합니다. (시연용으로 꾸밈)",
            stands_for=("철거 측", "부평구"),
            sides="ssmm",
            words=("철거", "기한 안에", "기록으로", "빨리"),
            note=(date(2021, 7, 8), "건물 자체보다 공원이 늦어지는 것이 문제라고 합니다. (시연용으로 꾸민 기록)"),
        ),
        PartyText(
            name="인천광역시 부대이전개발과",
            public_name="인천광역시",
            kind="administration",
            influence=4,
            stake=3,
            position="법이 정한 정화 기한을 지키겠다고 합니다.",
            interest="기한을 어기지 않고 공원을 열며 시민의 신뢰를 지키는 것입니다.",
            acceptable="기한 안에서 일부 보존을 검토할 수 있습니다.",
            sides="msmm",
        ),
        PartyText(
            name="국방부",
            public_name="국방부",
            kind="administration",
            influence=5,
            stake=3,
            position="정화하려면 건물을 철거해야 한다고 합니다.",
            interest="정해진 비용과 기한 안에 정화 책임을 마치는 것입니다.",
            published=("position", "place", "issues"),
            sides="ssnn",
        ),
        PartyText(
            name="근대 건축·토양 전문가",
            public_name="전문가",
            kind="expert",
            influence=2,
            stake=1,
            position="조사 결과를 먼저 함께 확인하자고 합니다.",
            interest="사실에 바탕을 둔 결정입니다.",
            direct=False,
            sides="nmsm",
        ),
    ),
    relations=((0, "opposed", 1), (1, "allied", 3), (2, "depends", 3), (4, "allied", 0)),
    analysis=(
        "반환된 미군 기지의 흙을 정화하고 공원을 만드는 사업입니다. 조병창 병원 건물이 정화 구역 안에 있습니다.",
        "보존을 바라는 단체, 인근 주민, 시, 국방부, 전문가를 확인하고 면담했습니다. 겉으로는 보존과 철거가 맞서지만, 안전한 "
        "공원과 남는 역사라는 실익은 함께 이룰 여지가 있습니다.",
        "토양 전문가와 건축 전문가의 의견이 갈립니다. 공동 조사를 권합니다.",
        "시의 방침이 여러 번 바뀌어 신뢰가 낮습니다. 쟁점은 건물, 정화 방법과 기한, 역사를 남기는 방법, 정하는 절차입니다.",
        "공원이 늦어지고, 정책을 믿지 못하는 마음이 커집니다.",
        "공동 사실 조사를 거쳐 시민참여단이 숙의하는 방안을 검토합니다.",
        "",
    ),
)

HYDROGEN_MAP = MapText(
    issues=(("충전소와 발전소의 안전", "거리와 점검"), ("주민의 참여", "허가 전에 설명하고 동의를 받을지")),
    parties=(
        PartyText(
            name="동구 발전소 인근 주민 모임",
            public_name="발전소 인근 주민",
            kind="residents",
            influence=3,
            stake=5,
            position="집 가까이에 발전소를 짓지 말라고 요구합니다.",
            interest="안심하고 사는 것과 미리 알고 정하는 것입니다.",
            stands_for=("주민 안전 우선 측",),
            sides="os",
        ),
        PartyText(
            name="연료전지·수소 사업자",
            public_name="수소 사업자",
            kind="business",
            influence=4,
            stake=4,
            position="보급 목표에 맞추어 시설을 늘리자고 합니다.",
            interest="예측할 수 있는 허가와 투자입니다.",
            stands_for=("수소산업 육성 측",),
            sides="sm",
        ),
        PartyText(
            name="환경 단체 연대",
            public_name="환경 단체",
            kind="civic",
            influence=2,
            stake=2,
            position="천연가스로 만드는 수소를 친환경이라 부르지 말라고 합니다.",
            interest="탄소가 실제로 줄어드는 것입니다.",
            direct=False,
            stands_for=("환경 단체",),
            sides="ms",
        ),
    ),
    analysis=(),
)
