"""Profile, consents, standing, tokens, export and erasure."""

import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from yaji.kernel.events.queries import facts_about
from yaji.kernel.identity import errors, exports, operations, queries
from yaji.kernel.identity.factories import make_actor, make_membership, make_organisation, make_user, make_visitor
from yaji.kernel.identity.models import AccessToken, Consent, Invitation, Standing, User
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.errors import BadInput, Forbidden, NotFound, Refusal
from yaji.kit.privacy import Person, erasers, exporters, json_file
from yaji.kit.text import local

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.identity.tests.urls")]


@pytest.fixture
def ada():
    return make_user("ada@example.org", name="Ada King")


def raw(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return repr(cursor.fetchall())


# --- accounts ---------------------------------------------------------------------------------------------


def test_an_account_has_its_person_at_once_and_one_address_is_one_account(ada):
    assert ada.person.kind == "person"
    with pytest.raises(DatabaseError), transaction.atomic():
        make_user("ADA@example.org")


def test_name_and_phone_lie_sealed_in_the_database(ada):
    operations.update_profile(actor=queries.actor_of(ada), phone="+86 138 0000 0000")
    assert "Ada" not in raw("identity_party")
    assert "138" not in raw("identity_party")
    assert queries.user(ada.public_id).person.phone == "+86 138 0000 0000"


def test_a_profile_changes_only_where_asked_and_says_which_fields(ada):
    operations.update_profile(actor=queries.actor_of(ada), language="zh-hans", timezone="Europe/London")
    row = queries.user(ada.public_id)
    assert (row.language, row.timezone, row.person.timezone) == ("zh-hans", "Europe/London", "Europe/London")
    assert row.person.person_name == "Ada King"
    assert facts_about(ada.public_id).values_list("body", flat=True).last() == {"fields": ["language", "timezone"]}


@pytest.mark.parametrize("bad", [{"language": "xx"}, {"timezone": "Mars/Olympus"}])
def test_a_language_or_zone_that_does_not_exist_changes_nothing(ada, bad):
    with pytest.raises(BadInput):
        operations.update_profile(actor=queries.actor_of(ada), name="Changed", **bad)
    assert queries.user(ada.public_id).person.person_name == "Ada King"


def test_a_greeting_without_a_name(ada):
    assert queries.display_name(ada) == "Ada King"
    assert queries.display_name(make_user("lin.wan@example.org")) == "lin.wan"


def test_names_of_the_erased_are_pseudonyms(ada):
    assert queries.names([ada.public_id]) == {ada.public_id: "Ada King"}
    operations.erase_account(actor=queries.actor_of(ada))
    shown = queries.names([ada.public_id])[ada.public_id]
    assert "Ada" not in shown
    assert ada.public_id.endswith(shown[-6:])


@pytest.mark.parametrize(
    "call",
    [
        lambda actor: operations.update_profile(actor=actor, name="x"),
        lambda actor: operations.create_token(actor=actor, name="x"),
        lambda actor: operations.revoke_token(actor=actor, token="tok_1"),
        lambda actor: operations.record_export(actor=actor),
        lambda actor: operations.erase_account(actor=actor),
        lambda actor: operations.create_organisation(actor=actor, name=local("x")),
        lambda actor: operations.appoint_operator(actor=actor, user="usr_1"),
        lambda actor: operations.change_standing(actor=actor, party="par_1", kind="member", holds=True),
    ],
)
def test_what_needs_an_account_refuses_visitors(call):
    with pytest.raises(Forbidden):
        call(make_visitor())


def test_only_operators_appoint_operators_and_grant_standing(ada):
    with pytest.raises(Forbidden):
        operations.appoint_operator(actor=queries.actor_of(ada), user=ada.public_id)
    with pytest.raises(Forbidden):
        operations.change_standing(actor=queries.actor_of(ada), party=ada.person.public_id, kind="member", holds=True)
    operations.appoint_operator(actor=make_actor(operator=True), user=ada.public_id)
    assert queries.actor_of(queries.user(ada.public_id)).operator


# --- consents ---------------------------------------------------------------------------------------------


def test_the_log_keeps_every_decision_and_the_latest_counts(ada):
    actor = queries.actor_of(ada)
    assert not queries.agreed(actor, "news")
    operations.decide_consent(actor=actor, purpose="news", given=True)
    assert queries.agreed(actor, "news")
    operations.decide_consent(actor=actor, purpose="news", given=False)
    assert not queries.agreed(actor, "news")
    assert [row.given for row in queries.consents(actor)] == [False, True]


def test_an_older_text_is_not_todays(ada):
    actor = queries.actor_of(ada)
    operations.decide_consent(actor=actor, purpose="news", given=True)
    assert not queries.agreed(actor, "news", version="2999-01")


def test_nobody_can_edit_the_log(ada):
    row = operations.decide_consent(actor=queries.actor_of(ada), purpose="news", given=True)
    for change in (lambda: Consent.objects.filter(pk=row.pk).update(given=False), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Consent.objects.get(pk=row.pk).given


def test_only_plugged_purposes_can_be_agreed_to(ada):
    with pytest.raises(errors.UnknownPurpose):
        operations.decide_consent(actor=queries.actor_of(ada), purpose="sell-my-soul", given=True)


# --- standing ---------------------------------------------------------------------------------------------


def test_a_standing_holds_between_its_dates(ada):
    until = clock.now() + timedelta(days=10)
    operations.change_standing(actor=SYSTEM, party=ada.person.public_id, kind="member", holds=True, until=until)
    assert queries.actor_of(ada).standing == {"member"}
    with time_machine.travel(until):
        assert queries.actor_of(ada).standing == frozenset()


def test_a_standing_cannot_overlap_itself_and_can_be_ended(ada):
    def grant():
        operations.change_standing(actor=SYSTEM, party=ada.person.public_id, kind="member", holds=True)

    grant()
    with pytest.raises(errors.StandingOverlaps):
        grant()
    operations.change_standing(actor=SYSTEM, party=ada.person.public_id, kind="member", holds=False)
    assert queries.actor_of(ada).standing == frozenset()
    grant()
    assert Standing.objects.count() == 2


# --- tokens -----------------------------------------------------------------------------------------------


def test_a_token_acts_as_its_account_until_it_ends(ada):
    made = operations.create_token(actor=queries.actor_of(ada), name="till", days=30)
    assert queries.actor_by_token(made.secret) == queries.actor_of(ada)
    assert made.secret not in raw("identity_accesstoken")
    assert queries.actor_by_token(made.secret[:-1]) is None
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert queries.actor_by_token(made.secret) is None


def test_a_revoked_token_is_dead_and_nobody_elses_can_be_revoked(ada):
    made = operations.create_token(actor=queries.actor_of(ada), name="till")
    with pytest.raises(NotFound):
        operations.revoke_token(actor=queries.actor_of(make_user()), token=made.token)
    operations.revoke_token(actor=queries.actor_of(ada), token=made.token)
    assert queries.actor_by_token(made.secret) is None


def test_there_is_an_end_to_tokens(ada):
    actor = queries.actor_of(ada)
    for i in range(20):
        operations.create_token(actor=actor, name=str(i))
    with pytest.raises(errors.TooManyTokens):
        operations.create_token(actor=actor, name="one more")
    for bad in ({"name": " "}, {"name": "x", "days": 0}, {"name": "x", "days": 366}):
        with pytest.raises(BadInput):
            operations.create_token(actor=actor, **bad)


# --- export and erasure -------------------------------------------------------------------------------------


def files_of(user):
    with exports.archive(queries.actor_of(user)) as out, zipfile.ZipFile(out) as bundle:
        return {name: json.loads(bundle.read(name)) for name in bundle.namelist()}


def test_an_export_holds_what_is_known_and_what_other_rooms_add(ada):
    hall = make_organisation(name="Lantern Hall")
    make_membership(ada, hall, "door")
    actor = queries.actor_of(ada)
    operations.update_profile(actor=actor, phone="+44 20 7946 0000")
    operations.decide_consent(actor=actor, purpose="news", given=True)
    operations.create_token(actor=actor, name="till")
    with exporters.instead("orders", lambda person: [json_file("orders.json", [{"buyer": person.party}])]):
        found = files_of(ada)
    assert found["account.json"]["name"] == "Ada King"
    assert found["account.json"]["phone"] == "+44 20 7946 0000"
    assert found["account.json"]["addresses"][0]["email"] == "ada@example.org"
    assert found["team.json"][0]["role"] == "door"
    assert found["consents.json"][0]["purpose"] == "news"
    assert found["security.json"]["tokens"][0]["name"] == "till"
    assert found["orders/orders.json"] == [{"buyer": ada.person.public_id}]


def test_an_export_is_only_about_oneself(ada):
    make_user("other@example.org", name="Noor Haddad")
    assert "Noor" not in json.dumps(files_of(ada))
    with pytest.raises(NotFound):
        exports.archive(make_visitor())


def test_erasing_leaves_pseudonyms_and_frees_the_address(ada):
    hall = make_organisation(make_user(), name="Lantern Hall")
    make_membership(ada, hall, "door")
    actor = queries.actor_of(ada)
    operations.update_profile(actor=actor, phone="+44 20 7946 0000")
    operations.decide_consent(actor=actor, purpose="news", given=True)
    made = operations.create_token(actor=actor, name="till")
    operations.erase_account(actor=actor)
    row = User.objects.get(public_id=ada.public_id)
    assert (row.email, row.is_active, row.has_usable_password()) == (None, False, False)
    assert (row.person.person_name, row.person.phone) == ("", "")
    assert not row.memberships.exists()
    assert not EmailAddress.objects.filter(email="ada@example.org").exists()
    assert queries.actor_by_token(made.secret) is None
    everything = raw("identity_user") + raw("identity_party") + raw("identity_consent") + raw("events_fact")
    assert "ada@" not in everything
    assert ada.public_id in raw("events_fact")
    again = make_user("ada@example.org")
    assert again.public_id != ada.public_id


def test_erasing_withdraws_what_was_agreed_to_in_the_log(ada):
    actor = queries.actor_of(ada)
    operations.decide_consent(actor=actor, purpose="news", given=True)
    operations.erase_account(actor=actor)
    assert [(row.given, row.source) for row in queries.consents(actor)] == [(False, "erasure"), (True, "privacy")]


def test_erasing_forgets_invitations_to_the_address(ada):
    hall = make_organisation(make_user(), name="Lantern Hall")
    made = operations.invite(actor=make_actor(operator=True), party=hall.public_id, email=ada.email, role="door")
    operations.erase_account(actor=queries.actor_of(ada))
    assert Invitation.objects.get(public_id=made.invitation).email == ""


def test_an_owner_hands_over_before_being_erased(ada):
    with override("en"):
        make_organisation(ada, name="Lantern Hall")
        with pytest.raises(errors.StillOwner) as refused:
            operations.erase_account(actor=queries.actor_of(ada))
        assert "Lantern Hall" in refused.value.text
    assert User.objects.get(pk=ada.pk).email == "ada@example.org"


def test_a_room_may_refuse_and_then_nothing_is_erased(ada):
    class TicketsOutstanding(Refusal):
        code = "test.tickets_outstanding"

    heard: list[Person] = []

    def refuse(person):
        heard.append(person)
        raise TicketsOutstanding()

    with erasers.instead("orders", refuse), pytest.raises(TicketsOutstanding):
        operations.erase_account(actor=queries.actor_of(ada))
    assert heard == [Person(ada.public_id, ada.person.public_id, "ada@example.org")]
    assert User.objects.get(pk=ada.pk).email == "ada@example.org"
    assert AccessToken.objects.count() == 0
