"""Organisations, invitations, roles: who may, what happens, what is refused."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from yaji.kernel.events.queries import facts_about
from yaji.kernel.identity import errors, operations, queries
from yaji.kernel.identity.factories import make_membership, make_user
from yaji.kernel.identity.models import Invitation, Membership
from yaji.kernel.messages.ports import directories
from yaji.kernel.messages.queries import messages_to
from yaji.kernel.messages.types import Recipient
from yaji.kit import clock
from yaji.kit.errors import BadInput, Forbidden, NotFound, Refusal
from yaji.kit.states import IllegalMove
from yaji.kit.text import local
from yaji.kit.vault import fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.identity.tests.urls")]


def outcome(call):
    try:
        call()
    except Forbidden:
        return "forbidden"
    except Refusal as refusal:
        return refusal.code
    return "ok"


def roles_of(house):
    return dict(Membership.objects.filter(party=house.party).values_list("user__email", "role"))


# --- founding ---------------------------------------------------------------------------------------------


def test_whoever_founds_an_organisation_owns_it():
    user = make_user()
    party = operations.create_organisation(actor=queries.actor_of(user), name=local("Jade Works", "玉作"))
    assert queries.actor_of(user).holds(party.public_id, ["owner"])
    assert party.slug == "jade-works"
    assert [fact.kind for fact in facts_about(party.public_id)] != []


def test_a_second_house_of_the_same_name_gets_its_own_address():
    actor = queries.actor_of(make_user())
    first = operations.create_organisation(actor=actor, name=local("Jade Works"))
    second = operations.create_organisation(actor=actor, name=local("Jade Works"))
    assert first.slug != second.slug
    with pytest.raises(errors.AddressTaken):
        operations.update_organisation(actor=queries.actor_of(_owner(second)), party=second.public_id, slug=first.slug)


def test_a_chinese_name_alone_is_enough():
    party = operations.create_organisation(actor=queries.actor_of(make_user()), name=local("", "灯下剧院"))
    assert party.label == "灯下剧院"
    assert party.slug


def _owner(party):
    return party.memberships.get(role="owner").user


# --- who may: one table, four kinds of client and every role ------------------------------------------------

CLIENTS = ["nobody", "stranger", "viewer", "door", "box_office", "manager", "owner", "operator"]
LEADERS = {"manager", "owner", "operator"}


@pytest.mark.parametrize("who", CLIENTS)
def test_who_may_invite(house, who):
    actor = house.actor(who)
    plain = outcome(lambda: operations.invite(actor=actor, party=house.ref, email="new@x.example", role="door"))
    high = outcome(lambda: operations.invite(actor=actor, party=house.ref, email="high@x.example", role="owner"))
    assert plain == ("ok" if who in LEADERS else "forbidden")
    assert high == ("ok" if who in {"owner", "operator"} else "forbidden")


@pytest.mark.parametrize("who", CLIENTS)
def test_who_may_change_roles(house, who):
    actor, viewer = house.actor(who), house.people["viewer"].public_id
    owner = house.people["owner"].public_id
    make_membership(make_user("second@hall.example"), house.party, "owner")
    to_door = outcome(lambda: operations.change_role(actor=actor, party=house.ref, user=viewer, role="finance"))
    promote = outcome(lambda: operations.change_role(actor=actor, party=house.ref, user=viewer, role="owner"))
    demote = outcome(lambda: operations.change_role(actor=actor, party=house.ref, user=owner, role="viewer"))
    assert to_door == ("ok" if who in LEADERS else "forbidden")
    assert promote == ("ok" if who in {"owner", "operator"} else "forbidden")
    assert demote == ("ok" if who in {"owner", "operator"} else "forbidden")


@pytest.mark.parametrize("who", CLIENTS)
def test_who_may_remove_others_and_everybody_may_leave(house, who):
    actor = house.actor(who)
    door = house.people["door"].public_id
    done = outcome(lambda: operations.remove_member(actor=actor, party=house.ref, user=door))
    assert done == ("ok" if who in LEADERS | {"door"} else "forbidden")


@pytest.mark.parametrize("who", CLIENTS)
def test_who_may_edit_the_organisation(house, who):
    done = outcome(
        lambda: operations.update_organisation(actor=house.actor(who), party=house.ref, about=local("New words"))
    )
    assert done == ("ok" if who in LEADERS else "forbidden")


@pytest.mark.parametrize("who", CLIENTS)
def test_who_may_revoke_an_invitation(house, who):
    made = operations.invite(actor=house.actor("owner"), party=house.ref, email="new@x.example", role="door")
    done = outcome(lambda: operations.revoke_invitation(actor=house.actor(who), invitation=made.invitation))
    assert done == ("ok" if who in LEADERS else "forbidden")


# --- invitations ------------------------------------------------------------------------------------------


def invite(house, email="new@x.example", role="door", **also):
    return operations.invite(actor=house.actor("owner"), party=house.ref, email=email, role=role, **also)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "邀请"), ("en", "invites you")])
def test_an_invitation_goes_out_in_the_language_of_choice(house, language, words):
    made = invite(house, language=language)
    (mail,) = messages_to(email="new@x.example")
    link = f"/{language}/me/invitations/{made.invitation}/{made.secret}/"
    assert words in mail.subject
    assert link in mail.text
    assert link in mail.html
    assert f'<html lang="{language}">' in mail.html


def test_an_invitation_that_was_not_made_is_not_mailed(house):
    invite(house)
    with pytest.raises(errors.AlreadyInvited):
        invite(house)
    assert messages_to(email="new@x.example").count() == 1


def test_followers_are_written_to_in_their_language_until_they_leave(house):
    owner = house.people["owner"]
    owner.language = "zh-hans"
    owner.save()
    directory = directories["identity"]
    found = directory.recipient_of(owner.public_id)
    assert found == Recipient(owner.email, owner.person.person_name, "zh-hans", owner.public_id)
    assert directory.recipient_of("vis_nobody") is None
    stranger = house.people["viewer"]
    operations.erase_account(actor=house.actor("viewer"))
    assert directory.recipient_of(stranger.public_id) is None


def test_neither_secret_nor_address_lies_open_in_the_table(house):
    made = invite(house)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_invitation WHERE public_id = %s", [made.invitation])
        text = repr(cursor.fetchall())
    assert made.secret not in text
    assert "new@x.example" not in text


def test_the_links_secret_lets_any_account_in_once(house):
    made = invite(house)
    other = make_user("private@home.example")
    operations.accept_invitation(actor=queries.actor_of(other), invitation=made.invitation, secret=made.secret)
    assert roles_of(house)["private@home.example"] == "door"
    with pytest.raises(errors.InvitationClosed):
        operations.accept_invitation(
            actor=queries.actor_of(make_user()), invitation=made.invitation, secret=made.secret
        )


def test_the_invited_address_itself_needs_no_link_but_must_be_verified(house):
    made = invite(house, "new@x.example")
    unverified = make_user("new@x.example", verified=False)
    with pytest.raises(errors.NotInvited):
        operations.accept_invitation(actor=queries.actor_of(unverified), invitation=made.invitation)
    EmailAddress.objects.filter(user=unverified).update(verified=True)
    operations.accept_invitation(actor=queries.actor_of(unverified), invitation=made.invitation)
    assert roles_of(house)["new@x.example"] == "door"


def test_a_wrong_secret_lets_nobody_in(house):
    made = invite(house)
    for secret in ("", "guess", made.secret + "x"):
        with pytest.raises(errors.NotInvited):
            operations.accept_invitation(actor=house.actor("stranger"), invitation=made.invitation, secret=secret)
    assert "stranger@else.example" not in roles_of(house)


def test_after_seven_days_the_link_is_dead_and_a_new_one_can_be_sent(house):
    made = invite(house)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        with pytest.raises(errors.InvitationClosed):
            operations.accept_invitation(actor=house.actor("stranger"), invitation=made.invitation, secret=made.secret)
        again = invite(house)
    assert Invitation.objects.get(public_id=made.invitation).state == "revoked"
    assert again.invitation != made.invitation


def test_one_open_invitation_per_address(house):
    invite(house, "new@x.example")
    with pytest.raises(errors.AlreadyInvited):
        invite(house, "NEW@x.example")


def test_who_is_on_the_team_is_not_invited(house):
    with pytest.raises(errors.AlreadyMember):
        invite(house, "viewer@hall.example")


def test_revoking_forgets_the_address(house):
    made = invite(house)
    operations.revoke_invitation(actor=house.actor("owner"), invitation=made.invitation)
    row = Invitation.objects.get(public_id=made.invitation)
    assert (row.state, row.email, row.email_fingerprint) == ("revoked", "", "")
    with pytest.raises(IllegalMove):
        operations.revoke_invitation(actor=house.actor("owner"), invitation=made.invitation)
    with pytest.raises(errors.InvitationClosed):
        operations.accept_invitation(actor=house.actor("stranger"), invitation=made.invitation, secret=made.secret)


def test_a_visitor_cannot_accept(house):
    made = invite(house)
    with pytest.raises(Forbidden):
        operations.accept_invitation(actor=house.actor("nobody"), invitation=made.invitation, secret=made.secret)


def test_the_database_itself_refuses_a_second_open_invitation_and_a_made_up_role(house):
    invite(house)
    row = Invitation.objects.get(party=house.party)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            party=house.party,
            role="door",
            email_fingerprint=fingerprint("new@x.example"),
            secret_hash="x",
            invited_by="usr_1",
            expires_at=row.expires_at,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(party=house.party).update(role="emperor")


# --- roles and leaving --------------------------------------------------------------------------------------


def test_the_last_owner_cannot_leave_be_removed_or_step_down(house):
    owner = house.people["owner"].public_id
    for actor in (house.actor("owner"), house.actor("operator")):
        with pytest.raises(errors.LastOwner):
            operations.remove_member(actor=actor, party=house.ref, user=owner)
        with pytest.raises(errors.LastOwner):
            operations.change_role(actor=actor, party=house.ref, user=owner, role="manager")
    assert roles_of(house)["owner@hall.example"] == "owner"


def test_with_a_second_owner_the_first_may_go(house):
    manager = house.people["manager"].public_id
    operations.change_role(actor=house.actor("owner"), party=house.ref, user=manager, role="owner")
    operations.remove_member(actor=house.actor("owner"), party=house.ref, user=house.people["owner"].public_id)
    assert "owner@hall.example" not in roles_of(house)


def test_a_role_taken_away_is_gone_at_the_next_look(house):
    operations.remove_member(actor=house.actor("owner"), party=house.ref, user=house.people["manager"].public_id)
    assert (
        outcome(
            lambda: operations.invite(actor=house.actor("manager"), party=house.ref, email="a@b.example", role="door")
        )
        == "forbidden"
    )


def test_unknown_people_roles_and_persons_in_place_of_organisations(house):
    owner = house.actor("owner")
    with pytest.raises(NotFound):
        operations.change_role(actor=owner, party=house.ref, user=house.people["stranger"].public_id, role="door")
    with pytest.raises(BadInput):
        invite(house, role="emperor")
    person = house.people["owner"].person.public_id
    with pytest.raises(NotFound):
        operations.update_organisation(actor=house.actor("operator"), party=person, about=local("x"))


def test_the_audit_trail_names_refs_and_never_people(house, django_capture_on_commit_callbacks):
    made = invite(house, "private@home.example")
    user = make_user("private@home.example", name="Ada King")
    operations.accept_invitation(actor=queries.actor_of(user), invitation=made.invitation)
    trail = list(facts_about(house.ref))
    text = " ".join(f"{fact.kind} {fact.actor_ref} {fact.actor_label} {fact.body}" for fact in trail)
    assert {"identity.member_invited", "identity.member_joined"} <= {fact.kind for fact in trail}
    assert "private" not in text
    assert "Ada" not in text
