"""Addresses of every register's pages."""

from django.urls import path

from shuangying.kernel.registers import pages

urlpatterns = [
    path("r/<str:id>/", pages.list_page, name="register-list"),
    path("r/<str:id>/new", pages.new_page, name="register-new"),
    path("r/<str:id>/<uuid:uid>/", pages.record_page, name="record"),
    path("r/<str:id>/<uuid:uid>/edit", pages.edit_page, name="record-edit"),
    path("r/<str:id>/<uuid:uid>/delete", pages.delete_page, name="record-delete"),
    path("r/<str:id>/<uuid:uid>/restore", pages.restore, name="record-restore"),
]
