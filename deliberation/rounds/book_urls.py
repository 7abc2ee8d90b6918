from django.urls import path

from deliberation.rounds import bookdesk, bookpages, readingpages

BOOK = "<slug:slug>/book/"
DRAFT = BOOK + "draft/"
EDITION = BOOK + "editions/<int:number>/"
urlpatterns = [
    path(BOOK, bookpages.cover, name="book"),
    path(BOOK + "begin/", bookdesk.begin, name="book_begin"),
    path(BOOK + "chapters/<int:pk>/", bookpages.chapter, name="book_chapter"),
    path(BOOK + "chapters/<int:pk>/finish/", bookpages.finish, name="book_finish"),
    path(EDITION, bookpages.whole, name="book_edition"),
    path(EDITION + "book.pdf", bookpages.printed, name="book_pdf"),
    path(EDITION + "changes/", bookpages.changes, name="book_changes"),
    path(BOOK + "check/", readingpages.check, name="book_check"),
    path(BOOK + "reading/", readingpages.sums, name="book_reading"),
    path(DRAFT, bookdesk.draft, name="book_draft"),
    path(DRAFT + "chapters/new/", bookdesk.add_chapter, name="book_add_chapter"),
    path(DRAFT + "issues/new/", bookdesk.add_issue, name="book_add_issue"),
    path(DRAFT + "chapters/<int:pk>/", bookdesk.draft_chapter, name="book_draft_chapter"),
    path(DRAFT + "chapters/<int:pk>/drop/", bookdesk.drop_chapter, name="book_drop_chapter"),
    path(DRAFT + "texts/<int:pk>/", bookdesk.write, name="book_write"),
    path(DRAFT + "texts/<int:pk>/object/", bookdesk.object_to, name="book_object"),
    path(DRAFT + "texts/<int:pk>/claims/new/", bookdesk.claim, name="book_add_claim"),
    path(DRAFT + "texts/<int:pk>/claims/<int:claim>/", bookdesk.claim, name="book_claim"),
    path(DRAFT + "claims/<int:pk>/drop/", bookdesk.drop_claim, name="book_drop_claim"),
    path(DRAFT + "claims/<int:pk>/stand/", bookdesk.stand, name="book_stand"),
    path(DRAFT + "objections/<int:pk>/", bookdesk.decide, name="book_decide"),
    path(DRAFT + "review/", bookdesk.review, name="book_review"),
    path(DRAFT + "check/", readingpages.items, name="book_items"),
    path(DRAFT + "check/new/", readingpages.set_item, name="book_add_item"),
    path(DRAFT + "check/<int:pk>/", readingpages.set_item, name="book_item"),
    path(DRAFT + "check/<int:pk>/drop/", readingpages.drop_item, name="book_drop_item"),
    path(DRAFT + "acts/<slug:step>/", bookdesk.step, name="book_step"),
]
