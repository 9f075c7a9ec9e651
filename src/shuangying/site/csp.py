"""The Content-Security-Policy of every page: own host only, scripts and styles by nonce, nothing inline.

Names follow Django 6.0's own support, which replaces this file after the upgrade.
"""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject


class ContentSecurityPolicy:
    """Gives each request a lazy `csp_nonce` and each response the policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
        request.csp_nonce = nonce
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; "
            f"script-src 'nonce-{nonce}' 'self'; "
            "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            "form-action 'self'; frame-ancestors 'self'; base-uri 'none'; manifest-src 'self'",
        )
        return response
