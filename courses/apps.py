from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from courses.policy import register_policy
        from courses.rules import may_watch_asset
        from portal.videos import access

        access.register(may_watch_asset)
        register_policy()
