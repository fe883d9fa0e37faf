"""Live connections: a WebSocket per page, all of a process on one event loop in a thread of its own.

``handoff``     takes the socket of a request over from the WSGI server
``connection``  one page: its messages, what it listens to, what it is told
``hub``         the loop, the clock that drops who is gone, the thread that follows Redis
``messages``    what pages may say
"""
