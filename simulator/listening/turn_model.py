"""placeholder until merged"""


def load_turn_model() -> None:
    return None
