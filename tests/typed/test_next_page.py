"""Where a form leads that names the page to go back to: to one of ours, and to none else."""

import pytest


@pytest.mark.django_db
def test_it_works(client):
    assert client.post("/pfa/preferences/", {"theme": "dark", "next": "/pfa/login/?q=1"}).url == "/pfa/login/?q=1"


@pytest.mark.django_db
def test_elsewhere_is_nowhere(client, subtests):
    for target in (
        *(
            "",
            "login",
            "domain_list",
            "@",
            "mallory.example",
            "//mallory.example",
            "///mallory.example",
            "/\\mallory.example",
        ),
        *(
            "https://mallory.example/",
            "http://testserver@mallory.example/",
            "javascript:alert(1)",
            "/\t/mallory.example",
        ),
        *("\\\\mallory.example", " //mallory.example", "\0/pfa/", "data:text/html,x"),
    ):
        with subtests.test(target):
            response = client.post("/pfa/preferences/", {"theme": "dark", "next": target})
            assert response.url == "/pfa/"


def test_bulk_acts_go_back_to_the_list_they_came_from(alice):
    form = {"action": "disable", "pick": "bob@example.org"}
    url = "/pfa/mailboxes/bulk/"
    assert alice.post(url, form | {"next": "/pfa/mailboxes/?q=bob"}).url == "/pfa/mailboxes/?q=bob"
    assert alice.post(url, form | {"next": "log"}).url == "/pfa/mailboxes/"
