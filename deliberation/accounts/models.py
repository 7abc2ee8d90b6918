import hashlib
import hmac
import secrets
import unicodedata
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way an act reached us; every act keeps it."""

    WEB = "web", _("on the web")
    LETTER = "letter", _("with a letter code")
    ASSISTED = "assisted", _("with help from staff")
    ON_SITE = "on_site", _("on site, before staff")
    PAPER = "paper", _("on paper")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.lower() if email else None, **fields)
        user.set_password(password)  # None makes it unusable
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, with or without sign-in: also one from an import, from paper, or helped at a counter."""

    class Origin(models.TextChoices):
        SELF = "self", _("signed up")
        ASSISTED = "assisted", _("entered by staff")
        IMPORT = "import", _("imported")

    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    phone = models.CharField(_("mobile number"), max_length=20, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(default=False)
    display_name = models.CharField(_("display name"), max_length=40, blank=True)
    district = models.CharField(_("district"), max_length=40, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SELF)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="ko")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    welcome_due = models.BooleanField(
        default=False, help_text=_("name, district or a required consent is missing and asked for on the next page")
    )
    decides = models.BooleanField(
        default=False, help_text=_("holds a role that decides about others: signs in with a second factor")
    )
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.display_name or str(_("Participant"))

    @property
    def needs_second_factor(self) -> bool:
        return self.decides or self.is_staff

    def pseudonym(self, chain: str) -> str:
        """This person's random name in one minute book; gone when the person is erased."""
        row, _created = Pseudonym.objects.get_or_create(user=self, chain=chain)
        return row.code


def pseudonym_code() -> str:
    return secrets.token_hex(8)


class Pseudonym(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pseudonyms")
    chain = models.CharField(max_length=80)
    code = models.CharField(max_length=16, default=pseudonym_code)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "chain"], name="accounts_pseudonym_once"),
            models.UniqueConstraint(fields=["chain", "code"], name="accounts_pseudonym_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Identity(models.Model):
    """What proves that an account is one human: a key by a provider, never the document behind it."""

    class Level(models.IntegerChoices):
        """How strong the proof is; rules ask for a least level."""

        CONTACT = 1, _("verified mobile number or e-mail")
        LETTER = 2, _("letter to a drawn address")
        VERIFIED = 3, _("verified identity")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField(choices=Level)
    claims = models.JSONField(default=dict, blank=True)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "key"], name="accounts_identity_once")]

    def __str__(self) -> str:
        return f"{self.provider} ({self.get_level_display()})"

    @staticmethod
    def key_for(*parts: str) -> str:
        """HMAC-SHA-256, under a key of its own, of the provider's subject (for paper: name and birth date) in NFC."""
        text = "\x1f".join(unicodedata.normalize("NFC", part).strip() for part in parts)
        return hmac.new(settings.IDENTITY_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class Consent(models.Model):
    """One consent to one purpose in one version of its notice; withdrawn, it stays as a row with a date."""

    class Purpose(models.TextChoices):
        ACCOUNT = "account", _("an account to take part")
        OPINION = "opinion", _("political opinions (sensitive)")
        CONTACT = "contact", _("notices about what I take part in")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=models.Q(withdrawn_at=None), name="accounts_consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Letter(models.Model):
    """An invitation letter: its code signs one invited person in, without an account of their own making."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters")
    key = models.CharField(max_length=64, unique=True, help_text=_("keyed hash of the code"))
    landing = models.CharField(max_length=200)
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Reveal(models.Model):
    """Who looked at whose personal fields, when and why."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    why = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by_id} → {self.person_id}"
