"""Groups of people in similar roles, by the words of their title: what the few observations of one lean on."""

from __future__ import annotations

from ...records import Contact
from ...signals.tokens import words_of

_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "executive",
        frozenset(
            [
                "ceo",
                "cfo",
                "cto",
                "cio",
                "coo",
                "cmo",
                "chief",
                "president",
                "founder",
                "owner",
                "geschaftsfuhrer",
                "geschaftsfuhrerin",
                "vorstand",
                "inhaber",
                "pdg",
                "directeur",
                "directrice",
                "gerente",
                "presidente",
                "presidenta",
                "amministratore",
                "diretor",
                "diretora",
                "bestuurder",
                "directeur",
                "vp",
            ]
        ),
    ),
    (
        "finance",
        frozenset(
            [
                "finance",
                "financial",
                "controller",
                "controlling",
                "buchhaltung",
                "finanzen",
                "comptable",
                "finanzas",
                "finanza",
                "financas",
                "procurement",
                "purchasing",
                "buyer",
                "einkauf",
                "einkaufer",
                "einkauferin",
                "achats",
                "acheteur",
                "compras",
                "acquisti",
                "inkoop",
            ]
        ),
    ),
    (
        "technical",
        frozenset(
            [
                "engineer",
                "engineering",
                "developer",
                "architect",
                "it",
                "technical",
                "technology",
                "security",
                "data",
                "entwickler",
                "entwicklerin",
                "ingenieur",
                "technik",
                "informatique",
                "ingenieur",
                "tecnico",
                "tecnica",
                "sviluppatore",
                "engenheiro",
                "ontwikkelaar",
                "devops",
                "admin",
            ]
        ),
    ),
    (
        "manager",
        frozenset(
            [
                "manager",
                "head",
                "lead",
                "director",
                "leiter",
                "leiterin",
                "responsable",
                "chef",
                "jefe",
                "jefa",
                "responsabile",
                "gestor",
                "hoofd",
                "teamleiter",
            ]
        ),
    ),
)


def role_group(contact: Contact) -> str:
    """Return ``executive``, ``finance``, ``technical``, ``manager`` or ``other``; never from a name."""
    text = " ".join(part for part in (contact.title, contact.seniority) if part)[:200]
    words = set(words_of(text, 0, len(text)))
    return next((group for group, known in _GROUPS if known & words), "other")
