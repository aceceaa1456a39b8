from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from courses import changes, erasure
        from courses.policy import register_policy
        from courses.rules import may_watch_asset
        from portal.accounts.erasure import people
        from portal.core.erasing import Eraser
        from portal.videos import access

        access.register(may_watch_asset)
        people.register(Eraser(erasure.erase_of_person, erasure.foresee_of_person))
        register_policy()
        changes.watch()
