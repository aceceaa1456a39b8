from portal.core import health


def test_health_is_open_and_tells_each_part(client, db):
    response = client.get("/core/health/")

    assert response.status_code == 200
    parts = {"database": True, "migrations": True, "storage": True}
    assert response.json() == {"status": "ok", "parts": parts}


def test_health_names_what_fails_and_leaks_nothing(client, db, monkeypatch):
    def fails():
        raise RuntimeError("password=secret")

    monkeypatch.setitem(health.CHECKS, "storage", fails)
    response = client.get("/core/health/")

    assert response.status_code == 503
    assert response.json()["parts"]["storage"] is False
    assert "secret" not in response.content.decode()


def test_health_is_for_reading_only(client, db):
    assert client.post("/core/health/").status_code == 405
