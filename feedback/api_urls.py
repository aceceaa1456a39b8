"""Addresses of the API of feedback and conversations."""

from django.urls import path

from feedback import api

urlpatterns = [
    path("clips/<uuid:clip_id>/feedback/", api.ClipFeedbackView.as_view()),
    path("clips/<uuid:clip_id>/threads/", api.ThreadsView.as_view()),
    path("feedback/<uuid:feedback_id>/", api.FeedbackDetailView.as_view()),
    path("feedback/<uuid:feedback_id>/markers/", api.MarkersView.as_view()),
    path("feedback/<uuid:feedback_id>/release/", api.ReleaseView.as_view()),
    path("threads/<uuid:thread_id>/messages/", api.MessagesView.as_view()),
]
