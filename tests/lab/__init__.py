"""A room without hardware: a virtual speaker and microphone, and a robot that sits down as the candidate."""
