"""The interview bench's rivals do what they are said to do."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.interview_baselines import NearestLine, every_line

CV = """# Orla Fennimore

## Experience

### Senior Staff Nurse
St Brannoc's General Hospital

- Led the ward's falls project
* Cut handover time from 45 to 25 minutes
- Choir
I planned complex discharges, together with families.
""".splitlines()


def test_every_line_of_a_list_is_a_claim_to_it() -> None:
    assert every_line(CV) == [
        "Led the ward's falls project",
        "Cut handover time from 45 to 25 minutes",
        "I planned complex discharges, together with families.",
    ]


def test_the_nearest_line_answers_whatever_is_asked() -> None:
    nearest = NearestLine(["the shifts start at seven", "the ward has 36 beds", "new post, now permanent"])
    assert nearest("How many beds does the ward have?") == "the ward has 36 beds"
    assert nearest("Is the post new?") == "new post, now permanent"
    assert nearest("Zebras?") is None
    assert NearestLine([])("Why?") is None
