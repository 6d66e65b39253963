import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import yaji.kernel.identity.models
import yaji.kit.clock
import yaji.kit.text
import yaji.kit.triggers
import yaji.kit.vault


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "public_id",
                    models.CharField(
                        default=yaji.kernel.identity.models.new_user_ref, editable=False, max_length=30, unique=True
                    ),
                ),
                ("email", models.EmailField(max_length=254, null=True, unique=True, verbose_name="e-mail address")),
                ("is_active", models.BooleanField(default=True)),
                ("is_operator", models.BooleanField(default=False)),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                (
                    "timezone",
                    models.CharField(
                        default="Asia/Shanghai",
                        max_length=64,
                        validators=[yaji.kernel.identity.models.known_timezone],
                        verbose_name="time zone",
                    ),
                ),
                ("joined_at", models.DateTimeField(default=yaji.kit.clock.now)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", None),
                            ("email", django.db.models.functions.text.Lower(models.F("email"))),
                            _connector="OR",
                        ),
                        name="identity_user_email_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None), models.Q(("email", None), ("is_active", False)), _connector="OR"
                        ),
                        name="identity_user_erased_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=30)),
                ("purpose", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=20)),
                ("given", models.BooleanField()),
                ("source", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=yaji.kit.clock.now)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "purpose", "-id"], name="identity_consent_latest")],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=yaji.kernel.identity.models.new_party_ref, editable=False, max_length=30, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("person", "Person"), ("organisation", "Organisation")], max_length=12),
                ),
                ("name", yaji.kit.text.LocalTextField(blank=True, default=yaji.kit.text.LocalText)),
                ("about", yaji.kit.text.LocalTextField(blank=True, default=yaji.kit.text.LocalText)),
                ("slug", models.SlugField(max_length=60, null=True, unique=True)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                (
                    "timezone",
                    models.CharField(
                        default="Asia/Shanghai", max_length=64, validators=[yaji.kernel.identity.models.known_timezone]
                    ),
                ),
                ("person_name", yaji.kit.vault.SealedTextField(blank=True, default="")),
                ("phone", yaji.kit.vault.SealedTextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=yaji.kit.clock.now)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("box_office", "Box office"),
                            ("door", "Door"),
                            ("finance", "Finance"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField(default=yaji.kit.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="identity.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=yaji.kernel.identity.models.new_invitation_ref,
                        editable=False,
                        max_length=30,
                        unique=True,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("box_office", "Box office"),
                            ("door", "Door"),
                            ("finance", "Finance"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("email", yaji.kit.vault.SealedTextField(blank=True, default="")),
                ("email_fingerprint", models.CharField(blank=True, db_index=True, default="", max_length=64)),
                ("secret_hash", models.CharField(max_length=64)),
                ("state", models.CharField(default="open", max_length=10)),
                ("invited_by", models.CharField(max_length=30)),
                ("accepted_by", models.CharField(blank=True, default="", max_length=30)),
                ("created_at", models.DateTimeField(default=yaji.kit.clock.now)),
                ("expires_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="identity.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("since", models.DateTimeField(default=yaji.kit.clock.now)),
                ("until", models.DateTimeField(null=True)),
                ("source", models.CharField(blank=True, default="", max_length=80)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="identity.party"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "person"), ("user__isnull", False)),
                    models.Q(("kind", "organisation"), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="identity_party_person_has_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("party", "user"), name="identity_membership_once"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["owner", "manager", "box_office", "door", "finance", "viewer"])),
                name="identity_membership_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "accepted", "revoked"])), name="identity_invitation_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("party", "email_fingerprint"),
                name="identity_invitation_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["party", "kind"], name="identity_standing_by_party"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="identity_standing_ends_after_start",
            ),
        ),
        yaji.kit.triggers.Install(),
    ]
