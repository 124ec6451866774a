"""Voices and playback: text to samples. No voice plays by itself."""
