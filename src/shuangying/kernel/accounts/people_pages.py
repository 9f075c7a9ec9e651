"""People, their posts, and the bodies they sit in, as of the site's day. Administrators change them, leaders read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts import posts, setup
from shuangying.kernel.accounts.actors import Reach
from shuangying.kernel.accounts.forms import BodyForm, EndForm, MemberForm, PersonForm, PostForm, RowsForm
from shuangying.kernel.accounts.models import Body, Member, Post, User
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.accounts.sentences import sentence
from shuangying.kernel.divisions import api as divisions


@require_GET
def people(request: Any) -> HttpResponse:
    """Bodies and people with their posts of the day."""
    _require(request, Right.READ)
    seen = [user for user in _with_posts(request) if posts.may_see(request.actor, user, request.today)]
    return render(
        request,
        "accounts/people.html",
        {"people": seen, "bodies": _bodies(request), "may_write": _writes(request)},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def person_new(request: Any) -> HttpResponse:
    """A new person with a first post; the answer shows the one-time password, this once."""
    within = _require(request, Right.WRITE)
    form = PersonForm(within, request.POST or None, initial={"from_on": request.today})

    def create() -> HttpResponse:
        data = form.cleaned_data
        with transaction.atomic():
            user, one_time = setup.create_user(data["login"], data["name"], actor=request.actor)
            _grant(request, user, data)
        return _show_one_time(request, user, one_time)

    return _answer(request, form, create, _("New person"), _("Make the person"), "people")


@require_GET
def person(request: Any, pk: int) -> HttpResponse:
    """One person: posts past, present and to come, and seats in bodies."""
    user = _seen(request, pk)
    held = [
        {
            "post": post,
            "now": post.from_on <= request.as_of and (post.until_on is None or post.until_on > request.as_of),
        }
        for post in _named(user.posts.select_related("division", "unit").order_by("-from_on", "-pk"), request)
    ]
    seats = user.seats.on(request.as_of).select_related("body")
    context = {"person": user, "held": held, "seats": seats, "may_write": _manages(request, user)}
    return render(request, "accounts/person.html", context)


@require_POST
@never_cache
def person_reset(request: Any, pk: int) -> HttpResponse:
    """A new one-time password; the answer shows it, this once."""
    user = _managed(request, pk)
    return _show_one_time(request, user, setup.reset(user.login, request.actor))


@require_POST
def person_active(request: Any, pk: int) -> HttpResponse:
    """Let a person log in, or no longer."""
    user = _managed(request, pk)
    try:
        posts.let_in(user, request.POST.get("active") == "1", request.today, request.actor)
    except Invalid as error:
        messages.error(request, sentence(error.problem))
    return redirect("person", pk)


@require_http_methods(["GET", "POST"])
def post_new(request: Any, pk: int) -> HttpResponse:
    """Give a person another post."""
    user = _managed(request, pk)
    form = PostForm(_require(request, Right.WRITE), request.POST or None, initial={"from_on": request.today})

    def give() -> HttpResponse:
        data = form.cleaned_data
        _grant(request, user, data)
        return redirect("person", pk)

    title = _("New post for %(name)s") % {"name": user.name}
    return _answer(request, form, give, title, _("Give the post"), "person", pk)


@require_http_methods(["GET", "POST"])
def post_end(request: Any, pk: int) -> HttpResponse:
    """End a post."""
    post = get_object_or_404(Post.objects.select_related("division", "user"), pk=pk)
    if not _require(request, Right.WRITE).covers(post.division.path):
        raise Http404
    form = EndForm(request.POST or None, initial={"until_on": request.today})

    def end() -> HttpResponse:
        posts.end(post, form.cleaned_data["until_on"], request.actor)
        return redirect("person", post.user_id)

    title = _("End of post: %(post)s") % {"post": f"{post.user.name} · {post.division.name} {post.role_label}"}
    return _answer(request, form, end, title, _("End the post"), "person", post.user_id)


@require_http_methods(["GET", "POST"])
def body_new(request: Any) -> HttpResponse:
    """Set up a headquarters or a work group of the county."""
    county = _county_of_writer(request)
    form = BodyForm(request.POST or None, initial={"kind": Body.Kind.WORK_GROUP, "from_on": request.today})

    def found() -> HttpResponse:
        data = form.cleaned_data
        headquarters = Body.objects.on(data["from_on"]).filter(kind=Body.Kind.HEADQUARTERS, division=county).first()
        parent = headquarters if data["kind"] == Body.Kind.WORK_GROUP else None
        made = posts.found_body(data["kind"], data["name"], county, data["from_on"], request.actor, parent=parent)
        return redirect("body", made.pk)

    return _answer(request, form, found, _("New body"), _("Set up the body"), "people")


@require_GET
def body(request: Any, pk: int) -> HttpResponse:
    """One body with its heads and members of the day."""
    found = _seen_body(request, pk)
    members = found.members.on(request.as_of).select_related("user")
    context = {
        "body": found,
        "members": sorted(members, key=lambda member: list(Member.Duty).index(Member.Duty(member.duty))),
        "heads": sum(member.duty == Member.Duty.HEAD for member in members),
        "groups": found.groups.on(request.as_of),
        "may_write": _require(request, Right.READ) and _writes_body(request, found),
    }
    return render(request, "accounts/body.html", context)


@require_http_methods(["GET", "POST"])
def body_end(request: Any, pk: int) -> HttpResponse:
    """End a body, with its groups and seats."""
    found = _changed_body(request, pk)
    form = EndForm(request.POST or None, initial={"until_on": request.today})

    def end() -> HttpResponse:
        posts.dissolve(found, form.cleaned_data["until_on"], request.actor)
        return redirect("people")

    title = _("End of %(body)s") % {"body": found.name}
    return _answer(request, form, end, title, _("End the body"), "body", pk)


@require_http_methods(["GET", "POST"])
def member_new(request: Any, pk: int) -> HttpResponse:
    """Give somebody a seat in a body."""
    found = _changed_body(request, pk)
    form = MemberForm(request.POST or None, initial={"from_on": request.today})

    def add() -> HttpResponse:
        data = form.cleaned_data
        user = User.objects.filter(login=data["person"]).first()
        name = user.name if user else data["person"]
        posts.seat(found, data["duty"], data["from_on"], request.actor, user=user, name=name, until_on=data["until_on"])
        return redirect("body", pk)

    title = _("New member of %(body)s") % {"body": found.name}
    return _answer(request, form, add, title, _("Give the seat"), "body", pk)


@require_http_methods(["GET", "POST"])
def member_end(request: Any, pk: int) -> HttpResponse:
    """End somebody's seat in a body."""
    member = get_object_or_404(Member.objects.select_related("body__division"), pk=pk)
    _changed_body(request, member.body_id)
    form = EndForm(request.POST or None, initial={"until_on": request.today})

    def end() -> HttpResponse:
        posts.end_seat(member, form.cleaned_data["until_on"], request.actor)
        return redirect("body", member.body_id)

    title = _("End of seat: %(name)s") % {"name": member.name}
    return _answer(request, form, end, title, _("End the seat"), "body", member.body_id)


