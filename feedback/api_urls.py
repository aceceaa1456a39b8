"""URLs of the feedback and conversations API."""

from django.urls import path

from feedback import api, handing_api

urlpatterns = [
    path("clips/<uuid:take_id>/feedback/", api.TakeFeedbackView.as_view()),
    path("clips/<uuid:take_id>/threads/", api.ThreadsView.as_view()),
    path("feedback/<uuid:feedback_id>/", api.FeedbackDetailView.as_view()),
    path("feedback/<uuid:feedback_id>/markers/", api.MarkersView.as_view()),
    path("feedback/<uuid:feedback_id>/release/", api.ReleaseView.as_view()),
    path("feedback/<uuid:feedback_id>/hand-on/", handing_api.HandOnView.as_view()),
    path("feedback/<uuid:feedback_id>/send-back/", handing_api.SendBackView.as_view()),
    path("threads/<uuid:thread_id>/messages/", api.MessagesView.as_view()),
]
