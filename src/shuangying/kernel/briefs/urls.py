"""Addresses of the pages of briefs."""

from django.urls import path

from shuangying.kernel.briefs import pages

urlpatterns = [
    path("briefs/", pages.list_page, name="briefs"),
    path("briefs/templates/upload", pages.upload_template, name="brief-template-upload"),
    path("briefs/templates/<str:name>.<str:language>.docx", pages.template_file, name="brief-template-file"),
    path(
        "briefs/templates/<str:name>.<str:language>/withdraw", pages.withdraw_template, name="brief-template-withdraw"
    ),
    path("briefs/draft/<str:name>.<str:language>/", pages.draft_page, name="brief-draft"),
    path("briefs/draft/<str:name>.<str:language>/file", pages.draft_file, name="brief-draft-file"),
    path("briefs/draft/<str:name>.<str:language>/publish", pages.publish_draft, name="brief-publish"),
    path("briefs/<int:pk>/", pages.brief_page, name="brief"),
    path("briefs/<int:pk>/file", pages.brief_file, name="brief-file"),
]
