"""All addresses: pages at `/`, the API at `/api/`."""

from django.urls import URLPattern, URLResolver, include, path

from shuangying.site import health
from shuangying.site.api import application
from shuangying.site.pages.names import names
from shuangying.site.pages.reveals import reveals_page
from shuangying.site.pages.search import search_page
from shuangying.site.pages.system import system_page
from shuangying.site.pages.today import today_page
from shuangying.site.pages.wall import wall_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today_page, name="today"),
    path("wall", wall_page, name="wall"),
    path("search", search_page, name="search"),
    path("names", names, name="names"),
    path("system", system_page, name="system"),
    path("reveals", reveals_page, name="reveals"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", include((application.urlpatterns(), "ninja"), namespace="api")),
    path("", include("shuangying.kernel.accounts.urls")),
    path("", include("shuangying.kernel.registers.urls")),
    path("", include("shuangying.kernel.parties.urls")),
    path("", include("shuangying.kernel.imports.urls")),
    path("", include("shuangying.kernel.figures.urls")),
    path("", include("shuangying.kernel.briefs.urls")),
]
