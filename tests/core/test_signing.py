import pytest

from portal.core.signing import BadToken, make_token, read_token


def test_token_is_read_back_for_its_purpose():
    token = make_token("put", {"key": "uploads/1"})

    assert read_token("put", token, max_age_seconds=60) == {"key": "uploads/1"}


def test_token_serves_no_other_purpose_and_no_alteration():
    token = make_token("put", {"key": "uploads/1"})

    with pytest.raises(BadToken):
        read_token("get", token, max_age_seconds=60)
    with pytest.raises(BadToken):
        read_token("put", token[:-2] + "xx", max_age_seconds=60)


def test_token_ends(monkeypatch):
    token = make_token("put", {})

    with pytest.raises(BadToken):
        read_token("put", token, max_age_seconds=-1)
