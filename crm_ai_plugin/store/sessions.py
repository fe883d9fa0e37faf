"""The two kinds of session. Each is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import cast

from ..ports.clock import Clock
from .guard import GuardedSession
from .repositories.alerts import Alerts
from .repositories.api_keys import ApiKeys
from .repositories.audit import Audit
from .repositories.channels import Channels
from .repositories.connections import Connections
from .repositories.controls import Controls
from .repositories.cursors import Cursors
from .repositories.embeddings import Embeddings
from .repositories.erasures import Erasures, HashKeys, MarkerOf
from .repositories.events import Events
from .repositories.feedback import Feedback
from .repositories.inbox import Inbox
from .repositories.insights import Insights
from .repositories.installs import Installs
from .repositories.knowledge import Knowledge
from .repositories.learned import Learned
from .repositories.library import Libraries
from .repositories.model_spend import ModelSpend
from .repositories.moments import Moments
from .repositories.notices import Notices
from .repositories.objections import Objections
from .repositories.outbox import Outbox
from .repositories.persona_approvals import PersonaApprovals
from .repositories.persona_overrides import PersonaOverrides
from .repositories.persona_readings import PersonaReadings
from .repositories.personal_rows import PersonalRows
from .repositories.predictions import Predictions
from .repositories.prompts import Prompts
from .repositories.ratings import Ratings
from .repositories.recommendations import Recommendations
from .repositories.records import Records
from .repositories.records.expected import Expected
from .repositories.report_schedules import ReportSchedules
from .repositories.shares import ShareLinks, Shares
from .repositories.syncs import Syncs
from .repositories.user_sessions import SignInFailures, UsedTokens, UserSessions
from .repositories.users import Users
from .repositories.webhook_endpoints import WebhookEndpoints
from .repositories.wordings import Wordings
from .repositories.work import Work
from .repositories.workflow_answers import WorkflowAnswers
from .repositories.workspaces import Workspaces


class _BoundSession:
    def __init__(
        self, session: GuardedSession, clock: Clock, tell: Callable[[GuardedSession], None] | None = None
    ) -> None:
        self.session = session
        self.clock = clock
        self._tell = tell

    def commit(self) -> None:
        """Commit what was done so far; the session goes on with a new transaction."""
        self.session.commit()
        if self._tell is not None:
            self._tell(self.session)


class SystemSession(_BoundSession):
    """Reaches what belongs to the installation: workspaces, keys, connections, the inbox."""

    @cached_property
    def workspaces(self) -> Workspaces:
        """Workspaces (tenants)."""
        return Workspaces(self.session, self.clock)

    @cached_property
    def api_keys(self) -> ApiKeys:
        """Keys of machines."""
        return ApiKeys(self.session, self.clock)

    @cached_property
    def connections(self) -> Connections:
        """Installed connectors."""
        return Connections(self.session, self.clock)

    @cached_property
    def inbox(self) -> Inbox:
        """Webhook deliveries."""
        return Inbox(self.session, self.clock)

    @cached_property
    def webhook_endpoints(self) -> WebhookEndpoints:
        """Addresses at which connections get webhooks."""
        return WebhookEndpoints(self.session, self.clock)

    @cached_property
    def installs(self) -> Installs:
        """Connections in the making."""
        return Installs(self.session, self.clock)

    @cached_property
    def share_links(self) -> ShareLinks:
        """Links that open what was shared."""
        return ShareLinks(self.session, self.clock)

    @cached_property
    def users(self) -> Users:
        """People who sign in."""
        return Users(self.session, self.clock)

    @cached_property
    def user_sessions(self) -> UserSessions:
        """Browsers that are signed in."""
        return UserSessions(self.session, self.clock)

    @cached_property
    def sign_in_failures(self) -> SignInFailures:
        """How often in a row signing in failed."""
        return SignInFailures(self.session, self.clock)

    @cached_property
    def used_tokens(self) -> UsedTokens:
        """Tokens that work once and were used."""
        return UsedTokens(self.session, self.clock)

    @cached_property
    def model_spend(self) -> ModelSpend:
        """What language models cost."""
        return ModelSpend(self.session, self.clock)

    @cached_property
    def hash_keys(self) -> HashKeys:
        """Keys of hashes."""
        return HashKeys(self.session, self.clock)


class WorkspaceSession(_BoundSession):
    """Reaches the rows of one workspace, and no others."""

    def __init__(
        self,
        session: GuardedSession,
        clock: Clock,
        marker_of: MarkerOf,
        tell: Callable[[GuardedSession], None] | None = None,
    ) -> None:
        super().__init__(session, clock, tell)
        self._marker_of = marker_of

    @property
    def workspace_id(self) -> str:
        """The workspace."""
        return cast(str, self.session.scope.workspace_id)

    @cached_property
    def records(self) -> Records:
        """Canonical records."""
        return Records(self.session, self.clock, self.erasures)

    @cached_property
    def erasures(self) -> Erasures:
        """People who are or were forgotten."""
        return Erasures(self.session, self.clock, self._marker_of)

    @cached_property
    def personal_rows(self) -> PersonalRows:
        """Rows by whom they are about."""
        return PersonalRows(self.session, self.clock, self.erasures)

    @cached_property
    def events(self) -> Events:
        """What happened in the CRMs."""
        return Events(self.session, self.clock)

    @cached_property
    def work(self) -> Work:
        """What has to be computed again."""
        return Work(self.session, self.clock)

    @cached_property
    def insights(self) -> Insights:
        """Insight versions."""
        return Insights(self.session, self.clock, self.erasures)

    @cached_property
    def recommendations(self) -> Recommendations:
        """What was considered, shown or not."""
        return Recommendations(self.session, self.clock)

    @cached_property
    def feedback(self) -> Feedback:
        """What people did with recommendations."""
        return Feedback(self.session, self.clock)

    @cached_property
    def ratings(self) -> Ratings:
        """What people thought of cards."""
        return Ratings(self.session, self.clock)

    @cached_property
    def controls(self) -> Controls:
        """What admins decided about advice."""
        return Controls(self.session, self.clock)

    @cached_property
    def objections(self) -> Objections:
        """What buyers objected to, and answers."""
        return Objections(self.session, self.clock)

    @cached_property
    def library(self) -> Libraries:
        """Claims and answer templates."""
        return Libraries(self.session, self.clock)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The customer's own documents."""
        return Knowledge(self.session, self.clock)

    @cached_property
    def embeddings(self) -> Embeddings:
        """Texts as vectors."""
        return Embeddings(self.session, self.clock)

    @cached_property
    def persona_approvals(self) -> PersonaApprovals:
        """Which personas people let into the CRM."""
        return PersonaApprovals(self.session, self.clock)

    @cached_property
    def persona_overrides(self) -> PersonaOverrides:
        """What people decided about the traits of contacts."""
        return PersonaOverrides(self.session, self.clock)

    @cached_property
    def persona_readings(self) -> PersonaReadings:
        """What was read in the texts of contacts' touchpoints."""
        return PersonaReadings(self.session, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        """Writes into the CRMs."""
        return Outbox(self.session, self.clock)

    @cached_property
    def learned(self) -> Learned:
        """What features learned."""
        return Learned(self.session, self.clock)

    @cached_property
    def moments(self) -> Moments:
        """Deals as they stood at a moment."""
        return Moments(self.session, self.clock)

    @cached_property
    def predictions(self) -> Predictions:
        """What models said of open deals."""
        return Predictions(self.session, self.clock)

    @cached_property
    def cursors(self) -> Cursors:
        """How far pulls have come."""
        return Cursors(self.session, self.clock)

    @cached_property
    def syncs(self) -> Syncs:
        """How connections are kept in step."""
        return Syncs(self.session, self.clock)

    @cached_property
    def expected(self) -> Expected:
        """What a complete reading has still to bring."""
        return Expected(self.session, self.clock)

    @cached_property
    def wordings(self) -> Wordings:
        """Words that were bought from a model."""
        return Wordings(self.session, self.clock)

    @cached_property
    def prompts(self) -> Prompts:
        """Prompts of this workspace's own."""
        return Prompts(self.session, self.clock)

    @cached_property
    def shares(self) -> Shares:
        """What was shared by link."""
        return Shares(self.session, self.clock)

    @cached_property
    def channels(self) -> Channels:
        """Where notices go."""
        return Channels(self.session, self.clock)

    @cached_property
    def notices(self) -> Notices:
        """What is said to channels."""
        return Notices(self.session, self.clock)

    @cached_property
    def alerts(self) -> Alerts:
        """Rules that watch deals, and what they found."""
        return Alerts(self.session, self.clock)

    @cached_property
    def report_schedules(self) -> ReportSchedules:
        """Reports made regularly."""
        return ReportSchedules(self.session, self.clock)

    @cached_property
    def workflow_answers(self) -> WorkflowAnswers:
        """What a CRM's workflows were told."""
        return WorkflowAnswers(self.session, self.clock)

    @cached_property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.session, self.clock)
