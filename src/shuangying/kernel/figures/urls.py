"""Addresses of the figures' pages."""

from django.urls import path

from shuangying.kernel.figures import pages

urlpatterns = [
    path("figures/", pages.index_page, name="figures"),
    path("figures/<str:id>/", pages.figure_page, name="figure"),
]
