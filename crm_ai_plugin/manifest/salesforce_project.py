"""The Salesforce DX project, as far as it follows from the manifest: where the org calls and who may.

Components, Apex, objects and labels lie beside these files and are written by hand. The API key is no part of
either: an admin enters it at the external credential's principal, where Salesforce keeps it. Nor is the secret
part of the address for Outbound Messages: an admin puts it in after deploying.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from .json_text import as_json
from .model import Manifest

NAME = "CRM_AI"
_PRINCIPAL = "Workspace"
_SOURCE = "force-app/main/default"
_XMLNS = "http://soap.sforce.com/2006/04/metadata"


def salesforce_project(manifest: Manifest) -> Mapping[str, str]:
    """Return the project's files by path below ``cards/salesforce``."""
    label = escape(manifest.label)
    return {
        "sfdx-project.json": as_json(
            {
                "packageDirectories": [{"path": "force-app", "default": True}],
                "name": manifest.name,
                "namespace": "",
                "sourceApiVersion": manifest.requires.salesforce_api,
            }
        ),
        f"{_SOURCE}/externalCredentials/{NAME}.externalCredential-meta.xml": _metadata(
            "ExternalCredential", _external_credential(label)
        ),
        f"{_SOURCE}/namedCredentials/{NAME}.namedCredential-meta.xml": _metadata(
            "NamedCredential", _named_credential(label, escape(manifest.hosting.public_url))
        ),
        f"{_SOURCE}/workflows/Opportunity.workflow-meta.xml": _metadata(
            "Workflow", _outbound_message(label, escape(_receiver(manifest)))
        ),
        f"{_SOURCE}/permissionsets/{NAME}_User.permissionset-meta.xml": _metadata(
            "PermissionSet", _permission_set(label)
        ),
    }


def _metadata(kind: str, body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{_XMLNS}">\n{body}</{kind}>\n'


def _external_credential(label: str) -> str:
    return f"""\
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>{_PRINCIPAL}</parameterGroup>
        <parameterName>{_PRINCIPAL}</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{{!'Bearer ' &amp; $Credential.{NAME}.ApiKey}}</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>{label}</label>
"""


def _named_credential(label: str, url: str) -> str:
    return f"""\
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>true</allowMergeFieldsInHeader>
    <generateAuthorizationHeader>false</generateAuthorizationHeader>
    <label>{label}</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>{url}</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>{NAME}</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
"""


def _receiver(manifest: Manifest) -> str:
    return f"{manifest.hosting.public_url}{manifest.webhook('salesforce_om').path}/PUT-THE-TOKEN-HERE"


def _outbound_message(label: str, address: str) -> str:
    fields = "".join(f"        <fields>{name}</fields>\n" for name in ("Id", "IsClosed", "StageName"))
    return f"""\
    <fullName>Opportunity</fullName>
    <outboundMessages>
        <fullName>{NAME}_Opportunity_Changed</fullName>
        <apiVersion>66.0</apiVersion>
        <description>A hint that an opportunity changed. Put in the address that crm-ai webhook open prints.</description>
        <endpointUrl>{address}</endpointUrl>
{fields}\
        <includeSessionId>false</includeSessionId>
        <name>{label}: opportunity changed</name>
        <protected>false</protected>
        <useDeadLetterQueue>false</useDeadLetterQueue>
    </outboundMessages>
"""


_PERSON_FIELDS = (
    "Best_Days",
    "Best_Hours",
    "Channel",
    "Language",
    "Reply_Hours",
    "Stance",
    "Summary",
    "Updated_At",
    "Version",
)
_DEAL_FIELDS = (
    "Insight_Version",
    "Next_Step",
    "Next_Step_Due",
    "P_Win",
    "P_Win_High",
    "P_Win_Low",
    "Updated_At",
)
_INSIGHT_FIELDS = ("As_Of", "Body_Html", "Body_Text")


def _permission_set(label: str) -> str:
    readable = "".join(
        f"""\
    <fieldPermissions>
        <editable>false</editable>
        <field>{name}</field>
        <readable>true</readable>
    </fieldPermissions>
"""
        for name in (
            *(f"{NAME}_Insight__c.{NAME}_{field}__c" for field in _INSIGHT_FIELDS),
            *(f"Contact.{NAME}_Persona_{field}__c" for field in _PERSON_FIELDS),
            *(f"Opportunity.{NAME}_{field}__c" for field in _DEAL_FIELDS),
        )
    )
    return f"""\
    <classAccesses>
        <apexClass>CrmAiCards</apexClass>
        <enabled>true</enabled>
    </classAccesses>
    <description>Lets a user see what {label} wrote and call it with the org's key.</description>
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>{NAME}-{_PRINCIPAL}</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
{readable}\
    <hasActivationRequired>false</hasActivationRequired>
    <label>{label} user</label>
    <objectPermissions>
        <allowCreate>false</allowCreate>
        <allowDelete>false</allowDelete>
        <allowEdit>false</allowEdit>
        <allowRead>true</allowRead>
        <modifyAllRecords>false</modifyAllRecords>
        <object>{NAME}_Insight__c</object>
        <viewAllRecords>false</viewAllRecords>
    </objectPermissions>
"""
