"""The four roles as groups, and Wagtail's own two groups out of the way."""

from django.db import migrations

from accounts.roles import ADMIN_SIDE_ROLES, Role, grant


def make_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    # Wagtail's own "Editors" and "Moderators" may touch every page below the root.
    groups.filter(name__in=["Editors", "Moderators"]).delete()
    for role in Role:
        groups.get_or_create(name=role.value)
    for role in ADMIN_SIDE_ROLES:
        grant(apps, role, "wagtailadmin.Admin", ["access_admin"])
    grant(apps, Role.ADMIN, "accounts.User", ["add", "change", "delete", "view"])
    grant(apps, Role.ADMIN, "auth.Group", ["add", "change", "delete", "view"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("wagtailcore", "0095_groupsitepermission"),
        ("wagtailadmin", "0002_admin"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailmedia", "0003_copy_media_permissions_to_collections"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
