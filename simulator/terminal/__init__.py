"""The terminal as a room: what is printed, drawn and typed."""
