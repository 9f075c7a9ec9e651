"""Log-in, log-out and the change of one's own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shuangying.kernel.accounts import entrance, passwords
from shuangying.kernel.accounts.access import public
from shuangying.kernel.accounts.forms import LogInForm, PasswordForm
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; leads on to where the person wanted to go."""
    following = _following(request)
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(following)
    form = LogInForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        outcome = entrance.enter(request, form.cleaned_data["login"], form.cleaned_data["password"])
        if not isinstance(outcome, entrance.Refusal):
            return redirect("password-change") if outcome.must_change_password else HttpResponseRedirect(following)
        refusal = outcome.sentence
    return render(request, "accounts/login.html", {"form": form, "refusal": refusal, "home": divisions.home()})


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out and go back to the log-in page."""
    entrance.leave(request)
    return redirect("login")


@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: Any) -> HttpResponse:
    """Change one's own password; after a one-time password nothing else can be done before."""
    if passwords.has_expired(request.user):
        entrance.leave(request)
        messages.error(request, entrance.EXPIRED)
        return redirect("login")
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = request.user
        passwords.keep(user, form.cleaned_data["new"])
        user.save(update_fields=["password", "must_change_password", "password_expires_at"])
        update_session_auth_hash(request, user)
        audit.record(request.actor, "password", register="users", rows=[{"id": user.pk, "changes": {}}])
        messages.success(request, _("Your password is changed."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/password.html", {"form": form, "first": request.user.must_change_password})


def _following(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
