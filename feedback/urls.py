"""URLs of conversations, mounted at the root beside those of takes."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("takes/<uuid:take_id>/threads/", views.start_thread, name="threads"),
    path("threads/<uuid:thread_id>/messages/", views.post_message, name="messages"),
    path("threads/<uuid:thread_id>/settle/", views.settle, name="settle"),
]
