from django.urls import path

from deliberation.conflicts import analysispages, councilacts, councilpages, deciding, managing, partypages, views

DIAGNOSIS = "<int:pk>/diagnoses/<int:diagnosis>/"
PARTY = "<int:pk>/parties/<int:party>/"
ANALYSIS = "<int:pk>/analysis/<int:n>/"
COUNCIL = "<int:pk>/councils/<int:council>/"

app_name = "conflicts"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", managing.file, name="new"),
    path("waiting/", deciding.waiting, name="waiting"),
    path("waiting/agenda/", deciding.enter, name="enter"),
    path("years/", views.years, name="years"),
    path("years/<int:year>/", views.year, name="year"),
    path("years/<int:year>/list.csv", views.year_csv, name="year_csv"),
    path("years/<int:year>/list.xlsx", views.year_excel, name="year_excel"),
    path("years/<int:year>/list.pdf", views.year_pdf, name="year_pdf"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/edit/", managing.edit, name="edit"),
    path("<int:pk>/events/new/", managing.enter_event, name="enter_event"),
    path("<int:pk>/events/<int:event>/", managing.correct_event, name="correct_event"),
    path("<int:pk>/files/new/", managing.attach, name="attach"),
    path("<int:pk>/files/<int:file>/readers/", managing.confine, name="confine"),
    path("<int:pk>/alert/", managing.alert, name="alert"),
    path("<int:pk>/experts/", managing.experts, name="experts"),
    path("<int:pk>/experts/<int:membership>/dismiss/", managing.dismiss_expert, name="dismiss_expert"),
    path("<int:pk>/advice/", managing.ask_advice, name="advise"),
    path("<int:pk>/advice/other/", managing.take_another_track, name="override"),
    path("<int:pk>/diagnose/", deciding.self_diagnosis, name="diagnose"),
    path(DIAGNOSIS, deciding.show, name="diagnosis"),
    path(DIAGNOSIS + "review/", deciding.give_opinion, name="review"),
    path(DIAGNOSIS + "grade/", deciding.decide_grade, name="grade"),
    path(DIAGNOSIS + "withdraw/", deciding.withdraw, name="withdraw"),
    path("<int:pk>/parties/", partypages.parties, name="parties"),
    path("<int:pk>/parties/grid.svg", partypages.picture, {"name": "grid"}, name="grid"),
    path("<int:pk>/parties/matrix.svg", partypages.picture, {"name": "matrix"}, name="matrix"),
    path("<int:pk>/parties/new/", partypages.add, name="add_party"),
    path(PARTY, partypages.party, name="party"),
    path(PARTY + "drop/", partypages.drop, name="drop_party"),
    path(PARTY + "issues/", partypages.stances, name="stances"),
    path(PARTY + "relations/", partypages.relations, name="relations"),
    path(PARTY + "notes/", partypages.notes, name="party_notes"),
    path("<int:pk>/issues/new/", partypages.add_issue, name="add_issue"),
    path("<int:pk>/issues/<int:issue>/", partypages.issue, name="issue"),
    path("<int:pk>/analysis/", analysispages.newest, name="analysis"),
    path("<int:pk>/analysis/begin/", analysispages.begin, name="begin_analysis"),
    path(ANALYSIS, analysispages.version, name="analysis_version"),
    path(ANALYSIS + "analysis.pdf", analysispages.printed, name="analysis_pdf"),
    path(ANALYSIS + "issue/", analysispages.issue, name="issue_analysis"),
    path(ANALYSIS + "parts/<int:kind>/", analysispages.write, name="write_part"),
    path(ANALYSIS + "parts/<int:kind>/readers/", analysispages.open_part, name="open_part"),
    path("<int:pk>/councils/", councilpages.councils, name="councils"),
    path("<int:pk>/councils/new/", councilacts.found, name="found_council"),
    path(COUNCIL, councilpages.council, name="council"),
    path(COUNCIL + "agreement/", councilpages.agreement, name="agreement"),
    path(COUNCIL + "agreement.pdf", councilpages.printed, name="agreement_pdf"),
    *(
        path(f"{COUNCIL}{name}/", getattr(councilacts, name), name=f"council_{name}")
        for name in ("seat", "rules", "principal", "offer", "draft", "ratify", "end", "undertake")
    ),
    path(COUNCIL + "offers/<int:offer>/", councilacts.answer, name="council_answer"),
    path(COUNCIL + "undertakings/<int:undertaking>/", councilacts.check, name="council_check"),
    path(COUNCIL + "acts/<slug:step>/", councilacts.act, name="council_act"),
    path("<int:pk>/decide/<slug:step>/", deciding.decide, name="decide"),
]
