"""Addresses of the figures' pages."""

from django.urls import path

from shuangying.kernel.figures import answer_pages, pages

urlpatterns = [
    path("figures/", pages.index_page, name="figures"),
    path("figures/<str:id>/", pages.figure_page, name="figure"),
    path("answer/", answer_pages.answer_page, name="answer"),
    path("silent/", answer_pages.silent_page, name="silent"),
]
