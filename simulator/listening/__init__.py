"""Microphone to words and features: adapters around devices, models and files."""
