"""Make the recordings the tests and the demo hear: `python3 scripts/make_fixtures.py [--seed N] [--out DIR]`.

Everything here is SYNTHETIC: a voice speaks texts from fixture_answers.toml, with filler sounds and
pauses put in at marked places, so that every word, filler and pause is known. Good for "is it all
wired up"; never evidence of how well people are understood.

Each recording has a .json beside it with its truth (times in seconds from its beginning); a candidate's
folder also has candidate.json, which says what each answer is for: one question of the bank, or, for the
candidate who comes with documents, a stage and a kind of follow-up.
"""

import environment

environment.enter(test=False)

import argparse  # noqa: E402
import json  # noqa: E402
import random  # noqa: E402
import shutil  # noqa: E402
import tomllib  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import soundfile  # noqa: E402

from simulator.audio import SAMPLE_RATE, Samples, Sound, at_level, resample  # noqa: E402
from simulator.interview.bank import load_bank  # noqa: E402
from simulator.speech.hibari import HibariVoice  # noqa: E402

SCRIPTS = Path(__file__).resolve().parent
FIXTURES = SCRIPTS.parent / "audio_fixtures"

ANSWERS_PER_CANDIDATE = 5
VOICE_LEVEL_DB = -24.0
ROOM_TONE_DB = -66.0
PITCH_RATIOS = (0.82, 0.9, 1.12, 0.86, 1.06)  # of the voice's own pitch: the candidate is not the interviewer
FILLERS = ("um", "uh")
CLIPS = (
    # name, text with | where something is put, what is put there
    ("steady_pace", "I planned the work with my team and we finished it before the end of the month.", ()),
    (
        "one_long_pause",
        "First I asked everybody what they needed. | Then I wrote it down and sent it round.",
        ("pause",),
    ),
    (
        "three_fillers",
        "Well, I think | the hardest part was | to explain the change to people | who never asked for it.",
        ("um", "uh", "um"),
    ),
    ("no_filler_like_words", "I like that kind of work, and I know you like it as well.", ()),
    ("very_short", "Yes, I would.", ()),
)


@dataclass
class Take:
    """One recording under construction: sound so far, and what is true of it."""

    sound: list[Samples] = field(default_factory=list)
    truth: dict[str, Any] = field(default_factory=lambda: {"segments": [], "fillers": [], "pauses": []})

    @property
    def now_s(self) -> float:
        return sum(map(len, self.sound)) / SAMPLE_RATE

    def silence(self, seconds: float) -> None:
        self.sound.append(np.zeros(round(seconds * SAMPLE_RATE), np.float32))

    def pause(self, seconds: float) -> None:
        """A silence inside the answer: from the end of one sound to the start of the next."""
        start_s = self.now_s
        self.silence(seconds)
        self.truth["pauses"].append({"start_s": round(start_s, 3), "end_s": round(self.now_s, 3)})

    def say(self, samples: Samples, kind: str, text: str) -> None:
        start_s = self.now_s
        self.sound.append(samples)
        entry = {"start_s": round(start_s, 3), "end_s": round(self.now_s, 3)}
        self.truth[kind].append({"text" if kind == "segments" else "kind": text, **entry})


class Speaker:
    """A synthetic candidate: the default voice, lower or higher, at its own speed."""

    def __init__(self, pitch_ratio: float, speed: float) -> None:
        self.pitch_ratio = pitch_ratio
        self._voice = HibariVoice(speed=speed / pitch_ratio)
        self._slow_voice = HibariVoice(speed=0.75 / pitch_ratio)

    def say(self, text: str) -> Samples:
        return self._shaped(self._voice.synthesize(text))

    def hesitate(self, kind: str) -> Samples:
        """A filler as people say it: on its own and drawn out."""
        return self._shaped(self._slow_voice.synthesize(f"{kind.capitalize()}."))

    def _shaped(self, sound: Sound) -> Samples:
        # Played at another rate a voice sounds lower or higher; its speed was chosen to make up for that.
        shifted = Sound(sound.samples, round(sound.rate * self.pitch_ratio))
        return trimmed(resample(at_level(shifted, VOICE_LEVEL_DB)))


