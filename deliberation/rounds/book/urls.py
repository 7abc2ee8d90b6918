from django.urls import path

from deliberation.rounds.book import desk, reading_views, views

BOOK = "<slug:slug>/book/"
DRAFT = BOOK + "draft/"
EDITION = BOOK + "editions/<int:number>/"
urlpatterns = [
    path(BOOK, views.cover, name="book"),
    path(BOOK + "begin/", desk.begin, name="book_begin"),
    path(BOOK + "chapters/<int:pk>/", views.chapter, name="book_chapter"),
    path(BOOK + "chapters/<int:pk>/finish/", views.finish, name="book_finish"),
    path(EDITION, views.whole, name="book_edition"),
    path(EDITION + "book.pdf", views.printed, name="book_pdf"),
    path(EDITION + "changes/", views.changes, name="book_changes"),
    path(BOOK + "check/", reading_views.check, name="book_check"),
    path(BOOK + "reading/", reading_views.sums, name="book_reading"),
    path(DRAFT, desk.draft, name="book_draft"),
    path(DRAFT + "chapters/new/", desk.add_chapter, name="book_add_chapter"),
    path(DRAFT + "issues/new/", desk.add_issue, name="book_add_issue"),
    path(DRAFT + "chapters/<int:pk>/", desk.draft_chapter, name="book_draft_chapter"),
    path(DRAFT + "chapters/<int:pk>/drop/", desk.drop_chapter, name="book_drop_chapter"),
    path(DRAFT + "texts/<int:pk>/", desk.write, name="book_write"),
    path(DRAFT + "texts/<int:pk>/object/", desk.object_to, name="book_object"),
    path(DRAFT + "texts/<int:pk>/claims/new/", desk.claim, name="book_add_claim"),
    path(DRAFT + "texts/<int:pk>/claims/<int:claim>/", desk.claim, name="book_claim"),
    path(DRAFT + "claims/<int:pk>/drop/", desk.drop_claim, name="book_drop_claim"),
    path(DRAFT + "claims/<int:pk>/stand/", desk.stand, name="book_stand"),
    path(DRAFT + "objections/<int:pk>/", desk.decide, name="book_decide"),
    path(DRAFT + "review/", desk.review, name="book_review"),
    path(DRAFT + "check/", reading_views.items, name="book_items"),
    path(DRAFT + "check/new/", reading_views.set_item, name="book_add_item"),
    path(DRAFT + "check/<int:pk>/", reading_views.set_item, name="book_item"),
    path(DRAFT + "check/<int:pk>/drop/", reading_views.drop_item, name="book_drop_item"),
    path(DRAFT + "enter/", desk.enter, name="book_enter"),
    path(DRAFT + "decide/", desk.resolve, name="book_resolve"),
    path(DRAFT + "acts/<slug:step>/", desk.step, name="book_step"),
]
