"""The seams: protocols and the small value types that cross them. No I/O, no implementation.

=================  =============================================  ======================
module             seam                                           entry-point group
=================  =============================================  ======================
connector          a CRM, by capability                           ``crm_ai.connectors``
receiver           a kind of webhook                              ``crm_ai.receivers``
verification       how its sender proves itself, as data          (definitions)
webhook_shape      what its body looks like, as data              (definitions)
feature            a kind of insight                              ``crm_ai.features``
card               how an insight is shown, and where             ``crm_ai.cards``, ``crm_ai.card_hosts``
choosing           which of several readings a model puts first    (settings)
language_model     who may word what the engine decided           (settings)
clock              what time it is                                (argument)
=================  =============================================  ======================
"""
