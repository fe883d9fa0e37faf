"""Objections: asking for answers, and learning from what people did with them.

==============  =======================================================================
``asking``      a text, perhaps of a deal → the insight, stored with the chances it was made by
``background``  what a question is answered against beside the deal: earlier objections, documents
``earlier``     earlier objections like one: what was answered, how the deal went on
``responding``  copied, edited, sent, rated
``edits``       what was changed in a text, without what it says about anybody
``rewards``     what an answer brought, from what people did and what the deal did next
``worth``       what each variant is worth, estimated off policy
``history``     what was asked, answered and done, also as rows
``handling``    all of it by one name
==============  =======================================================================
"""
