"""The Salesforce DX project: how an org's Apex may call this installation, and who may use that.

No Lightning component and no field is in it yet. The API key is no part of the files: an admin enters it
at the external credential's principal, where Salesforce keeps it.
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


def _permission_set(label: str) -> str:
    return f"""\
    <description>Lets a user's components call {label} with the org's key.</description>
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>{NAME}-{_PRINCIPAL}</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <hasActivationRequired>false</hasActivationRequired>
    <label>{label} user</label>
"""
