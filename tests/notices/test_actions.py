import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from deliberation.accounts.actions import erase, introduce
from deliberation.accounts.models import Consent, User
from deliberation.notices import actions
from deliberation.notices.models import Delivery, Notice
from tests.cast import gather, person
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db
State = Delivery.State


def greet(people, occasion="proposal:1"):
    return actions.notify(people, "greeting", occasion=occasion, url="/proposals/1/", facts={"name": "핀"})


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_everyone_is_told_once_for_one_occasion():
    ben, finn = person("Ben"), person("Finn")
    assert [greet([ben, ben]), greet([ben, finn]), greet([finn], occasion="proposal:2"), greet([])] == [1, 1, 1, 0]
    assert sorted(Notice.objects.values_list("person", "occasion")) == [
        (ben.pk, "proposal:1"),
        (finn.pk, "proposal:1"),
        (finn.pk, "proposal:2"),
    ]
    assert states() == [State.QUEUED] * 3


@pytest.mark.django_db(transaction=True)
def test_four_callers_at_once_tell_each_person_once():
    people = [person(f"Citizen{i}") for i in range(30)]
    counts = at_once(4, lambda i: greet(people if i % 2 else people[::-1]))
    assert sum(counts) == Notice.objects.count() == Delivery.objects.count() == 30


def test_many_are_told_in_one_statement_without_mail(django_assert_num_queries):
    people = [person(f"Citizen{i}") for i in range(5)]
    greet(people[:1])
    everyone = User.objects.filter(pk__in=[user.pk for user in people])
    with django_assert_num_queries(1):
        told = actions.notify_all(everyone, "greeting", occasion="proposal:1", url="/", facts={"name": "핀"})
    assert (told, Notice.objects.count(), Delivery.objects.count()) == (4, 5, 1)


def test_mail_is_queued_only_for_those_who_want_it_and_can_get_it():
    def signed_up(name, *purposes):
        user = person(name)
        introduce(user, display_name=name, district="서구", purposes=["account", "opinion", *purposes])
        return user

    consenting, silent, declining = signed_up("Ivo", "contact"), signed_up("Jon"), signed_up("Kim", "contact")
    actions.prefer(declining, Delivery.Medium.EMAIL, False)
    gone, phone_only = person("Gus", is_active=False), person("Pia")
    phone_only.email = None
    phone_only.save()
    official = gather().emil
    introduce(official, display_name="Emil", district="서구", purposes=["account", "opinion"])

    assert greet([consenting, silent, declining, gone, phone_only, official]) == 6
    assert set(Delivery.objects.values_list("notice__person", flat=True)) == {consenting.pk, official.pk}


def test_a_kind_that_is_not_mailed_is_told_on_the_site_alone():
    actions.notify([person("Finn")], "quiet", occasion="a", url="/")
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 0)


def test_a_mail_goes_out_once_in_the_readers_language_with_a_fixed_id():
    greet([person("Finn", language="en")])
    assert [actions.deliver_queued(), actions.deliver_queued()] == [1, 0]
    (sent,) = mail.outbox
    delivery = Delivery.objects.get()
    assert (sent.to, sent.subject, delivery.state) == (["finn@example.org"], "Hello 핀", State.SENT)
    assert sent.extra_headers == {
        "Message-ID": f"<{delivery.message_id}@127.0.0.1>",
        "Auto-Submitted": "auto-generated",
    }
    assert f"{settings.SITE_URL}/proposals/1/" in sent.body
    assert "Incheon Metropolitan City" in sent.body


def test_markup_and_line_breaks_in_a_title_stay_text():
    facts = {"name": "<b>핀</b>\r\nBcc: all@example.org"}
    actions.notify([person("Finn")], "greeting", occasion="a", url="/", facts=facts)
    assert actions.deliver_queued() == 1
    (sent,) = mail.outbox
    assert sent.subject == "Hello <b>핀</b> Bcc: all@example.org"
    assert "<b>" not in sent.alternatives[0].content


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once():
    greet([person(f"Citizen{i}") for i in range(20)])
    assert sum(at_once(2, lambda i: actions.deliver_queued())) == 20
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == 20