def trimmed(samples: Samples) -> Samples:
    """Without the near-silence before and after the voice, so that times in the truth are true."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


def answer_take(text: str, speaker: Speaker, rng: random.Random) -> Take:
    """Speak a text; at some of its marked places put a filler, a pause, or both."""
    pieces = [piece.strip() for piece in text.split("|")]
    joined: list[tuple[str, str]] = []  # a piece, and what follows it
    for index, piece in enumerate(pieces):
        chance = rng.random()
        follows = "filler" if chance < 0.28 else "pause" if chance < 0.5 else ""
        if index == len(pieces) - 1:
            follows = "end"
        if joined and not joined[-1][1]:
            joined[-1] = (f"{joined[-1][0]} {piece}", follows)
        else:
            joined.append((piece, follows))
    take = Take()
    take.silence(rng.uniform(0.2, 0.5))
    for piece, follows in joined:
        take.say(speaker.say(piece), "segments", piece)
        if follows == "filler":
            take.pause(rng.uniform(0.15, 0.5))
            kind = rng.choice(FILLERS)
            take.say(speaker.hesitate(kind), "fillers", kind)
            take.pause(rng.uniform(0.2, 0.7))
        elif follows == "pause":
            take.pause(min(2.0, max(0.35, rng.lognormvariate(-0.35, 0.5))))
    take.silence(0.3)
    return take


def clip_take(text: str, inserts: tuple[str, ...], speaker: Speaker) -> Take:
    take = Take()
    take.silence(0.4)
    pieces = [piece.strip() for piece in text.split("|")]
    for piece, insert in zip(pieces, [*inserts, ""], strict=True):
        take.say(speaker.say(piece), "segments", piece)
        if insert == "pause":
            take.pause(1.8)
        elif insert:
            take.pause(0.3)
            take.say(speaker.hesitate(insert), "fillers", insert)
            take.pause(0.4)
    take.silence(0.4)
    return take


def write(take: Take, path: Path, rng: np.random.Generator, **facts: Any) -> None:
    """The recording over quiet room tone, and its truth beside it."""
    sound = np.concatenate(take.sound)
    tone = rng.standard_normal(len(sound)).astype(np.float32) * np.float32(10 ** (ROOM_TONE_DB / 20))
    soundfile.write(path, sound + tone, SAMPLE_RATE, subtype="PCM_16")
    segments = take.truth["segments"]
    truth = {
        "synthetic": True,
        **facts,
        "seconds": round(take.now_s, 3),
        "text": " ".join(segment["text"] for segment in segments),
        "answer_length_s": round(segments[-1]["end_s"] - segments[0]["start_s"], 3),
        **take.truth,
    }
    path.with_suffix(".json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")


def make_candidate(folder: Path, seed: int) -> None:
    """One candidate of fixture_answers.toml: all replies of who has documents, else five answers."""
    rng = random.Random(seed)
    people = tomllib.loads((SCRIPTS / "fixture_answers.toml").read_text(encoding="utf-8"))["candidate"]
    person = people[seed % len(people)]
    chosen = person["reply"] if "reply" in person else some_answers(person, rng)
    speaker = Speaker(PITCH_RATIOS[seed % len(PITCH_RATIOS)], rng.uniform(0.8, 0.92))
    noise = np.random.default_rng(seed)
    clear(folder)
    card: list[dict[str, str]] = []
    for number, answer in enumerate(chosen, start=1):
        purpose = {key: text for key, text in answer.items() if key != "text"}
        path = folder / f"answer_{number}.flac"
        take = answer_take(answer["text"], speaker, rng)
        write(take, path, noise, **purpose, voice=f"heart x {speaker.pitch_ratio}", seed=seed)
        card.append({"audio": path.name, **purpose})
        print(f"{path.name}: {take.now_s:.1f} s, {len(take.truth['fillers'])} fillers, for {purpose}")
    document = {"synthetic": True, "trade": person["trade"], "seed": seed, "answers": card}
    if "reply" in person:  # their plan has a seed of its own
        document |= {"seed": person["plan_seed"], "documents": person["documents"]}
        for name in person["documents"].values():
            if not (folder / name).exists():
                shutil.copy(FIXTURES / "demo_candidate" / name, folder)
    (folder / "candidate.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def some_answers(person: dict[str, Any], rng: random.Random) -> list[dict[str, str]]:
    """First and last (the candidate's own questions) always; of the rest some, in their order."""
    answers: list[dict[str, str]] = person["answer"]
    middle = sorted(rng.sample(range(1, len(answers) - 1), ANSWERS_PER_CANDIDATE - 2))
    chosen = [answers[index] for index in (0, *middle, len(answers) - 1)]
    questions = load_bank()
    for answer in chosen:
        if questions.by_id(answer["question_id"]) is None:
            raise SystemExit(f"fixture_answers.toml answers an unknown question: {answer['question_id']}")
    return chosen


def make_clips(folder: Path, seed: int) -> None:
    speaker = Speaker(PITCH_RATIOS[(seed + 1) % len(PITCH_RATIOS)], 1.0)
    noise = np.random.default_rng(seed + 1)
    clear(folder)
    for name, text, inserts in CLIPS:
        write(clip_take(text, inserts, speaker), folder / f"{name}.flac", noise, seed=seed)
        print(f"{name}.flac")


def clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for stale in (*folder.glob("*.flac"), *folder.glob("*.json")):
        stale.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed: another person, voice and answers")
    parser.add_argument(
        "--out", type=Path, default=FIXTURES, help="where to write (default: audio_fixtures/)"
    )
    options = parser.parse_args()
    make_candidate(options.out / "demo_candidate", options.seed)
    make_clips(options.out / "clips", options.seed)


if __name__ == "__main__":
    main()
