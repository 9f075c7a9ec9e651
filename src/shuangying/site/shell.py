"""What every page's frame shows: county, as-of day, menu, person."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from shuangying.kernel.divisions import api as divisions
from shuangying.site import headlines
from shuangying.site.rail import RailGroup, rail

THEME_COOKIE = "theme"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AsOf:
    """The day that the page shows, and the addresses of its neighbours."""

    day: date
    today: date
    previous_url: str
    next_url: str
    today_url: str
    kept: list[tuple[str, str]]

    @property
    def past(self) -> bool:
        """True when the page shows another day than today."""
        return self.day != self.today


@dataclass(frozen=True)
class Shell:
    """Everything that page.html shows around a page's content."""

    county: str
    demo: bool
    theme: str
    as_of: AsOf | None
    level: dict[str, str] | None
    groups: list[RailGroup]
    links: dict[str, str]
    other_language: str
    other_language_label: str
    other_language_url: str


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the top bar and the left rail, computed only by pages that show them."""
    return {"shell": SimpleLazyObject(lambda: _build(request)), "theme": theme_of(request)}


def theme_of(request: HttpRequest) -> str:
    """`light` or `dark` as the person chose, or an empty string: as the device has it."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else ""


def _build(request: HttpRequest) -> Shell:
    home = divisions.home()
    other = ("zh", "中文") if get_language() == "en" else ("en", "English")
    names = (
        "today",
        "answer",
        "silent",
        "figures",
        "briefs",
        "wall",
        "people",
        "reveals",
        "system",
        "search",
        "names",
        "logout",
        "login",
        "password-change",
    )
    links = {name.replace("-", "_"): address for name in names if (address := _address(name))}
    return Shell(
        county=home.name or (home.county.name if home.county else ""),
        demo=home.demo,
        theme=theme_of(request),
        as_of=_as_of(request),
        level=headlines.level(request) if getattr(request, "actor", None) and getattr(request, "as_of", None) else None,
        groups=rail(request, links),
        links=links,
        other_language=other[0],
        other_language_label=other[1],
        other_language_url=_with(request, lang=other[0]),
    )


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _kept(request: HttpRequest, *dropped: str) -> list[tuple[str, str]]:
    gone = {"after", "lang", *dropped}
    return [(key, value) for key, values in request.GET.lists() if key not in gone for value in values]


def _with(request: HttpRequest, **changed: str) -> str:
    return "?" + urlencode([*_kept(request, *changed), *changed.items()])


def _as_of(request: HttpRequest) -> AsOf | None:
    day, today = getattr(request, "as_of", None), getattr(request, "today", None)
    if day is None or today is None:
        return None
    return AsOf(
        day=day,
        today=today,
        previous_url=_with(request, as_of=(day - ONE_DAY).isoformat()),
        next_url=_with(request, as_of=(day + ONE_DAY).isoformat()) if day < today else "",
        today_url=_with(request, as_of="today"),
        kept=_kept(request, "as_of"),
    )
