"""What every page's frame shows: county, as-of day, menu, person."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the top bar and the left rail."""
    return {}
