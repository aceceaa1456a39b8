"""The home page and the list of courses, in the place of Wagtail's welcome page."""

from django.db import migrations


def make_pages(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create
    Page = apps.get_model("wagtailcore", "Page")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("courses", "HomePage")
    CourseIndexPage = apps.get_model("courses", "CourseIndexPage")
    Site = apps.get_model("wagtailcore", "Site")
    locale = Locale.objects.first()

    Site.objects.all().delete()
    Page.objects.filter(slug="home", depth=2).delete()
    home = HomePage.objects.create(
        title="Practika",
        draft_title="Practika",
        slug="home",
        content_type=content_type(app_label="courses", model="homepage")[0],
        path="00010001",
        depth=2,
        numchild=1,
        url_path="/home/",
        locale=locale,
    )
    CourseIndexPage.objects.create(
        title="Courses",
        draft_title="Courses",
        slug="courses",
        content_type=content_type(app_label="courses", model="courseindexpage")[0],
        path="000100010001",
        depth=3,
        numchild=0,
        url_path="/home/courses/",
        show_in_menus=True,
        locale=locale,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(
        hostname="localhost", root_page_id=home.pk, is_default_site=True, site_name="Practika"
    )


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial"), ("wagtailcore", "0095_groupsitepermission")]
    operations = [migrations.RunPython(make_pages, migrations.RunPython.noop)]
