"""Factors, model and refused columns as parts of the payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....insights import win_loss as payload
from ....sentences import Catalogue, Param, Say, plain
from ....stats.factors import Factor, Q
from ....stats.stagewise import StageFactor
from ..assessment import Assessment, key_of
from ..factors import Part
from ..reasons import category_of
from ..study import Study
from .labels import based, factor_label, label_of

IN_VAIN = 20
"""Factors that are listed beside those that were found; more were looked at in vain as well."""

_SMALLEST = 0.01
"""A smaller false discovery rate is said to be below it."""


def factor_parts(
    assessment: Assessment, evidence: Mapping[str, Sequence[str]], words: Catalogue
) -> list[payload.Factor]:
    """Return the factors, the surest first."""
    shown = [*assessment.found, *[one for one in assessment.factors if not one.found][:IN_VAIN]]
    return [
        factor_part(one, words, evidence.get(key_of(one), ()), assessment.by_stage.get(key_of(one), ()))
        for one in shown
    ]


def factor_part(
    factor: Factor,
    words: Catalogue,
    evidence: Sequence[str] = (),
    stages: StageFactor | Sequence[Part] = (),
) -> payload.Factor:
    """Return one factor."""
    many = not factor.level and factor.share == 1.0
    return payload.Factor(
        key=key_of(factor),
        column=factor.column,
        label=factor_label(factor, words),
        category=category_of(factor.column),
        direction="up" if factor.odds_ratio.value >= 1.0 else "down",
        odds_ratio=based(factor.odds_ratio, factor.n, "adjusted", words),
        raw=based(factor.raw, factor.n, "raw", words),
        p_value=factor.p_value,
        q_value=factor.q_value,
        found=factor.found,
        proxy_for=label_of(factor.proxy_for, words) if factor.proxy_for else None,
        only_beside=label_of(factor.only_beside, words) if factor.only_beside else None,
        detectable=factor.detectable,
        share=factor.share,
        step=words.text("factor.step_rank") if many else "",
        evidence=list(evidence),
        actionable=words.has(f"how.{factor.column}.text"),
        by_stage=_at_stages(stages, words),
        stages_differ_q=stages.differs_q if isinstance(stages, StageFactor) else None,
        stages_differ=_differ(stages, words) if isinstance(stages, StageFactor) else "",
    )


def _at_stages(stages: StageFactor | Sequence[Part], words: Catalogue) -> list[payload.FactorAtStage]:
    if isinstance(stages, StageFactor):
        return [
            payload.FactorAtStage(
                stage=one.stage,
                odds_ratio=based(one.odds_ratio, one.n, "at_stage", words),
                p_value=one.p_value,
                q_value=one.q_value,
            )
            for one in stages.stages
        ]
    return [
        payload.FactorAtStage(stage=part.name, odds_ratio=based(part.odds_ratio, part.n, "raw", words))
        for part in stages
    ]


def _differ(factor: StageFactor, words: Catalogue) -> str:
    """Say whether a factor differs by stage, as far as chance lets it be said."""
    if factor.differs_q is None:
        return ""
    if factor.differs_q > Q:
        return words.render(Say("stages_differ.no", {"q": factor.differs_q}))
    tiny = factor.differs_q < _SMALLEST
    params: dict[str, Param] = {
        "q": None if tiny else factor.differs_q,
        "below": _SMALLEST if tiny else None,
        "stages": tuple(plain(one.stage, 60) for one in factor.stages if one.q_value <= Q) or None,
        "rest": tuple(plain(one.stage, 60) for one in factor.stages if one.q_value > Q) or None,
    }
    return words.render(Say("stages_differ.yes", params))


def model_card(study: Study, words: Catalogue) -> payload.ModelCard:
    """Return the model behind contributions, with what it was kept from learning."""
    quality = study.model.quality
    return payload.ModelCard(
        kind=study.model.kind,
        n=study.model.n,
        auc=quality.auc if quality else None,
        brier=quality.brier if quality else None,
        brier_base=quality.brier_base if quality else None,
        ece=quality.ece if quality else None,
        split=quality.split if quality else None,
        judged=quality.n if quality else 0,
        leaks_refused=refused(study, words),
    )


def refused(study: Study, words: Catalogue) -> list[payload.RefusedColumn]:
    """Return the columns that give the outcome away, each with the reason; what an admin lets through says so."""
    found = []
    for leak in study.leaks:
        label = label_of(leak.column, words)
        text = words.render(Say(f"leak.{leak.why}", {"label": label, **leak.numbers}))
        if leak.column in study.overruled:
            text = words.render(Say("leak.overruled", {"text": text}))
        found.append(payload.RefusedColumn(column=leak.column, label=label, why=leak.why, text=text))
    return found
