"""Answers that a machine wrote: they say nothing about a person."""

from __future__ import annotations

import re

from ...signals.tokens import fold

# Folded; every part is bounded.
_SUBJECT = re.compile(
    r"^\W{0,3}(automatic reply|auto ?reply|autoreply|auto:|out of (the )?office|ooo\b|abwesen|abwesenheits|automatische antwort|"
    r"reponse automatique|absence du bureau|absent du bureau|respuesta automatica|fuera de la oficina|resposta automatica|"
    r"fora do escritorio|ausencia temporaria|risposta automatica|fuori sede|fuori ufficio|automatisch antwoord|afwezig|"
    r"undeliverable|delivery status notification|mail delivery (failed|subsystem)|unzustellbar|read:|gelesen:|"
    r"accepted:|declined:|tentative:|zugesagt:|abgesagt:|angenommen:)"
)
_BODY = re.compile(
    r"\b(i am|i m|ich bin|je suis|estoy|estou|sono|ik ben) (currently |derzeit |zurzeit |actuellement |actualmente |atualmente |"
    r"attualmente |momenteel |bis |until )?.{0,40}"
    r"(out of (the )?office|on (annual |parental |sick )?leave|on vacation|on holiday|nicht im (buro|haus)|im urlaub|abwesend|"
    r"en conges?|absente?|de vacaciones|fuera de la oficina|de ferias|fora do escritorio|in ferie|fuori sede|afwezig|met vakantie)\b"
)
_HEAD = 300


def is_automatic(subject: str, body: str) -> bool:
    """Return whether a message looks like an out-of-office note, a bounce, or a calendar's answer.

    Subjects of calendar answers (``Accepted: …``) count as well: a click is no style of writing.
    """
    return bool(_SUBJECT.match(fold(subject[:_HEAD]))) or bool(_BODY.search(fold(body[:_HEAD])))
