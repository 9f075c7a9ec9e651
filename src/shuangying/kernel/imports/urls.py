"""Addresses of imports and exports."""

from django.urls import path

from shuangying.kernel.imports import pages

urlpatterns = [
    path("r/<str:id>/import/", pages.start_page, name="import-start"),
    path("r/<str:id>/import/template", pages.template_file, name="import-template"),
    path("r/<str:id>/import/drafts", pages.drafts_page, name="import-drafts"),
    path("r/<str:id>/export", pages.export_file, name="register-export"),
    path("r/<str:id>/export/reveal", pages.reveal_page, name="register-export-reveal"),
    path("imports/<int:pk>/", pages.import_page, name="import"),
    path("imports/<int:pk>/receipts", pages.receipts_file, name="import-receipts"),
]
