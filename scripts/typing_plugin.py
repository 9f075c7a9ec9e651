"""Tells mypy what the project's middleware lays on each request."""

from collections.abc import Callable

from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, TypeOfAny

LAID_ON_REQUESTS = ("actor", "as_of", "today", "csp_nonce", "LANGUAGE_CODE")


def extend_request(context: ClassDefContext) -> None:
    """Give `HttpRequest` those attributes, of any type."""
    for name in LAID_ON_REQUESTS:
        if name not in context.cls.info.names:
            add_attribute_to_class(context.api, context.cls, name, AnyType(TypeOfAny.explicit))


class Requests(Plugin):
    """Extends Django's request and nothing else."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return extend_request if fullname == "django.http.request.HttpRequest" else None


def plugin(version: str) -> type[Plugin]:
    """mypy's entry point."""
    return Requests
