from django.urls import path

from deliberation.conflicts.mediation import act_views, views

COUNCIL = "<int:pk>/councils/<int:council>/"

urlpatterns = [
    path("<int:pk>/councils/", views.councils, name="councils"),
    path("<int:pk>/councils/new/", act_views.found, name="found_council"),
    path(COUNCIL, views.council, name="council"),
    path(COUNCIL + "agreement/", views.agreement, name="agreement"),
    path(COUNCIL + "agreement.pdf", views.printed, name="agreement_pdf"),
    *(
        path(f"{COUNCIL}{name}/", getattr(act_views, name), name=f"council_{name}")
        for name in ("seat", "rules", "principal", "offer", "draft", "ratify", "end", "undertake")
    ),
    path(COUNCIL + "offers/<int:offer>/", act_views.answer, name="council_answer"),
    path(COUNCIL + "undertakings/<int:undertaking>/", act_views.check, name="council_check"),
    path(COUNCIL + "acts/<slug:step>/", act_views.act, name="council_act"),
]
