from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from feedback import signals  # noqa: F401
        from feedback.policy import register_policy

        register_policy()
