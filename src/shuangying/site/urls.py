"""All addresses: pages at `/`, the API at `/api/`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
