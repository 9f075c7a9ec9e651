"""What stands in the server's log after a failure."""

import io
import logging

import pytest
from django.conf import settings
from django.urls import path

from shuangying.kernel.accounts.models import User
from shuangying.site import urls

NUMBER, PHONE = "11010519491231002X", "13812345678"


def broken(request, what):
    raise ValueError(f"cannot read {request.POST['id_number']}")


urlpatterns = [path("broken/<str:what>", broken), *urls.urlpatterns]


@pytest.fixture
def log():
    """What the program's own handler writes."""
    handler = logging.getLogger().handlers
    written = io.StringIO()
    (own,) = (one for one in handler if type(one.formatter).__name__ == "Discreet")
    before = own.setStream(written)
    yield written
    own.setStream(before)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_failure_is_logged_with_its_traceback_and_without_numbers_queries_or_bodies(client, log, person):
    client.force_login(User.objects.get(pk=person("clerk", "单县").user_id))
    client.raise_request_exception = False
    answer = client.post(f"/broken/{PHONE}?q={NUMBER}", {"id_number": NUMBER, "note": "body"}, secure=True)
    assert answer.status_code == 500
    said = log.getvalue()
    assert "Internal Server Error: /broken/138****5678" in said
    assert "ValueError: cannot read 110*************2X" in said
    assert "in broken" in said
    assert not any(secret in said for secret in (NUMBER, PHONE, "'note'", "?q="))
    assert NUMBER not in answer.content.decode()


def test_what_libraries_warn_of_is_masked_too(log):
    logging.getLogger("some.library").warning("odd value %s", NUMBER)
    assert "WARNING some.library: odd value 110*************2X" in log.getvalue()


def test_uploads_never_pass_through_a_temporary_file():
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE > settings.IMPORT_MAX_BYTES
