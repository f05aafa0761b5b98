"""HTTP and sockets: parse, ask the room, render. No rule lives here."""
