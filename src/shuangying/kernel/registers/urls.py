"""Addresses of every register's pages."""

from django.urls import path

from shuangying.kernel.registers import action_pages, form_pages, lookups, pages

urlpatterns = [
    path("r/<str:id>/", pages.list_page, name="register-list"),
    path("r/<str:id>/new", form_pages.new_page, name="register-new"),
    path("r/<str:id>/choices/<str:name>", lookups.choices, name="register-choices"),
    path("r/<str:id>/known/<str:name>", lookups.known, name="register-known"),
    path("r/<str:id>/<uuid:uid>/", pages.record_page, name="record"),
    path("r/<str:id>/<uuid:uid>/edit", form_pages.edit_page, name="record-edit"),
    path("r/<str:id>/<uuid:uid>/delete", pages.delete_page, name="record-delete"),
    path("r/<str:id>/<uuid:uid>/restore", pages.restore, name="record-restore"),
    path("r/<str:id>/<uuid:uid>/reveal", action_pages.reveal, name="record-reveal"),
    path("r/<str:id>/<uuid:uid>/do/<str:name>", action_pages.action_page, name="record-action"),
]
