"""Addresses of the pages about records that are one."""

from django.urls import path

from shuangying.kernel.parties import pages

urlpatterns = [
    path("parties/duplicates/<str:id>/", pages.duplicates_page, name="parties-duplicates"),
    path("parties/merge/<str:id>/<uuid:uid>", pages.merge_page, name="parties-merge"),
    path("parties/merges/<int:merge_id>/undo", pages.undo_page, name="parties-undo"),
    path("parties/names/<str:id>/<uuid:uid>", pages.name_page, name="parties-name"),
]
