"""``report.ready``: a scheduled report was made. E-mail gets the file, a webhook where to fetch it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....errors import NotFoundError
from ..message import Attachment, Content, Message

if TYPE_CHECKING:
    from ...services import Services

KIND = "report.ready"


def make(services: Services, workspace: str, about: str) -> Message | None:
    """Return the message; None when the file is gone."""
    with services.store.workspace(workspace) as session:
        try:
            file = session.report_schedules.file(about)
            schedule = session.report_schedules.get(file.schedule_id)
        except NotFoundError:
            return None
    base = services.settings.public_url.rstrip("/")
    url = f"{base}/api/ai/report-files/{file.id}"
    return Message(
        type=KIND,
        at=file.created_at or services.clock(),
        subject=f"Report: {schedule.schedule['name']}",
        lines=(
            f"The report “{schedule.schedule['name']}” of {file.due_at:%Y-%m-%d %H:%M} UTC is attached.",
            f"It is kept until {file.expires_at:%Y-%m-%d}.",
        ),
        data={
            "file": file.id,
            "schedule": file.schedule_id,
            "report": schedule.schedule["report"],
            "workspace": workspace,
            "media_type": file.media_type,
            "url": url,
            "expires_at": file.expires_at.isoformat(),
        },
        attachments=(Attachment(file.name, file.media_type, file.content or b""),),
    )


CONTENT = Content(KIND, make)
