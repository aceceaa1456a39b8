"""Addresses of conversations; they stand at the root beside the take's own."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("takes/<uuid:clip_id>/threads/", views.start_thread, name="threads"),
    path("threads/<uuid:thread_id>/messages/", views.post_message, name="messages"),
]
