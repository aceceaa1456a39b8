def test_profile_changes_the_name_others_see(client, student):
    client.force_login(student)

    response = client.post("/profile/", {"first_name": "Sena", "last_name": "Öz"})

    student.refresh_from_db()
    assert response.status_code == 302
    assert student.display_name == "Sena Öz"
    assert student.profile.onboarding_completed


def test_profile_of_the_anonymous_is_the_log_in(client, db):
    assert client.get("/profile/")["Location"].startswith("/account/login/")
