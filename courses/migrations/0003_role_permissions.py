"""What each role may do with pages, collections, pictures and documents."""

from django.db import migrations

from accounts.roles import Role, grant

PAGE_VERBS = {
    # "add" lets a teacher edit what they made themselves, not what others made.
    Role.TEACHER: ["add", "publish"],
    Role.EDITOR: ["add", "change", "publish", "lock", "unlock"],
    Role.ADMIN: ["add", "change", "publish", "lock", "unlock", "bulk_delete"],
}
COLLECTION_VERBS = {
    Role.TEACHER: ["add", "choose"],
    Role.EDITOR: ["add", "change", "choose"],
    Role.ADMIN: ["add", "change", "choose"],
}


def permission(apps, app_label, model, verb):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    made, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{verb}_{model}",
        defaults={"name": f"Can {verb.replace('_', ' ')} {model}"},
    )
    return made


def grant_page_permissions(apps, groups):
    Page = apps.get_model("wagtailcore", "Page")
    courses = Page.objects.get(slug="courses", depth=3)
    root = Page.objects.get(depth=1)
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    for role, verbs in PAGE_VERBS.items():
        page = courses if role == Role.TEACHER else root
        for verb in verbs:
            GroupPagePermission.objects.create(
                group=groups.get(name=role.value),
                page=page,
                permission=permission(apps, "wagtailcore", "page", verb),
            )


def grant_collection_permissions(apps, groups):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    Right = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for role, verbs in COLLECTION_VERBS.items():
        for app_label, model in [
            ("wagtailimages", "image"),
            ("wagtaildocs", "document"),
            # The library asks for the rights of wagtailmedia's own model, whatever replaces it,
            # and has none to choose: people choose what they may change.
            ("wagtailmedia", "media"),
        ]:
            for verb in verbs:
                if model == "media" and verb == "choose":
                    continue
                Right.objects.create(
                    group=groups.get(name=role.value),
                    collection=root,
                    permission=permission(apps, app_label, model, verb),
                )


def grant_all(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    grant_page_permissions(apps, groups)
    grant_collection_permissions(apps, groups)
    for role in (Role.TEACHER, Role.EDITOR, Role.ADMIN):
        grant(apps, role, "courses.Enrolment", ["add", "change", "delete", "view"])


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_portal_pages"),
        ("accounts", "0002_roles"),
        ("wagtailmedia", "__first__"),
    ]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
