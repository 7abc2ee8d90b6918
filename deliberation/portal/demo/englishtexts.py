"""English texts of the demo: recommendations by their Korean titles, and what the city answered to them."""

ENGLISH = {
    # landfill
    "소각 시설을 현대화하고 없는 곳에는 새로 둔다": (
        "Modernise the incinerators, and build where there is none",
        "The city first modernises the regional incinerators that are in use. Districts without one get a new plant, "
        "agreed with their residents, so that the burden is shared evenly.",
    ),
    "자체매립지는 주민이 참여하는 위원회가 입지를 정한다": (
        "A committee with residents chooses the site of the city's own landfill",
        "The city names no candidate sites in advance. A siting committee of residents, experts and the city decides, "
        "and looks first at the safety of residents and at the environment.",
    ),
    "소각재만 묻는다": (
        "Bury nothing but ash",
        "The new landfill takes no untreated household waste, only the ash that is left after burning and what does "
        "not burn.",
    ),
    "소각재와 타지 않는 것만 묻는다": (
        "Bury nothing but ash and what does not burn",
        "The new landfill takes no untreated household waste, only the ash that is left after burning and what does "
        "not burn. Waste that a disaster leaves all at once is reported to the committee and decided on separately.",
    ),
    "쓰레기를 줄이는 규칙을 공공기관부터 시행한다": (
        "Rules for less waste begin with public bodies",
        "The city and its districts use no disposable goods. Fees for business waste are raised step by step, so that "
        "businesses reduce it themselves.",
    ),
    "측정값과 건강 조사 결과를 공개한다": (
        "Publish measurements and the results of health surveys",
        "Odour, air and water measurements around landfills and incinerators are published live. Residents' health is "
        "surveyed every year, and the results are made known.",
    ),
    # hydrogen
    "단계별 이행 계획과 기반 시설": (
        "A plan in stages, and infrastructure",
        "The city publishes a plan in stages until 2030 in words that citizens understand, and builds infrastructure "
        "first where there is proven demand.",
    ),
    "일자리와 전문 인력": (
        "Jobs and skilled workers",
        "With local universities and companies the city trains skilled workers, and concludes agreements by which "
        "local residents are hired first.",
    ),
    "안전과 신뢰": (
        "Safety and trust",
        "All results of inspections are published, and experts whom residents name take part in them. People are told "
        "in advance what to do in an evacuation.",
    ),
    "주민과의 갈등 해결": (
        "Settling conflicts with residents",
        "A public meeting must be held before a permit is given, and a neutral mediator is called in where conflict "
        "arises. Safety distances are laid down in an ordinance after residents have been heard.",
    ),
    "인식 개선과 교육": (
        "Information and education",
        "Material that tells of advantages and limits alike is prepared, and safety is taught in schools and "
        "neighbourhoods.",
    ),
    "정책의 일관성": (
        "A steady policy",
        "So that policy does not change with those in office, a review meeting with citizens is held twice a year.",
    ),
    # e-scooters
    "세울 수 없는 곳과 세우는 곳을 나눈다": (
        "Say where to park and where not to",
        "The city forbids parking on tactile paving, before crossings and at bus stops. There is a place to park "
        "within three minutes' walk everywhere.",
    ),
    "잘못 세운 기기는 업체가 치운다": (
        "Companies clear away what is parked wrongly",
        "A company moves a scooter within an hour of a report. If it does not, the district tows the scooter away at "
        "the company's cost.",
    ),
    "면허를 확인하고 학교 앞에서는 늦춘다": (
        "Check licences, and slow down near schools",
        "Companies check the licence at every rental. In school zones the speed falls to 15 km/h by itself.",
    ),
    "사고와 민원을 동네별로 공개한다": (
        "Publish accidents and complaints by neighbourhood",
        "Every three months the city publishes accidents and complaints about shared e-scooters by neighbourhood, and "
        "uses these data when it changes the rules.",
    ),
    # waste-2020
    "소각 시설을 현대화하고 없는 곳에는 새로 짓는다": (
        "Modernise the incinerators, and build new ones where there are none",
        "Today's regional incinerators are modernised, and new ones are built where there are none.",
    ),
    "인천만의 매립지를 만든다": (
        "A landfill of Incheon's own",
        "The city builds its own landfill by way of a siting committee, which looks first at the safety of residents "
        "and at the environment.",
    ),
    "쓰레기를 줄이는 규칙을 세운다": (
        "Rules for less waste",
        "Rules that reduce waste at its source are made and applied.",
    ),
    # night-bus
    "막차 뒤에도 한 시간마다 버스를 다니게 한다": (
        "A bus every hour after the last one of the day",
        "From the last bus of the day to the first of the next, lines between industrial areas, hospitals and large "
        "stations run every hour.",
    ),
    "요금은 낮과 같게 한다": (
        "The same fare as by day",
        "The fare at night is that of the day, and the city pays what is missing. Many passengers are night workers "
        "with low incomes.",
    ),
    "운전기사의 쉬는 시간을 지킨다": (
        "Keep the drivers' hours of rest",
        "Drivers on night lines have a break every two hours, and a place to rest at the terminus.",
    ),
}

