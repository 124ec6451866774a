"""The candidate's own questions: heard, answered from the notes, judged. Pure."""
