"""URLs of conversations and reports, mounted at the root beside those of takes."""

from django.urls import path

from feedback import views
from feedback.moderation import views as moderation

app_name = "feedback"
urlpatterns = [
    path("takes/<uuid:take_id>/threads/", views.start_thread, name="threads"),
    path("threads/<uuid:thread_id>/messages/", views.post_message, name="messages"),
    path("threads/<uuid:thread_id>/settle/", views.settle, name="settle"),
    path("threads/<uuid:thread_id>/close/", views.close, name="close"),
    path("messages/<uuid:message_id>/report/", moderation.report_message, name="report_message"),
    path("remarks/<uuid:marker_uid>/report/", moderation.report_remark, name="report_remark"),
    path("takes/<uuid:take_id>/report/", moderation.report_take, name="report_take"),
    path("people/<uuid:person_id>/report/", moderation.report_name, name="report_name"),
    path("reports/", moderation.my_reports, name="my_reports"),
]
