"""The store: SQLite or PostgreSQL behind repositories that are bound to a workspace.

    store = Store.open("sqlite:///var/crm-ai.db")
    store.upgrade()
    with store.workspace("acme") as ws:
        ws.records.upsert("hubspot-1", records)

Whatever happens to the database comes out as an error of :mod:`crm_ai_plugin.errors`.
"""

from .changes import Change
from .errors import UnboundQueryError
from .group_commit import InboxWriter
from .ids import made_before, new_id
from .neighbours import Neighbours
from .repositories.alerts import AlertRow, AlertRuleRow, AlertState
from .repositories.api_keys import ApiKeyRow, KeyAccess, api_key_id
from .repositories.channels import ChannelKind, ChannelRow
from .repositories.connections import ConnectionRow, ConnectionStatus
from .repositories.controls import ControlRow
from .repositories.embeddings import Collection
from .repositories.erasures import ErasureRow, ErasureState
from .repositories.events import EventRow
from .repositories.feedback import Decision, Setting
from .repositories.inbox import InboxRow
from .repositories.insights import Said
from .repositories.installs import InstallRow
from .repositories.knowledge import DocumentRow, PassageRow
from .repositories.learned import LearnedRow, LearnedState, OverruleRow
from .repositories.library import (
    LibraryChange,
    LibraryEntryRow,
    LibraryHead,
    LibraryState,
    LibraryVersionRow,
)
from .repositories.model_spend import INSTALLATION, SpendRow
from .repositories.moments import Measured, StaleDeal
from .repositories.notices import NoticeClaim, NoticeRow, NoticeState
from .repositories.objections import ObjectionRow, ResponseFeedback, ResponseRow
from .repositories.outbox import DeliveryAction, DeliveryState, OutboxClaim, OutboxRow
from .repositories.persona_approvals import PersonaApprovalRow
from .repositories.predictions import PredictionRow, SettledPrediction
from .repositories.prompts import PromptExperimentRow, PromptRow
from .repositories.ratings import Rated, RatedSpan, Rating, RatingReason
from .repositories.recommendations import Episode
from .repositories.records import UpsertCounts, kinds_of
from .repositories.records.silencing import OptOut
from .repositories.report_schedules import ReportFileRow, ReportScheduleRow
from .repositories.shares import ShareRow
from .repositories.syncs import SyncClaim, SyncMode, SyncState
from .repositories.user_sessions import SignedIn
from .repositories.users import UserRow
from .repositories.webhook_endpoints import EndpointRow
from .repositories.work import WorkClaim, WorkKey, WorkStatus
from .sessions import SystemSession, WorkspaceSession
from .store import DueDelivery, DueErasure, DueNotice, DueSync, DueWork, Store

__all__ = [
    "INSTALLATION",
    "AlertRow",
    "AlertRuleRow",
    "AlertState",
    "ApiKeyRow",
    "Change",
    "ChannelKind",
    "ChannelRow",
    "Collection",
    "ConnectionRow",
    "ConnectionStatus",
    "ControlRow",
    "Decision",
    "DeliveryAction",
    "DeliveryState",
    "DocumentRow",
    "DueDelivery",
    "DueErasure",
    "DueNotice",
    "DueSync",
    "DueWork",
    "EndpointRow",
    "Episode",
    "ErasureRow",
    "ErasureState",
    "EventRow",
    "InboxRow",
    "InboxWriter",
    "InstallRow",
    "KeyAccess",
    "LearnedRow",
    "LearnedState",
    "LibraryChange",
    "LibraryEntryRow",
    "LibraryHead",
    "LibraryState",
    "LibraryVersionRow",
    "Measured",
    "Neighbours",
    "NoticeClaim",
    "NoticeRow",
    "NoticeState",
    "ObjectionRow",
    "OptOut",
    "OutboxClaim",
    "OutboxRow",
    "OverruleRow",
    "PassageRow",
    "PersonaApprovalRow",
    "PredictionRow",
    "PromptExperimentRow",
    "PromptRow",
    "Rated",
    "RatedSpan",
    "Rating",
    "RatingReason",
    "ReportFileRow",
    "ReportScheduleRow",
    "ResponseFeedback",
    "ResponseRow",
    "Said",
    "Setting",
    "SettledPrediction",
    "ShareRow",
    "SignedIn",
    "SpendRow",
    "StaleDeal",
    "Store",
    "SyncClaim",
    "SyncMode",
    "SyncState",
    "SystemSession",
    "UnboundQueryError",
    "UpsertCounts",
    "UserRow",
    "WorkClaim",
    "WorkKey",
    "WorkStatus",
    "WorkspaceSession",
    "api_key_id",
    "kinds_of",
    "made_before",
    "new_id",
]