# What the city answered, by its Korean words.
ANSWERED = {
    "": "",
    "송도와 청라의 소각 시설을 먼저 현대화하고, 시설이 없는 권역은 군·구와 입지를 협의합니다.": (
        "The incinerators in Songdo and Cheongna are modernised first. For districts without a plant, sites are agreed "
        "with the district governments."
    ),
    "위원회는 권고대로 둡니다. 다만 지형과 지질 때문에 매립지를 지을 수 없는 땅은 시가 먼저 조사하여 빼므로, "
    "후보지를 미리 정하지 않는다는 부분은 일부만 받아들입니다.": (
        "The committee is set up as recommended. But the city first surveys and excludes land on which terrain or "
        "geology allow no landfill, so the part about naming no sites in advance is accepted only in part."
    ),
    "입지선정위원회를 두고 주민 대표, 전문가, 시 공무원이 함께 후보지를 정합니다.": (
        "A siting committee is set up, in which residents' representatives, experts and city officials choose the "
        "candidate sites together."
    ),
    "지금의 소각 용량으로는 모든 생활폐기물을 태울 수 없습니다. 소각 시설이 늘기 전에 직매립을 멈추면 "
    "쓰레기를 치우지 못하는 지역이 생깁니다. 현대화가 끝나는 해에 다시 검토하여 시민에게 알리겠습니다.": (
        "Today's incinerators cannot burn all household waste. If direct landfilling stopped before there are more, "
        "some areas would be left with their waste. The city looks at it again in the year in which the modernisation "
        "ends, and tells the citizens."
    ),
    "시청과 직속기관에서 일회용품을 쓰지 않습니다. 군·구도 함께하도록 협약을 맺고, "
    "사업장 폐기물 수수료는 해마다 조정합니다.": (
        "City hall and the city's own offices use no disposable goods. An agreement brings in the districts, and fees "
        "for business waste are adjusted every year."
    ),
    "시설 주변의 냄새, 대기, 수질 측정값을 실시간으로 공개합니다.": (
        "Odour, air and water measurements around the plants are published live."
    ),
    "남동국가산단과 인천터미널, 부평역을 잇는 두 노선을 먼저 시범 운행하고, 탄 사람 수를 보아 늘립니다.": (
        "Two lines between the Namdong industrial complex, Incheon Terminal and Bupyeong Station run on trial first; "
        "more follow by the number of passengers."
    ),
    "쉬는 시간은 권고대로 지키되, 쉼터는 땅을 구한 종점부터 차례로 둡니다.": (
        "The hours of rest are kept as recommended; places to rest come one by one, where land at a terminus is found."
    ),
    "두 시간 운전하면 15분을 쉬도록 배차표를 고치고, 종점 두 곳에 쉼터를 둡니다.": (
        "Timetables are changed so that drivers rest 15 minutes after two hours, and two termini get a place to rest."
    ),
    "권역별로 소각 시설을 현대화하고 새로 짓습니다.": (
        "Incinerators are modernised and newly built, district by district."
    ),
    "입지선정위원회를 거쳐 자체매립지를 조성합니다.": "The city's own landfill is built by way of a siting committee.",
    "공공기관부터 일회용품을 줄이는 규칙을 시행합니다.": (
        "Rules for fewer disposable goods are applied, public bodies first."
    ),
}
