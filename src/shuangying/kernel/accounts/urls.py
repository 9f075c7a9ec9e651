"""Addresses of log-in and of people, posts and bodies."""

from django.urls import path

from shuangying.kernel.accounts import division_pages, pages, people_pages

urlpatterns = [
    path("login", pages.log_in, name="login"),
    path("logout", pages.log_out, name="logout"),
    path("password", pages.change_password, name="password-change"),
    path("divisions/", division_pages.division_list, name="divisions"),
    path("divisions/load", division_pages.division_load, name="division-load"),
    path("divisions/tiles", division_pages.division_arrange, name="division-arrange"),
    path("people/", people_pages.people, name="people"),
    path("people/new", people_pages.person_new, name="person-new"),
    path("people/<int:pk>/", people_pages.person, name="person"),
    path("people/<int:pk>/password", people_pages.person_reset, name="person-reset"),
    path("people/<int:pk>/active", people_pages.person_active, name="person-active"),
    path("people/<int:pk>/posts/new", people_pages.post_new, name="post-new"),
    path("people/posts/<int:pk>/end", people_pages.post_end, name="post-end"),
    path("people/bodies/new", people_pages.body_new, name="body-new"),
    path("people/bodies/<int:pk>/", people_pages.body, name="body"),
    path("people/bodies/<int:pk>/end", people_pages.body_end, name="body-end"),
    path("people/bodies/<int:pk>/members/new", people_pages.member_new, name="member-new"),
    path("people/members/<int:pk>/end", people_pages.member_end, name="member-end"),
]
