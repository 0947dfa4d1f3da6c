"""Setting a vacation: the rows that PostfixAdmin's pages and vacation.pl read."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mailadmin.audit.actors import Actor
from mailadmin.audit.models import Log
from mailboxes.models import END_OF_TIME, Alias, Mailbox, SieveScript, Vacation, VacationNotification, VacationPlan
from mailboxes.services import create_mailbox, end_vacation, set_forwarding, set_vacation, update_mailbox
from tests.conftest import PASSWORD
from tests.forms import as_shown, errors
from tests.log import entries

BOB = "bob@example.org"
AWAY = "bob#example.org@autoreply.invalid"
URL = "/pfa/mailboxes/bob@example.org/vacation/"
OWN = "/pfa/me/vacation/"


def in_days(number):
    return timezone.now().date() + timedelta(days=number)


def filled_in(**changes):
    form = {"active": "on", "starts": in_days(0), "ends": in_days(7), "interval": "604800", "subject": "Away"}
    return form | {"body": "I am away.\r\nBob"} | changes


def goto():
    return Alias.objects.get(address=BOB).goto


def row():
    return Vacation.objects.get(email=BOB)


def away(cli, **changes):
    fields = {"subject": "Away", "body": "I am away.", "starts": in_days(0), "ends": in_days(7), "interval": 0}
    return set_vacation(cli, BOB, **fields | changes)


def test_it_works(alice):
    before = Log.objects.count()
    response = alice.post(URL, filled_in())
    assert (response.status_code, response.url) == (302, URL)
    assert goto() == f"{AWAY},{BOB}"
    stored = row()
    assert (stored.subject, stored.body, stored.cache) == ("Away", "I am away.\nBob", "")
    assert (stored.active, stored.domain_id, stored.interval_time) == (True, "example.org", 604800)
    assert stored.activefrom == datetime.combine(in_days(0), datetime.min.time())
    assert stored.activeuntil == datetime.combine(in_days(7), datetime.max.time().replace(microsecond=0))
    assert entries(before) == [("alice@example.org (127.0.0.1)", "edit_vacation", "example.org", BOB)]
    assert "On vacation" in alice.get("/pfa/mailboxes/").content.decode()


def test_an_owner_may_too(bob):
    assert bob.post(OWN, filled_in()).status_code == 302
    assert goto() == f"{AWAY},{BOB}"
    assert "On vacation" in bob.get("/pfa/me/").content.decode()


def test_and_back(bob):
    bob.post(OWN, filled_in())
    form = as_shown(bob, OWN, "subject")
    form.pop("active")
    assert bob.post(OWN, form).status_code == 302
    assert goto() == BOB
    assert (row().active, row().subject, row().body) == (False, "Away", "I am away.\nBob")
    # Saved once more, it stays off.
    bob.post(OWN, as_shown(bob, OWN, "subject") | {"subject": "Gone"})
    assert (row().active, row().subject, goto()) == (False, "Gone", BOB)


@pytest.mark.parametrize(
    ("stored", "on", "off"),
    [
        (BOB, f"{AWAY},{BOB}", BOB),
        (f"dave@x.de,{BOB}", f"dave@x.de,{AWAY},{BOB}", f"dave@x.de,{BOB}"),
        ("dave@x.de", f"dave@x.de,{AWAY}", "dave@x.de"),
        (f"{BOB},dave@x.de", f"{BOB},dave@x.de,{AWAY}", f"{BOB},dave@x.de"),
        (f"{AWAY},{BOB}", f"{AWAY},{BOB}", BOB),
        (AWAY.upper(), f"{AWAY}", BOB),
        ('"|/usr/bin/x y",dave@x.de', f'"|/usr/bin/x y",dave@x.de,{AWAY}', '"|/usr/bin/x y",dave@x.de'),
    ],
)
def test_the_other_targets_stay(cli, cast, stored, on, off):
    Alias.objects.filter(address=BOB).update(goto=stored)
    away(cli)
    assert goto() == on
    away(cli)
    assert goto() == on
    end_vacation(cli, BOB)
    assert goto() == off


def test_forwarding_and_vacation_do_not_fight(cli, cast):
    away(cli)
    set_forwarding(cli, BOB, goto="dave@x.de", keep_copy=False)
    assert goto() == f"dave@x.de,{AWAY}"
    set_forwarding(cli, BOB, keep_copy=True)
    end_vacation(cli, BOB)
    assert goto() == f"dave@x.de,{BOB}"


def test_a_missing_alias_is_made_anew(cli, cast):
    Alias.objects.all().delete()
    away(cli)
    assert goto() == f"{AWAY},{BOB}"


def test_who_was_told_is_told_again(cli, cast):
    away(cli)
    for service in (away, lambda actor: end_vacation(actor, BOB)):
        VacationNotification.objects.create(on_vacation_id=BOB, notified="x@y.de")
        service(cli)
        assert not VacationNotification.objects.exists()


def test_two_within_a_second_are_two(cli, cast):
    """Sieve knows whom it told by when it was set."""
    away(cli)
    before = row().modified
    away(cli)
    assert row().modified > before


def test_what_is_not_given_stays(cli, cast):
    away(cli, interval=604800)
    set_vacation(cli, BOB, subject="Other")
    stored = row()
    assert (stored.subject, stored.body, stored.interval_time) == ("Other", "I am away.", 604800)
    assert stored.activeuntil.date() == in_days(7)


def test_a_planned_one_replies_later(cli, cast):
    away(cli, starts=in_days(1))
    assert (goto(), row().state(), row().active) == (BOB, "planned", True)
    assert VacationPlan.objects.get(email=BOB).begins == row().activefrom
    end_vacation(cli, BOB)
    assert VacationPlan.objects.get(email=BOB).begins is None


def test_without_an_end(bob):
    bob.post(OWN, filled_in(ends=""))
    assert (row().activeuntil, row().state()) == (END_OF_TIME, "on")
    assert as_shown(bob, OWN, "subject").get("ends", "") == ""
    bob.post(OWN, as_shown(bob, OWN, "subject") | {"subject": "Still"})
    assert (row().activeuntil, row().subject) == (END_OF_TIME, "Still")


def test_placeholders(bob):
    """Filled in for vacation.pl, whose version of PostfixAdmin 3 knows none; shown as they were typed."""
    text = "<%From_Date> to <%Until_Date>"
    bob.post(OWN, filled_in(body=text))
    assert row().body == f"{in_days(0)} to {in_days(7)}"
    form = as_shown(bob, OWN, "subject")
    assert form["body"] == text
    bob.post(OWN, form | {"ends": in_days(9)})
    assert row().body == f"{in_days(0)} to {in_days(9)}"
    Vacation.objects.update(body="by another program")
    assert as_shown(bob, OWN, "subject")["body"] == "by another program"


def test_times_of_another_program_stay(bob):
    """To the second, as long as the day is not changed."""
    noon = datetime.combine(in_days(3), datetime.min.time()).replace(hour=12)
    bob.post(OWN, filled_in())
    Vacation.objects.update(activeuntil=noon, interval_time=86400)
    bob.post(OWN, as_shown(bob, OWN, "subject") | {"subject": "Other"})
    assert (row().activeuntil, row().interval_time, row().subject) == (noon, 86400, "Other")


def test_one_that_is_over_starts_afresh(bob):
    bob.post(OWN, filled_in())
    Vacation.objects.update(activefrom=datetime(2020, 1, 1), activeuntil=datetime(2020, 1, 9))
    page = bob.get(OWN).content.decode()
    assert "Over since" in page
    assert "On vacation" not in bob.get("/pfa/me/").content.decode()
    form = as_shown(bob, OWN, "subject")
    assert "active" not in form
    assert form["starts"] == str(in_days(0))
    assert bob.post(OWN, form | {"active": "on", "ends": in_days(2)}).status_code == 302
    assert row().state() == "on"


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("subject", ""),
        ("subject", "a\nb"),
        ("subject", "x" * 256),
        ("body", ""),
        ("body", "x" * 65536),
        ("body", "例" * 30000),
        ("starts", ""),
        ("starts", "tomorrow"),
        ("ends", in_days(-1)),
        ("ends", "2026-02-30"),
        ("interval", "5"),
        ("interval", "x"),
    ],
)
def test_what_is_refused(bob, field, bad):
    assert field in errors(bob.post(OWN, filled_in(**{field: bad})))
    assert not Vacation.objects.exists()
    assert not VacationPlan.objects.exists()
    assert goto() == BOB


def test_what_the_service_refuses(cli, cast):
    for fields in (
        {"ends": in_days(-1)},
        {"starts": in_days(3), "ends": in_days(2)},
        {"interval": 5},
        {"subject": "a\nBcc: x@y.de"},
        {"subject": " "},
        {"body": "<%Until_Date>", "ends": date(2038, 1, 18)},
    ):
        with pytest.raises(ValidationError):
            away(cli, **fields)
    assert not Vacation.objects.exists()


@pytest.mark.parametrize("local", ["a#b", "a+b"])
def test_addresses_that_vacation_pl_mistakes(cli, cast, settings, local):
    address = f"{local}@example.org"
    create_mailbox(cli, address=address, password=PASSWORD)
    with pytest.raises(ValidationError, match="before the @"):
        set_vacation(cli, address, subject="s", body="b")
    settings.VACATION_BY = "sieve"
    set_vacation(cli, address, subject="s", body="b")


def test_a_preview(bob):
    response = bob.post(OWN, filled_in(preview="1", body="Back <%Until_Date> <b>", subject="Re: $SUBJECT"))
    page = response.content.decode()
    assert response.status_code == 200
    assert f"Back {in_days(7)} &lt;b&gt;" in page
    assert "Re: (the subject of the mail)" in page
    assert not Vacation.objects.exists()
    assert bob.post(OWN, filled_in(preview="1", subject="")).status_code == 422


def test_the_mailbox_goes(cli, root):
    away(cli)
    root.post("/pfa/mailboxes/bob@example.org/delete/")
    assert not Vacation.objects.exists()
    assert not VacationPlan.objects.exists()


def test_what_the_site_offers(bob, settings):
    settings.VACATION_CHOICE_OF_REPLY = [1, 3600, 86400]
    page = bob.get(OWN).content.decode()
    for text in ("for each mail", "once in 1 hour", "once a day"):
        assert text in page
    assert "once a week" not in page


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(mallory, bob):
    assert mallory.post(URL, filled_in()).status_code == 404
    assert bob.post(URL, filled_in()).status_code == 403
    assert not Vacation.objects.exists()


def test_an_owner_reaches_only_the_own_mailbox(cast):
    eve = Actor(Mailbox.objects.get(username="eve@example.net"), "test")
    with pytest.raises(Mailbox.DoesNotExist):
        set_vacation(eve, BOB, subject="s", body="b")
    with pytest.raises(Mailbox.DoesNotExist):
        end_vacation(eve, BOB)


@pytest.mark.parametrize(
    ("setting", "who", "url"),
    [("VACATION", "root", URL), ("VACATION_CONTROL_ADMIN", "alice", URL), ("VACATION_CONTROL", "bob", OWN)],
)
def test_the_site_can_keep_it_from_each_role(request, settings, setting, who, url):
    client = request.getfixturevalue(who)
    home = "/pfa/me/" if who == "bob" else "/pfa/mailboxes/bob@example.org/"
    assert url in client.get(home).content.decode()
    setattr(settings, setting, False)
    assert url not in client.get(home).content.decode()
    assert client.get(url).status_code == client.post(url, filled_in()).status_code == 403
    assert not Vacation.objects.exists()


def test_the_service_asks_too(cast, settings):
    settings.VACATION_CONTROL = False
    with pytest.raises(PermissionDenied):
        set_vacation(Actor(Mailbox.objects.get(username=BOB), "test"), BOB, subject="s", body="b")


# --- Sieve -----------------------------------------------------------------------------------------------------------


def test_by_sieve(cli, cast, settings):
    settings.VACATION_BY = "sieve"
    away(cli, subject='Re: "$SUBJECT"', body='1 \\ "2" ${x}')
    assert goto() == BOB
    script = SieveScript.objects.get(email=BOB)
    assert f'"date" "{in_days(7)}"' in script.script
    assert "${dollar}{x}" in script.script
    assert 'Re: \\"${asked}\\"' in script.script
    away(cli)
    assert SieveScript.objects.get(email=BOB).version != script.version
    end_vacation(cli, BOB)
    assert not SieveScript.objects.exists()


def test_a_disabled_mailbox(cli, cast):
    update_mailbox(cli, BOB, active=False)
    away(cli)
    assert goto() == f"{AWAY},{BOB}"
