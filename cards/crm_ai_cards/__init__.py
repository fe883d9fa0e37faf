"""How insights are shown: one host-neutral document, the blocks it is made of, and the places it can go.

``document``   the `Card`
``blocks``     one file per kind of block: its model, its outline and its web markup
``builders``   one file per kind of insight: insight → card (group ``crm_ai.cards``)
``hosts``      one file per place: card → text (group ``crm_ai.card_hosts``)

Everything here is pure. All text of a card may come from a CRM and counts as hostile.
"""