def _answer(
    request: Any, form: RowsForm, act: Callable[[], HttpResponse], title: str, verb: str, back: str, *args: Any
) -> HttpResponse:
    """Do what the form asks, or show it with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            return act()
        except Invalid as error:
            form.add_error("login" if error.problem.code == "login_taken" else None, sentence(error.problem))
    return render(
        request,
        "accounts/form.html",
        {"form": form, "title": title, "verb": verb, "back": back, "back_pk": args[0] if args else None},
    )


def _show_one_time(request: Any, user: User, one_time: str | None) -> HttpResponse:
    return render(request, "accounts/one_time.html", {"person": user, "one_time": one_time})


def _require(request: Any, right: Right) -> Reach:
    within = posts.people_reach(request.actor, right)
    if within.none:
        raise PermissionDenied
    return within


def _writes(request: Any) -> bool:
    return not posts.people_reach(request.actor, Right.WRITE).none


def _manages(request: Any, user: User) -> bool:
    return _writes(request) and posts.may_manage(request.actor, user, request.today)


def _seen(request: Any, pk: int) -> User:
    _require(request, Right.READ)
    user = get_object_or_404(User, pk=pk)
    if not posts.may_see(request.actor, user, request.today):
        raise Http404
    return user


def _managed(request: Any, pk: int) -> User:
    user = _seen(request, pk)
    if not _manages(request, user):
        raise PermissionDenied
    return user


def _with_posts(request: Any) -> list[Any]:
    """All people, each with `held`: the posts of the day."""
    held: dict[int, list[Post]] = {}
    for post in _named(Post.objects.on(request.as_of).select_related("division"), request):
        held.setdefault(post.user_id, []).append(post)
    people_of_day: list[Any] = list(User.objects.prefetch_related("posts__division"))
    for user in people_of_day:
        user.held = held.get(user.pk, [])
    return people_of_day


def _named(held: Iterable[Post], request: Any) -> Iterator[Post]:
    """Posts whose divisions bear their name of the site's day."""
    nodes = divisions.tree(request.as_of).nodes if divisions.home().county else {}
    for post in held:
        if post.division_id in nodes:
            post.division.name_on_day = nodes[post.division_id].name
        yield post


def _bodies(request: Any) -> list[dict[str, Any]]:
    """The bodies of the day with their heads, headquarters before their groups."""
    members: dict[int, list[Member]] = {}
    for member in Member.objects.on(request.as_of).select_related("user"):
        members.setdefault(member.body_id, []).append(member)
    found = [
        {
            "body": each,
            "heads": [member for member in members.get(each.pk, ()) if member.duty == Member.Duty.HEAD],
            "count": len(members.get(each.pk, ())),
        }
        for each in Body.objects.on(request.as_of).select_related("division")
    ]
    reach = posts.people_reach(request.actor, Right.READ)
    return [each for each in found if reach.covers(each["body"].division.path)]


def _seen_body(request: Any, pk: int) -> Body:
    found = get_object_or_404(Body.objects.select_related("division", "parent"), pk=pk)
    if not _require(request, Right.READ).covers(found.division.path):
        raise Http404
    return found


def _writes_body(request: Any, found: Body) -> bool:
    return posts.people_reach(request.actor, Right.WRITE).covers(found.division.path)


def _changed_body(request: Any, pk: int) -> Body:
    found = _seen_body(request, pk)
    if not _writes_body(request, found):
        raise PermissionDenied
    return found


def _county_of_writer(request: Any) -> Any:
    county = divisions.home().county
    if county is None or not _require(request, Right.WRITE).covers(county.path):
        raise PermissionDenied
    return county


def _grant(request: Any, user: User, data: Mapping[str, Any]) -> None:
    posts.grant(
        user, data["role"], data["division"], data["from_on"], request.actor, data["until_on"], unit=data["unit"]
    )
