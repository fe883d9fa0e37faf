"""Queries of the sandbox org: what is read, what is refused, what is found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simple_salesforce.format import format_soql

from crm_ai_plugin.testing.sandbox.clock import SandboxClock
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError
from crm_ai_plugin.testing.sandbox.salesforce.ids import make_id
from crm_ai_plugin.testing.sandbox.salesforce.reading import Reader
from crm_ai_plugin.testing.sandbox.salesforce.schema import Schema
from crm_ai_plugin.testing.sandbox.salesforce.soql import parse
from crm_ai_plugin.testing.sandbox.salesforce.soql.run import matching, sorted_by
from crm_ai_plugin.testing.sandbox.salesforce.soql.tree import Both, Compare, Either, Text
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PERSON = Source("CRM_UI", "005Sb0000000001IAA")
REFUSALS = {
    "",
    "MALFORMED_QUERY",
    "INVALID_FIELD",
    "INVALID_TYPE",
    "INVALID_QUERY_FILTER_OPERATOR",
    "NUMBER_OUTSIDE_VALID_RANGE",
    "QUERY_TOO_COMPLICATED",
}


class Org:
    """Four opportunities of two accounts."""

    def __init__(self) -> None:
        self.schema = Schema()
        self.store = Store(SandboxClock(NOW))
        self.reader = Reader(self.store, self.schema)
        for number, name in enumerate(("Müller & Co", "acme"), start=1):
            self._put("Account", number, {"Name": name})
        deals: list[dict[str, str]] = [
            {
                "Name": "Alpha",
                "Amount": "10.5",
                "IsWon": "true",
                "CloseDate": "2026-11-23",
                "AccountId": make_id("001", 1),
            },
            {
                "Name": "beta_%x",
                "Amount": "9.0",
                "IsWon": "false",
                "CloseDate": "2026-11-01",
                "AccountId": make_id("001", 2),
            },
            {"Name": 'It\'s \\ "q"\nline', "Amount": "100.0", "CloseDate": "2025-11-23"},
            {"Name": "delta"},
        ]
        for number, deal in enumerate(deals, start=1):
            self._put("Opportunity", number, deal)

    def _put(self, kind: str, number: int, values: dict[str, str]) -> None:
        at = NOW + timedelta(minutes=number)
        record_id = make_id(self.schema.objects[kind].prefix, number)
        self.store.seed(Record(kind, record_id, values, at, at, PERSON))

    def names(self, soql: str) -> list[str]:
        """Initials of what a query finds, in its order."""
        query = parse(soql)
        kind = self.schema.queried(query.source)
        for path in query.fields:
            self.reader.resolve(kind, path)
        test = matching(query, kind, self.reader, NOW)
        found = sorted_by(query, kind, self.reader, [r for r in self.store.all(kind.name) if test(r)])
        return [record.properties["Name"][0].lower() for record in found]


@pytest.fixture(scope="module")
def org() -> Org:
    return Org()


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Amount > 9", "ai"),
        ("Amount >= 9.0", "abi"),
        ("Amount <= 1e1", "b"),
        ("Amount = null", "d"),
        ("Amount != NULL", "abi"),
        ("IsWon = TRUE", "a"),
        ("IsWon != true", "bid"),
        ("Name = 'ALPHA'", "a"),
        ("Name != 'alpha'", "bid"),
        ("Name LIKE '%ta%'", "bd"),
        ("Name LIKE 'beta\\_\\%_'", "b"),
        ("Name LIKE 'b____%x'", "b"),
        ("Name LIKE 'a'", ""),
        ("Name IN ('alpha', 'DELTA')", "ad"),
        ("Name NOT IN ('alpha')", "bid"),
        ("CloseDate = TODAY", "a"),
        ("CloseDate = LAST_N_DAYS:30", "ab"),
        ("CloseDate < LAST_N_DAYS:30", "i"),
        ("CloseDate >= 2026-11-01", "ab"),
        ("CreatedDate > 2026-11-23T15:02:00Z", "id"),
        ("CreatedDate > 2026-11-23T16:02:00.000+01:00", "id"),
        ("SystemModstamp >= 2026-11-23T15:02:00.000+0000", "bid"),
        ("Account.Name = 'müller & co'", "a"),
        ("Account.Name = null", "id"),
        ("Opportunity.Name = 'delta'", "d"),
        ("AccountId IN ('001Sb0000000002')", "b"),
        ("NOT Name LIKE '%ta%'", "ai"),
        ("(Amount > 9 OR Amount = null) AND (NOT (Name = 'alpha'))", "id"),
        ("Id = '006Sb0000000004'", "d"),
    ],
)
def test_conditions(org: Org, where: str, found: str) -> None:
    assert "".join(org.names(f"SELECT Id FROM Opportunity WHERE {where}")) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("Amount", "dbai"),
        ("Amount ASC NULLS LAST", "baid"),
        ("Amount DESC", "diab"),
        ("Amount DESC NULLS LAST", "iabd"),
        ("Amount DESC NULLS FIRST", "diab"),
        ("IsWon DESC, Name DESC", "aidb"),
        ("Account.Name DESC NULLS LAST, CreatedDate DESC", "abdi"),
    ],
)
def test_order(org: Org, order: str, found: str) -> None:
    assert "".join(org.names(f"SELECT Id FROM Opportunity ORDER BY {order}")) == found


@given(st.text(max_size=80))
def test_any_text_comes_through_the_library_s_quoting(text: str) -> None:
    query = parse(format_soql("SELECT Id FROM Account WHERE Name = {}", text))
    assert isinstance(query.where, Compare)
    (value,) = query.where.values
    assert isinstance(value, Text)
    assert value.text == text


@given(st.text(min_size=1, max_size=40), st.text(max_size=12))
def test_a_like_of_quoted_text_finds_that_text_and_takes_nothing_for_a_wildcard(
    text: str, other: str
) -> None:
    org = Org()
    soql = format_soql("SELECT Id FROM Account WHERE Name LIKE '{:like}'", text)
    account = org.store.get("Account", make_id("001", 1))
    org.store.get("Account", make_id("001", 2)).properties["Name"] = ""
    for name in (text, f"x{text}", f"{text}{other}", other):
        account.properties["Name"] = name or "-"
        assert bool(org.names(soql)) == (name.casefold() == text.casefold())


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.integers(-(10**9), 10**9),
            st.booleans(),
            st.dates(date(1900, 1, 1), date(2100, 1, 1)),
            st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
            st.none(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_the_library_formats_is_read(values: list[Any]) -> None:
    query = parse(format_soql("SELECT Id FROM Account WHERE Name IN {}", values))
    assert isinstance(query.where, Compare)
    assert len(query.where.values) == len(values)


WORDS = st.sampled_from(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "IN",
        "LIKE",
        "ORDER",
        "BY",
        "LIMIT",
        "OFFSET",
        "NULLS",
        "FIRST",
        "DESC",
        "COUNT",
        "(",
        ")",
        ",",
        "=",
        "!=",
        "<=",
        "<",
        ">",
        "'x'",
        "'%'",
        "'\\'",
        "1",
        "-2.5",
        "2026-01-01",
        "2026-13-99",
        "2026-01-01T00:00:00Z",
        "true",
        "null",
        "TODAY",
        "LAST_N_DAYS:3",
        "LAST_N_DAYS:999999999",
        "Id",
        "Name",
        "Amount",
        "Account.Name",
        "Owner.Manager.Name",
        "Opportunity",
        "Account",
        "Task",
        "FIELDS",
        "ALL",
        "What.Type",
        "x.y.z.a.b.c.d",
        "'",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join)))
def test_whatever_is_asked_is_answered_or_refused(text: str) -> None:
    org = Org()
    for soql in (text, f"SELECT Id FROM Opportunity WHERE {text}", f"SELECT Id FROM Opportunity {text}"):
        code = ""
        try:
            org.names(soql)
        except SalesforceError as problem:
            code = problem.code
        assert code in REFUSALS


def test_and_and_or_need_parentheses() -> None:
    both = parse("SELECT Id FROM A WHERE (B = 1 OR C = 2) AND D = 3").where
    assert isinstance(both, Both)
    assert isinstance(both.parts[0], Either)
    with pytest.raises(SalesforceError, match="unexpected token: 'AND'"):
        parse("SELECT Id FROM A WHERE B = 1 OR C = 2 AND D = 3")


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Id, id FROM Account",
        "SELECT Id FROM Account, Contact",
        "SELECT (SELECT Id FROM Tasks) FROM Account",
        "SELECT Id FROM Account GROUP BY Id",
        "SELECT Id FROM Account WHERE Name = x y",
        "SELECT Id FROM Account WHERE Name IN ()",
        "SELECT Id FROM Account WHERE Name LIKE 5",
        "SELECT Id FROM Account LIMIT -1",
        "SELECT FIELDS(ALL) FROM Account",
        "SELECT Id FROM Account WHERE Name = '\\x'",
        "SELECT Id FROM Account; DROP",
        "(" * 5000,
        "SELECT Id FROM Account WHERE " + "(" * 5000,
        "SELECT Id FROM Account WHERE " + "NOT " * 5000 + "Id = null",
        "x" * 100_001,
    ],
)
def test_what_is_beyond_the_subset_is_refused(soql: str) -> None:
    with pytest.raises(SalesforceError):
        parse(soql)
