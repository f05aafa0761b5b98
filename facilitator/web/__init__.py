"""HTTP and sockets: parse, ask the room, render. No rule lives here."""

from facilitator.imports import without

with without("aiohttp", "redis", "requests", "valkey", "websocket"):  # of the clients and queues that come along
    import flask_socketio as flask_socketio
