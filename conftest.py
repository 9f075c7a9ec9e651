"""Test set-up shared by all rooms: a home folder of its own, fast password hashing, no cache table."""

import os
import tempfile

os.environ["SHUANGYING_HOME"] = tempfile.mkdtemp(prefix="shuangying-test-")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest


@pytest.fixture(autouse=True)
def quick_settings(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
