"""Routes of courses below /api/v1/."""

from django.urls import path

from courses import api

urlpatterns = [
    path("exercises/", api.ExerciseList.as_view(), name="api_exercises"),
    path("exercises/<uuid:uid>/", api.ExerciseDetail.as_view(), name="api_exercise"),
]
