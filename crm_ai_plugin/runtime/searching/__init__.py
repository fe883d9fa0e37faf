"""Finding passages and earlier objections of a workspace.

==============  ================================================================================
``indexes``     what each process keeps of a workspace's texts, brought up to date at each search
``searching``   a search: words from the index, nearness from the database, one ranking
``ranked``      what comes of it, and whose vectors it rests on
==============  ================================================================================
"""
