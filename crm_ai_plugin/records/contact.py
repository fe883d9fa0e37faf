"""A person on the customer's side."""

from __future__ import annotations

from .base import Record, RecordId


class Contact(Record):
    """A person; `do_not_profile` forbids every inference about them."""

    id: RecordId
    company_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    title: str | None = None
    seniority: str | None = None
    language: str | None = None
    country: str | None = None
    do_not_profile: bool = False

    @property
    def display_name(self) -> str:
        """First and last name, else the e-mail address, else the id."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.email or self.id
