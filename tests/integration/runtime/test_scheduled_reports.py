"""Reports that are made regularly: each time once, kept for a time, sent where they should go, within reach of forgetting."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from crm_ai_plugin.errors import NotFoundError, RetryableError, UserInputError
from crm_ai_plugin.runtime import jobs
from crm_ai_plugin.runtime.processes.scheduler import report_once
from crm_ai_plugin.runtime.reports.reporting import Reporting
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EmailSettings
from crm_ai_plugin.web import create_app
from tests.fixtures.mail_server import MailServer
from tests.fixtures.runtime_fakes import Clock
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, connected, refresh

DAY = 86_400
DAILY = {"name": "Morning", "report": "pipeline", "every": "day", "at": "13:00", "format": "pdf"}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def ready(build: Any, database_url: str, mail: MailServer) -> Services:
    email = EmailSettings(host="127.0.0.1", port=mail.port, security="none", sender="ai@acme.example")
    services = connected(build(database_url, email=email))
    refresh(services)
    return services


def files(services: Services) -> list[Any]:
    return list(services.scheduling.files(WORKSPACE))


def test_it_is_made_when_its_time_has_come_and_once(ready: Services, clock: Clock) -> None:
    ready.scheduling.add(WORKSPACE, DAILY, "anna")
    assert ready.scheduling.run(WORKSPACE) == []
    clock.advance(3600)
    (made,) = ready.scheduling.run(WORKSPACE)
    assert ready.scheduling.run(WORKSPACE) == []
    file = ready.scheduling.file(WORKSPACE, made)
    assert (file.name, file.media_type) == ("pipeline-2026-03-02.pdf", "application/pdf")
    assert PdfReader(io.BytesIO(file.content)).pages
    clock.advance(3 * DAY)
    # What was missed is not made up for: one report says where things stand.
    assert len(ready.scheduling.run(WORKSPACE)) == 1
    (row,) = ready.scheduling.list(WORKSPACE)
    assert row.next_at > clock()


def test_two_schedulers_make_one_file_and_send_one_mail(
    ready: Services, clock: Clock, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = ready.channels.add_email(WORKSPACE, "Leads", ["lead@acme.example"], "anna").id
    ready.scheduling.add(WORKSPACE, DAILY | {"deliver": [channel]}, "anna")
    clock.advance(3600)
    gather = Reporting.gather

    def overtaken(self: Reporting, *given: Any) -> Any:
        # While this one makes the report, another one does so and is faster.
        with monkeypatch.context() as patched:
            patched.setattr(Reporting, "gather", gather)
            ready.scheduling.run(WORKSPACE)
        return gather(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Reporting, "gather", overtaken)
        assert ready.scheduling.run(WORKSPACE) == []
    assert len(files(ready)) == 1
    for workspace, notice in ready.store.due_notices(clock(), 10):
        ready.notifying.deliver(workspace, notice)
    (got,) = mail.mails
    assert got["Subject"] == "Report: Morning"
    assert [part.get_filename() for part in got.iter_attachments()] == ["pipeline-2026-03-02.pdf"]


def test_killed_while_making_it_is_made_again(
    ready: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    ready.scheduling.add(WORKSPACE, DAILY, "anna")
    clock.advance(3600)
    with monkeypatch.context() as patched:
        patched.setattr(Reporting, "file", die)
        with pytest.raises(Killed):
            ready.scheduling.run(WORKSPACE)
    assert len(ready.scheduling.run(WORKSPACE)) == 1


def test_what_fails_says_why_and_comes_again(
    ready: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.scheduling.add(WORKSPACE, DAILY | {"report": "coach", "options": {"deal": "none"}}, "anna")
    clock.advance(3600)
    assert ready.scheduling.run(WORKSPACE) == []
    (row,) = ready.scheduling.list(WORKSPACE)
    assert row.error == "there is no deal 'none'"
    assert row.next_at.day == 3

    def away(*_: Any) -> None:
        raise RetryableError("the database can't be reached")

    with monkeypatch.context() as patched:
        patched.setattr(Reporting, "gather", away)
        clock.advance(DAY)
        ready.scheduling.run(WORKSPACE)
    (row,) = ready.scheduling.list(WORKSPACE)
    assert (row.attempts, (row.next_at - clock()).total_seconds() < 60) == (1, True)


def test_files_are_kept_for_a_time(ready: Services, clock: Clock) -> None:
    ready.scheduling.add(WORKSPACE, DAILY | {"keep_days": 2}, "anna")
    clock.advance(3600)
    (made,) = ready.scheduling.run(WORKSPACE)
    clock.advance(2 * DAY)
    with pytest.raises(NotFoundError):
        ready.scheduling.file(WORKSPACE, made)
    ready.scheduling.run(WORKSPACE)
    with ready.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM report_files").all()
    assert made not in {row[0] for row in rows}


def test_forgetting_a_person_deletes_what_may_speak_of_them(ready: Services, clock: Clock) -> None:
    ready.scheduling.add(WORKSPACE, DAILY, "anna")
    ready.scheduling.add(WORKSPACE, DAILY | {"report": "coach", "options": {"deal": "1"}}, "anna")
    clock.advance(3600)
    assert len(ready.scheduling.run(WORKSPACE)) == 2
    ready.forgetting.forget(WORKSPACE, "somebody", CONNECTION)
    # The overview may name anybody; the deal has nobody of that id.
    assert [one.name for one in files(ready)] == ["coach-1-2026-03-02.pdf"]


def test_the_scheduler_looks_once_a_minute(ready: Services, clock: Clock) -> None:
    from rq import Queue
    from rq.serializers import JSONSerializer

    ready.scheduling.add(WORKSPACE, DAILY, "anna")
    clock.advance(3600)
    jobs.use(ready)
    for _ in range(3):
        report_once(ready)
    queue = Queue("crm-ai-low", connection=ready.redis, serializer=JSONSerializer)
    assert [job.func_name for job in queue.jobs] == ["crm_ai_plugin.runtime.jobs.report"]
    jobs.report(WORKSPACE)
    assert len(files(ready)) == 1


def test_over_http_and_in_another_workspace(ready: Services, clock: Clock) -> None:
    client = create_app(ready).test_client()
    keys = {}
    with ready.store.system() as system:
        for name in (WORKSPACE, "other"):
            system.workspaces.ensure(name, name)
            keys[name] = {"Authorization": f"Bearer {system.api_keys.create(name, 'test')}"}
    made = client.post("/api/ai/report-schedules", json=DAILY, headers=keys[WORKSPACE])
    assert made.status_code == 201
    clock.advance(3600)
    (file,) = ready.scheduling.run(WORKSPACE)
    got = client.get(f"/api/ai/report-files/{file}", headers=keys[WORKSPACE])
    assert got.headers["Content-Disposition"] == 'attachment; filename="pipeline-2026-03-02.pdf"'
    assert client.get(f"/api/ai/report-files/{file}", headers=keys["other"]).status_code == 404
    assert client.get("/api/ai/report-files", headers=keys["other"]).get_json() == {"items": []}
    assert client.get("/api/ai/report-schedules", headers=keys["other"]).get_json() == {"items": []}
    (listed,) = client.get("/api/ai/report-files", headers=keys[WORKSPACE]).get_json()["items"]
    assert listed["id"] == file
    id_ = made.get_json()["id"]
    assert client.delete(f"/api/ai/report-schedules/{id_}", headers=keys["other"]).status_code == 404
    assert client.delete(f"/api/ai/report-schedules/{id_}", headers=keys[WORKSPACE]).status_code == 204
    assert client.get(f"/api/ai/report-files/{file}", headers=keys[WORKSPACE]).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"report": "horoscope"}, "there is no report"),
        ({"format": "docx"}, "format"),
        ({"options": {"colour": "red"}}, "colour"),
        ({"deliver": ["chn_none"]}, "there is no channel"),
        ({"zone": "Nowhere"}, "zone"),
    ],
)
def test_what_is_wrong_with_a_schedule_is_named(ready: Services, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UserInputError) as caught:
        ready.scheduling.add(WORKSPACE, DAILY | changes, "anna")
    assert said in caught.value.user_message
