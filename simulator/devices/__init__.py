"""Microphone and loudspeaker through PortAudio, and the room they make: `Ears` and `Speaker` of a person."""
