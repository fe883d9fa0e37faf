"""The writer that stands on a language model, and the desk that hands it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ...errors import CrmAiError, NotFoundError, RateLimitedError
from ...insights import WordedBy
from ...ports.language_model import CallOptions, Completion, LanguageModel
from ...ports.writing import Slot, Wording, WordingRequest
from ..gate import Gate
from ..prompts import Prompt, PromptSource
from ..reading import Reading, choose_reading
from ..redaction import NamesPolicy, Redaction
from ..redaction.subject import subject_hash
from .asking import Answer, Question, question
from .choosing import ChoosingConfig, ModelChooser
from .judging import Judged, Judging
from .kept import Kept, KeptWordings, substance, text_keys
from .leaving import Leaving, leaving
from .tally import NoTally, Tally

CHOOSING_SHARE = 1 / 3
"""Of the seconds of an urgent answer, what a choice may take: the words come after it and take longer."""
LEAST_S = 0.5
"""Seconds a writer gets whatever was spent before."""


@dataclass(frozen=True)
class DeskConfig:
    """Choices of an installation.

    Attributes:
        model: Asked where a prompt names none; part of what an answer is kept under.
        names: Which names are hidden.
        urgent_s: Seconds somebody who waits is let wait for models, all of one answer together.
        deadline_s: Seconds for work that nobody waits for; None leaves it to the model's client.
    """

    model: str
    names: NamesPolicy = "people"
    urgent_s: float = 12.0
    deadline_s: float | None = None


@dataclass(frozen=True)
class ModelDesk:
    """Hands out writers that ask `model`."""

    config: DeskConfig
    model: LanguageModel
    prompts: PromptSource
    kept: Callable[[str], KeptWordings]
    """Gives the kept wordings of a workspace."""
    tally: Tally = field(default_factory=NoTally)
    gate: Gate = field(default_factory=Gate)

    def writer(
        self, workspace: str, *, urgent: bool = False, spent_s: float = 0.0, failed: str | None = None
    ) -> ModelWriter:
        """Return a writer for `workspace`, with `spent_s` seconds less when it is urgent; after `failed` it asks nobody."""
        return ModelWriter(self, workspace, urgent, self.kept(workspace), spent_s, failed)

    def chooser(self, workspace: str) -> ModelChooser:
        """Return who chooses for `workspace`, within a part of what an urgent answer may take."""
        return ModelChooser(
            ChoosingConfig(self.config.model, self.config.names, self.config.urgent_s * CHOOSING_SHARE),
            workspace,
            self.model,
            self.prompts,
            self.kept(workspace),
            self.tally,
        )


@dataclass(frozen=True)
class _Job:
    """One request on its way."""

    request: WordingRequest
    prompt: Prompt
    leaving: Leaving
    reading: Reading
    redaction: Redaction
    judging: Judging
    keys: Mapping[str, str]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.leaving.slots

    def substance(self, slot: Slot) -> str:
        """Name what a text says and on which grounds."""
        return substance(slot, self.request.evidence)


@dataclass
class _Worded:
    """Texts as they come together: some were bought before, some just now.

    Attributes:
        texts: By slot.
        refused: How many did not pass.
        by: What the first text came from, and a fallback model's before others.
    """

    texts: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    by: Kept | None = None

    def from_(self, kept: Kept) -> None:
        """Note where a text came from."""
        if self.by is None or (kept.via == "fallback" and self.by.via != "fallback"):
            self.by = kept


@dataclass(frozen=True)
class ModelWriter:
    """Words slots by a model, within what the gate lets through."""

    desk: ModelDesk
    workspace: str
    urgent: bool
    kept: KeptWordings
    spent_s: float = 0.0
    failed: str | None = None

    def phrase(self, request: WordingRequest) -> Wording:
        """Return a text for every slot: a model's, an earlier one of a model, or the engine's."""
        allowed = leaving(request)
        if allowed.withheld:
            self._count("crm_ai_wording_withheld", allowed.withheld, feature=request.feature)
        if not allowed.slots:
            reason = "withheld" if request.slots else "nothing_to_word"
            return self._engine(request, reason, withheld=allowed.withheld)
        try:
            prompt = self.desk.prompts.prompt(self.workspace, request.feature, request.subject.id)
        except NotFoundError as error:
            return self._engine(request, error.code, withheld=allowed.withheld)
        job = self._job(request, allowed, prompt)
        worded, missing = self._earlier(job)
        if missing and self.failed is not None:
            return self._without(job, worded, missing, self.failed)
        if missing:
            asked = self._question(job, missing)
            try:
                completion = self._ask(job, asked)
            except RateLimitedError as error:
                self._count("crm_ai_wording_failures", feature=request.feature, reason=error.code)
                if not self.urgent:
                    raise
                return self._without(job, worded, missing, error.code)
            except CrmAiError as error:
                # What a model could not do is no reason to keep advice back: it is complete without it.
                self._count("crm_ai_wording_failures", feature=request.feature, reason=error.code)
                return self._without(job, worded, missing, error.code)
            self._new(job, worded, missing, completion, job.judging.answer(completion.value, asked.slots))
        if not worded.texts:
            return self._without(job, worded, job.slots, "gate")
        return self._of(job, worded)

    def _job(self, request: WordingRequest, allowed: Leaving, prompt: Prompt) -> _Job:
        config = self.desk.config
        redaction = Redaction(request.people, request.companies, config.names)
        hidden = {slot.key: redaction.hide(slot.text) for slot in request.slots}
        reading = choose_reading(allowed.slots, allowed.evidence, prompt.settings.reading_tokens)
        return _Job(
            request,
            prompt,
            allowed,
            reading,
            redaction,
            Judging(self.desk.gate, allowed.slots, hidden, reading.passages, redaction, request.language),
            text_keys(
                self.workspace,
                request,
                allowed.slots,
                prompt,
                prompt.settings.model or config.model,
                config.names,
            ),
        )

    @staticmethod
    def _question(job: _Job, slots: Sequence[Slot]) -> Question:
        return question(
            job.prompt, slots, job.judging.hidden, job.reading, job.redaction, job.request.language
        )

    def _ask(self, job: _Job, asked: Question) -> Completion[Answer]:
        config, settings, feature = self.desk.config, job.prompt.settings, job.request.feature
        for kind, times in sorted(job.redaction.counts.items()):
            self._count("crm_ai_redacted", times, kind=kind)
        completion = self.desk.model.complete(
            asked.messages,
            asked.schema,
            CallOptions(
                workspace=self.workspace,
                feature=feature,
                prompt_version=job.prompt.label,
                model=settings.model,
                temperature=settings.temperature,
                max_output_tokens=settings.max_output_tokens,
                deadline_s=max(config.urgent_s - self.spent_s, LEAST_S) if self.urgent else config.deadline_s,
                subject_hash=subject_hash(self.workspace, job.request.subject),
            ),
        )
        self._count("crm_ai_wording_tokens", completion.usage.input_tokens, feature=feature, part="input")
        self._count("crm_ai_wording_tokens", completion.usage.output_tokens, feature=feature, part="output")
        self._count("crm_ai_wording_tokens", job.reading.tokens, feature=feature, part="evidence")
        return completion

    def _earlier(self, job: _Job) -> tuple[_Worded, list[Slot]]:
        """Use what was bought before, text by text; the gate may have become stricter since."""
        feature = job.request.feature
        found = self.kept.find(list(job.keys.values()))
        worded, missing = _Worded(), []
        for slot in job.slots:
            kept = found.get(job.keys[slot.key])
            if kept is None:
                missing.append(slot)
                continue
            self._count("crm_ai_wording_saved_usd", kept.cost_usd, feature=feature)
            before = kept.texts.get(job.substance(slot))
            text = None if before is None else job.judging.earlier(slot, before)
            if text is None:
                worded.refused += 1
            else:
                worded.texts[slot.key] = text
                worded.from_(kept)
        for result, times in (("hit", len(job.slots) - len(missing)), ("miss", len(missing))):
            if times:
                self._count("crm_ai_wording_cache", times, result=result, feature=feature)
        return worded, missing

    def _new(
        self,
        job: _Job,
        worded: _Worded,
        slots: Sequence[Slot],
        completion: Completion[Answer],
        judged: Judged,
    ) -> None:
        """Take in what was just bought, and keep it."""
        feature = job.request.feature
        for reason in judged.refused.values():
            self._count("crm_ai_gate_texts", feature=feature, result=reason)
        self._count("crm_ai_gate_texts", len(judged.texts), feature=feature, result="passed")
        for slot in slots:
            named, text = job.substance(slot), judged.texts.get(slot.key)
            kept = Kept(
                texts={} if text is None else {named: text},
                refused={named: judged.refused[slot.key]} if text is None else {},
                model=completion.model,
                via=completion.via,
                prompt_version=job.prompt.label,
                cost_usd=completion.usage.cost_usd / len(slots),
            )
            self.kept.put(job.keys[slot.key], feature, job.request.subject, kept)
            if text is None:
                worded.refused += 1
            else:
                worded.texts[slot.key] = text
                worded.from_(kept)

    def _without(self, job: _Job, worded: _Worded, slots: Sequence[Slot], reason: str) -> Wording:
        """Return the last good words for the texts whose substance is what it was, else the engine's."""
        earlier = self.kept.latest(job.request.feature, job.request.subject)
        texts, used = dict(worded.texts), worded.by
        for slot in slots:
            wanted = job.substance(slot)
            for kept in earlier:
                text = job.judging.earlier(slot, kept.texts[wanted]) if wanted in kept.texts else None
                if text is not None:
                    texts[slot.key] = text
                    used = used or kept
                    break
        if used is None:
            return self._engine(job.request, reason, worded.refused, job.leaving.withheld)
        self._count("crm_ai_wordings", feature=job.request.feature, by="last_good")
        by = WordedBy(by="last_good", reason=reason, replaced=worded.refused)
        return self._wording(job, texts, used, by)

    def _of(self, job: _Job, worded: _Worded) -> Wording:
        engine, by = job.request.texts, worded.by
        if by is None or all(engine[key] == text for key, text in worded.texts.items()):
            reason = "gate" if worded.refused else "no_better"
            return self._engine(job.request, reason, worded.refused, job.leaving.withheld)
        worded_by = WordedBy(
            by="fallback_model" if by.via == "fallback" else "model",
            reason="gate" if worded.refused else None,
            replaced=worded.refused,
        )
        self._count("crm_ai_wordings", feature=job.request.feature, by=worded_by.by)
        return self._wording(job, worded.texts, by, worded_by)

    @staticmethod
    def _wording(job: _Job, texts: Mapping[str, str], kept: Kept, by: WordedBy) -> Wording:
        return Wording(
            texts={**job.request.texts, **texts},
            source="llm",
            model=kept.model,
            prompt_version=kept.prompt_version,
            by=by,
            not_read=job.reading.not_read,
            withheld=job.leaving.withheld,
        )

    def _engine(self, request: WordingRequest, reason: str, replaced: int = 0, withheld: int = 0) -> Wording:
        self._count("crm_ai_wordings", feature=request.feature, by="engine")
        return Wording(request.texts, by=WordedBy(reason=reason, replaced=replaced), withheld=withheld)

    def _count(self, name: str, amount: float = 1.0, **labels: str) -> None:
        self.desk.tally.count(name, amount, **labels)
