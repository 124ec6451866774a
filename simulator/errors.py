"""What can go wrong for a person, said so that they can act on it.

Every error says what happened, what was kept (if anything was at stake) and the next step. The
command line prints exactly that in one line and ends with `exit_code`; no traceback reaches a user.
"""


class SecondRoundError(Exception):
    """Base of all errors a user may see.

    Args:
        what: what happened, one sentence.
        next_step: what the user can do now.
        kept: what was saved, when something was at stake.
    """

    exit_code = 2

    def __init__(self, what: str, *, next_step: str = "", kept: str = "") -> None:
        self.what = what
        self.next_step = next_step
        self.kept = kept
        super().__init__(" ".join(part for part in (what, kept, next_step) if part))


class SettingsError(SecondRoundError):
    """An option, environment variable or settings file holds a value we cannot use."""


class BankError(SecondRoundError):
    """The question bank is missing, malformed or incomplete."""


class CandidateError(SecondRoundError):
    """A recorded candidate cannot be read or holds nothing to hear."""


class WeightsError(SecondRoundError):
    """A speech model is missing, corrupt or cannot be prepared."""


class RemoteError(SecondRoundError):
    """The transcription server cannot be reached, refuses, or answers what we cannot use."""


class LlmError(SecondRoundError):
    """The language model's server cannot be reached, refuses, or answers what we cannot use."""


class VoiceError(SecondRoundError):
    """A voice is unknown or cannot speak on this machine."""


class StoreError(SecondRoundError):
    """A session folder cannot be created, read or written."""


class DeviceError(SecondRoundError):
    """A microphone or loudspeaker is missing, unknown, busy, silent or gone."""


class DocumentError(SecondRoundError):
    """A CV, job ad or notes cannot be read, or hold nothing to read."""