class Away(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError


class Faulty(EmailBackend):
    error: BaseException

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def faulty(settings, monkeypatch):
    def use(error):
        settings.EMAIL_BACKEND = f"{__name__}.Faulty"
        monkeypatch.setattr(Faulty, "error", error, raising=False)

    return use


def test_while_the_mail_server_is_away_mails_wait(settings):
    greet([person("Finn"), person("Ben")])
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    assert (actions.deliver_queued(), states()) == (0, [State.QUEUED] * 2)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPRecipientsRefused({"finn@example.org": (550, b"no such user")}), State.FAILED),
        (SMTPDataError(554, b"refused"), State.FAILED),
        (SMTPServerDisconnected("lost"), State.UNKNOWN),
        (TimeoutError("slow"), State.UNKNOWN),
    ],
)
def test_a_refusal_is_known_a_break_is_not_and_neither_is_sent_again(faulty, settings, error, state):
    greet([person("Finn")])
    faulty(error)
    assert (actions.deliver_queued(), states()) == (0, [state])
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (actions.deliver_queued(), states(), mail.outbox) == (0, [state], [])


def run(script, **environment):
    """Another process on this test's database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | environment | {"DATABASE_URL": urlunsplit(url)}
    command = [sys.executable, "-c", script]
    root = Path(__file__).parents[2]
    return subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=60, check=False)


KILLED_WHILE_SENDING = """
import os, signal, django
from django.conf import settings
django.setup()
from django.core.mail.backends.locmem import EmailBackend
from deliberation.notices import actions, kinds
kinds.register(kinds.Wording("greeting", "a", "b"))
EmailBackend.send_messages = lambda self, messages: os.kill(os.getpid(), signal.SIGKILL)
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
actions.deliver_queued()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_leaves_an_unknown_outcome_and_no_second_mail(time_machine):
    greet([person("Finn"), person("Ben")])
    assert run(KILLED_WHILE_SENDING, DJANGO_SETTINGS_MODULE="config.settings").returncode == -signal.SIGKILL
    assert (actions.give_up_lost_claims(), states()) == (0, [State.CLAIMED, State.QUEUED])
    time_machine.move_to(timezone.now() + timedelta(minutes=10, seconds=1))
    assert (actions.give_up_lost_claims(), states()) == (1, [State.UNKNOWN, State.QUEUED])
    assert (actions.deliver_queued(), [sent.to for sent in mail.outbox]) == (1, [["ben@example.org"]])


WITHOUT_BROKER = """
import time, django
django.setup()
from django.db import transaction
from deliberation.accounts.models import User
from deliberation.notices import actions, kinds
kinds.register(kinds.Wording("greeting", "a", "b"))
began = time.monotonic()
with transaction.atomic():
    for occasion in "abc":
        actions.notify(User.objects.all(), "greeting", occasion=occasion, url="/", facts={"name": "a"})
print(time.monotonic() - began < 3)
"""


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_act_succeeds_soon_and_the_sweep_sends():
    person("Finn")
    ran = run(WITHOUT_BROKER, REDIS_URL="redis://127.0.0.1:1/0", DJANGO_SETTINGS_MODULE="config.settings")
    assert ran.stdout == "True\n", ran.stderr
    assert states() == [State.QUEUED] * 3
    assert actions.deliver_queued() == 3


def test_a_worker_that_is_rung_sends_the_mail(worker):
    actions.notify([person("Finn")], "convened", occasion="process:1", url="/", facts={"process": "수소"})
    worker.drain()
    assert states() == [State.SENT]


def test_an_erased_person_keeps_no_notices():
    finn = person("Finn")
    introduce(finn, display_name="Finn", district="서구", purposes=Consent.Purpose.values)
    greet([finn])
    erase(finn, by=finn)
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)
