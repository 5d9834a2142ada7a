"""Settings, from the environment only. Every variable is listed in the README and checked by `ledtrad doctor`."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from ledtrad import saml
from ledtrad.home import Home

PACKAGE = Path(__file__).resolve().parent
HOME = Home.from_environment()
HOME.prepare()

DEBUG = False
SECRET_KEY = HOME.secret_key()

# ── Where we are served ──────────────────────────────────────────────────────
LEDTRAD_URL = os.environ.get("LEDTRAD_URL", "http://127.0.0.1:8000")
_address = urlsplit(LEDTRAD_URL)
HTTPS = _address.scheme == "https"
ALLOWED_HOSTS = [_address.hostname or "127.0.0.1", *filter(None, os.environ.get("LEDTRAD_HOSTS", "").split(","))]
if _address.hostname in {"127.0.0.1", "localhost"}:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"]

# ── The demonstration municipality stands still in time ──────────────────────
LEDTRAD_TODAY = HOME.demonstration_date()
LEDTRAD_DEMO = LEDTRAD_TODAY is not None

# ── Packages, lowest first ───────────────────────────────────────────────────
INSTALLED_APPS = [
    "ledtrad.web",
    "ledtrad.api",
    "ledtrad.demo",
    "ledtrad.reports",
    "ledtrad.audits",
    "ledtrad.delegation",
    "ledtrad.meetings",
    "ledtrad.activities",
    "ledtrad.indicators",
    "ledtrad.goals",
    "ledtrad.documents",
    "ledtrad.thread",
    "ledtrad.organisation",
    "ledtrad.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
]

MIDDLEWARE = [
    "ledtrad.core.headroom.headroom",
    "django.middleware.security.SecurityMiddleware",
    "ledtrad.core.middleware.Headers",
    "ledtrad.core.middleware.DatabaseDown",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ledtrad.organisation.middleware.CurrentActor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "ledtrad.core.middleware.PlainAddresses",
]

ROOT_URLCONF = "ledtrad.urls"
WSGI_APPLICATION = "ledtrad.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ledtrad.web.context_processors.shell",
                "ledtrad.demo.context_processors.logins",
            ],
        },
    }
]
FORM_RENDERER = "ledtrad.web.forms.Renderer"

# ── Database ─────────────────────────────────────────────────────────────────
# SQLite: an acknowledged write survives power loss only with synchronous=FULL; IMMEDIATE takes the
# write lock at the start of a transaction, so that two writers wait instead of failing midway.
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{HOME.database}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# ── People, login ────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
CSRF_FAILURE_VIEW = "ledtrad.web.views.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "todo"
ACCOUNT_ADAPTER = "ledtrad.organisation.login.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "ledtrad.organisation.login.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # also before an e-mail address is changed: it is a way to a new password
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts and their addresses come from the municipality, not from sign-up
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Ledtråd"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {}
LOGIN_ORIGINS: list[str] = []
if os.environ.get("LEDTRAD_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "kommun",
                "name": os.environ.get("LEDTRAD_OIDC_NAME", "Kommunens inloggning"),
                "client_id": os.environ.get("LEDTRAD_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("LEDTRAD_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["LEDTRAD_OIDC_URL"]},
            }
        ],
    }
    # The browser follows the login form to the provider, which the policy must allow.
    _provider = urlsplit(os.environ["LEDTRAD_OIDC_URL"])
    LOGIN_ORIGINS = [f"{_provider.scheme}://{_provider.netloc}"]
# SAML besides, or instead: prepared in ledtrad/saml.py, and `ledtrad doctor` says why it is not on.
LEDTRAD_SAML_PROBLEM = saml.problem(os.environ)
LEDTRAD_SAML_ATTRIBUTES = saml.attributes(os.environ)
if saml.is_wanted(os.environ) and not LEDTRAD_SAML_PROBLEM:
    INSTALLED_APPS.append(saml.APP)
    _described = saml.app(os.environ)
    SOCIALACCOUNT_PROVIDERS["saml"] = {"APPS": [_described]}
    LOGIN_ORIGINS += saml.origins(_described)
# Which claims make a person: see organisation/login.py.
LEDTRAD_OIDC_CLAIMS = os.environ.get(
    "LEDTRAD_OIDC_CLAIMS", "username=preferred_username,name=name,email=email,functions=functions"
)
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_ENABLE_ADMIN = False

# ── Cookies and headers ──────────────────────────────────────────────────────
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}ledtrad-session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_prefix}ledtrad-csrf"
LANGUAGE_COOKIE_NAME = f"{_prefix}ledtrad-language"
LEDTRAD_RECEIPT_COOKIE_NAME = f"{_prefix}ledtrad-receipt"
MESSAGE_STORAGE = "ledtrad.core.receipts.Receipts"
SECURE_SSL_REDIRECT = HTTPS  # behind a proxy too: it says in X-Forwarded-Proto how the person came
SECURE_REDIRECT_EXEMPT = [r"^halsa$"]
if os.environ.get("LEDTRAD_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *LOGIN_ORIGINS],
        "frame-ancestors": [NONE],
    }
}

# ── Language and time ────────────────────────────────────────────────────────
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

# ── Files ────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = None  # served straight from the packages by WhiteNoise
MEDIA_ROOT = HOME.uploads
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LEDTRAD_UPLOAD_LIMIT = int(os.environ.get("LEDTRAD_UPLOAD_LIMIT", str(25 * 1024 * 1024)))  # bytes

# ── Work that takes time ─────────────────────────────────────────────────────
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
LEDTRAD_JOBS_INLINE = False

# ── Mail ─────────────────────────────────────────────────────────────────────
EMAIL_HOST = os.environ.get("LEDTRAD_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("LEDTRAD_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("LEDTRAD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LEDTRAD_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LEDTRAD_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HOME.path / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("LEDTRAD_MAIL_FROM", "Ledtråd <ledtrad@localhost>")

# ── Log ──────────────────────────────────────────────────────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LEDTRAD_LOG_LEVEL", "WARNING")},
    "loggers": {"ledtrad": {"level": os.environ.get("LEDTRAD_LOG_LEVEL", "INFO")}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
