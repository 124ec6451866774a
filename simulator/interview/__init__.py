"""What to ask: the bank of questions and the plan of one interview. Pure."""
