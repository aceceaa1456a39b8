from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from accounts.erasure import people
        from core.erasing import Eraser
        from feedback import erasure, signals  # noqa: F401
        from feedback.moderation.policy import register_policies
        from feedback.policy import register_policy
        from practice.erasure import takes

        takes.register(Eraser(erasure.erase_on_takes, erasure.foresee_on_takes))
        people.register(Eraser(erasure.erase_of_person, erasure.foresee_of_person))
        register_policy()
        register_policies()
