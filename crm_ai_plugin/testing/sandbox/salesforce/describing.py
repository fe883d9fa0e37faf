"""What the org tells of itself: objects, fields, limits."""

from __future__ import annotations

from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.rules import STAGES
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field, SObject

__all__ = ["register"]

_SMALL_LIMITS = {
    "DailyBulkV2QueryJobs": 10_000,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DataStorageMB": 10_240,
    "HourlyDashboardStatuses": 999_999_999,
}


def _summary(kind: SObject) -> dict[str, Any]:
    return {
        "name": kind.name,
        "label": kind.name.removesuffix("__c").replace("_", " "),
        "keyPrefix": kind.prefix,
        "custom": kind.name.endswith("__c"),
        "createable": not kind.readonly,
        "updateable": not kind.readonly,
        "deletable": not kind.readonly,
        "queryable": True,
        "retrieveable": True,
    }


def _field(kind: SObject, field: Field) -> dict[str, Any]:
    writable = not (field.readonly or kind.readonly)
    values = list(STAGES) if field.name == "StageName" else []
    return {
        "name": field.name,
        "label": field.name.removesuffix("__c").replace("_", " "),
        "type": {"base64": "base64", "anyType": "anyType"}.get(field.type, field.type),
        "length": field.length,
        "custom": field.custom,
        "createable": writable,
        "updateable": writable,
        "filterable": field.filterable,
        "sortable": field.filterable,
        "nillable": not field.required,
        "externalId": field.external_id,
        "idLookup": field.external_id or field.name == "Id",
        "unique": field.unique,
        "referenceTo": list(field.targets),
        "relationshipName": field.relationship or None,
        "polymorphicForeignKey": field.polymorphic,
        "picklistValues": [
            {"active": True, "defaultValue": False, "label": value, "value": value} for value in values
        ],
    }


def register(api: Api, org: SalesforceOrg) -> None:
    """Add the describing routes over ``org``."""
    schema = org.schema

    def resources(call: Call) -> Answer:
        base = f"/services/data/v{call.version}"
        return Answer(
            body={
                name: f"{base}/{name}"
                for name in ("sobjects", "query", "queryAll", "limits", "composite", "jobs")
            }
        )

    def every(call: Call) -> Answer:
        return Answer(
            body={
                "encoding": "UTF-8",
                "maxBatchSize": 200,
                "sobjects": [_summary(kind) for kind in schema.objects.values()],
            }
        )

    def one(call: Call, kind: str) -> Answer:
        return Answer(body={"objectDescribe": _summary(schema.sobject(kind)), "recentItems": []})

    def describe(call: Call, kind: str) -> Answer:
        found = schema.sobject(kind)
        fields = [_field(found, field) for field in found.fields.values()]
        return Answer(
            body=_summary(found) | {"fields": fields, "childRelationships": [], "recordTypeInfos": []}
        )

    def limits(call: Call) -> Answer:
        body = {name: {"Max": most, "Remaining": most} for name, most in _SMALL_LIMITS.items()}
        body["DailyApiRequests"] = {"Max": org.allowance.daily_limit, "Remaining": org.allowance.remaining}
        return Answer(body=body)

    api.add("GET", "", resources)
    api.add("GET", "sobjects", every)
    api.add("GET", "limits", limits)
    api.add("GET", "sobjects/{kind}/describe", describe)
    api.add("GET", "sobjects/{kind}", one)
