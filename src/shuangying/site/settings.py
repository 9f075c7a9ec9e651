"""Settings of one home: everything that differs between homes comes from its folder or the environment."""

import os
import pkgutil
from pathlib import Path

import dj_database_url

from shuangying import modules
from shuangying.site import home_folder

HOME = home_folder.path()
SECRET_KEY = home_folder.secret("django")
KEYS_FILE = home_folder.keys_file()
KEYS_NAMED = bool(os.environ.get("SHUANGYING_KEYS"))
KEYS_GIVEN = os.environ.get("SHUANGYING_KEY_RING", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SHUANGYING_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
PROXY = os.environ.get("SHUANGYING_PROXY") == "1"
HTTPS = PROXY or os.environ.get("SHUANGYING_HTTPS") == "1"

INSTALLED_APPS = [
    "shuangying.site",
    "shuangying.kernel.audit",
    "shuangying.kernel.divisions",
    "shuangying.kernel.accounts",
    "shuangying.kernel.registers",
    "shuangying.kernel.parties",
    "shuangying.kernel.imports",
    "shuangying.kernel.figures",
    "shuangying.kernel.briefs",
    *(f"shuangying.modules.{module.name}" for module in pkgutil.iter_modules(modules.__path__)),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
]

MIDDLEWARE = [
    "shuangying.site.health.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shuangying.site.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shuangying.site.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shuangying.kernel.accounts.middleware.WhoAndWhen",
]

ROOT_URLCONF = "shuangying.site.urls"
WSGI_APPLICATION = "shuangying.site.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shuangying.site.shell.shell",
            ],
            "builtins": ["shuangying.site.templatetags.parts"],
        },
    }
]

DATABASE_URL = os.environ.get("SHUANGYING_DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / home_folder.DATABASE,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
        },
    }
}
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": table,
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    for name, table in (("default", "site_cache"), ("failures", "login_failures"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
IMPORT_MAX_BYTES = 20 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES + 2**20
KEEP_UPLOADS_DAYS = int(os.environ.get("SHUANGYING_KEEP_UPLOADS_DAYS", "30"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "shuangying.site.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(__file__).parent / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILES = {"location": HOME / "files", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": FILES},
    "uploads": {"BACKEND": "shuangying.kernel.registers.sealed_files.SealedStorage", "OPTIONS": FILES},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
