"""All addresses: pages at `/`, the API at `/api/`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shuangying.kernel.registers.urls")),
]
