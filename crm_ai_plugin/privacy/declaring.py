"""How whoever owns a place says what of people lies there.

A table declares a :class:`PersonalData` that names each of its columns once. Who writes to Redis, into the home folder or
into a CRM keeps a :class:`RedisKeys`, :class:`HomeFile` or :class:`CrmWrite` in a module of its own. The registry
(`runtime.privacy.registry`) collects them all; nothing lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Erased = Literal["row", "clear", "elsewhere"]
"""``row``: the row goes. ``clear``: its columns of theirs are emptied. ``elsewhere``: a step of its own does it."""


@dataclass(frozen=True)
class Own:
    """A row is the person's when it names them.

    Attributes:
        id: Column with the contact's id in the CRM.
        connection: Column that says of which connection; None where the table keeps none.
        only: (column, value) that a row must have for `id` to name a contact at all.
        form: How the id is spelt in the column.
    """

    id: str
    connection: str | None = "connection"
    only: tuple[str, str] | None = None
    form: str = "{id}"


@dataclass(frozen=True)
class Named:
    """A row is the person's when a JSON list in `column` names them.

    Attributes:
        column: The list.
        form: How a contact is spelt in it.
        null_is_anybody: Whether NULL means that it may speak of anybody.
    """

    column: str
    form: str = "{connection}:{id}"
    null_is_anybody: bool = False


@dataclass(frozen=True)
class PersonalData:
    """What a table holds of people. Each column is named in exactly one of the tuples.

    Attributes:
        nothing: Nothing of a person.
        users: Of people who use the product. Forgetting a contact leaves it.
        theirs: Of the person whose row it is.
        words: Texts, or JSON of texts, in which anybody may be mentioned: sentences that mention the person go.
        labels: Names of other things, in which a mention is blacked out and the rest stays.
        sealed: Encrypted, so that nobody can tell whose it is.
        derived: Computed from records or texts of people: goes with them, and is computed again.
        rows: How the person's own rows are found.
        erased: What becomes of those.
        how: What is done, in words, where it is done ``elsewhere`` or needs a reason.
    """

    nothing: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    rows: tuple[Own | Named, ...] = ()
    erased: Erased = "clear"
    how: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are declared, in the order of the kinds."""
        return (*self.nothing, *self.personal)

    @property
    def personal(self) -> tuple[str, ...]:
        """Columns in which data about people can lie."""
        return (*self.users, *self.theirs, *self.words, *self.labels, *self.sealed, *self.derived)

    @property
    def of_contacts(self) -> tuple[str, ...]:
        """Columns in which data about the customers' people can lie."""
        return (*self.theirs, *self.words, *self.labels, *self.sealed, *self.derived)

    @property
    def readable(self) -> tuple[str, ...]:
        """Columns of contacts that say something to who reads them: what an access export shows."""
        return (*self.theirs, *self.words, *self.labels)


@dataclass(frozen=True)
class RedisKeys:
    """A family of keys in Redis.

    Attributes:
        prefix: What all its keys begin with.
        holds: What lies there, in words.
        personal: Whether a contact can be named there, in a key or its value.
        lives: How long a key stays at most, in words.
    """

    prefix: str
    holds: str
    personal: bool = False
    lives: str = ""


@dataclass(frozen=True)
class HomeFile:
    """A kind of file in the home folder.

    Attributes:
        pattern: Of its path below home, as `fnmatch` reads it.
        holds: What lies there, in words.
        personal: Whether data about contacts can lie there.
        how: How a person is taken out of it, where they can be in it.
    """

    pattern: str
    holds: str
    personal: bool = False
    how: str = ""


@dataclass(frozen=True)
class CrmWrite:
    """A kind of thing that is written into CRMs.

    Attributes:
        action: As the outbox names it.
        holds: What it says, in words.
        how: How it is taken back.
        targets: Record types that it is written to.
    """

    action: str
    holds: str
    how: str = "taken back as any delivery is; pending until the CRM can be reached"
    targets: tuple[str, ...] = field(default=("deal", "contact"))
