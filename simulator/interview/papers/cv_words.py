"""The vocabulary of CVs: headings, posts, organisations, and labels that stand before a list. Pure."""

from __future__ import annotations

import re
from typing import Literal

from simulator.interview.papers.word_lists import words_in

Section = Literal["experience", "education", "skills", "profile", "other", "unknown", "head"]

# Phrases that decide, before the single words do.
_PHRASES: tuple[tuple[str, Section], ...] = (
    (
        r"professional development|continuing education|training and |courses|(further|additional) "
        r"training|cpd\b",
        "education",
    ),
    (r"(career|professional|executive|personal) (summary|profile|objective|statement|goal)s?", "profile"),
    (r"summary of (qualification|skill)s?", "profile"),
    (
        r"outside( of)? work|away from work|after work|when i am not working|other than work|work permit",
        "other",
    ),
    (r"skills and (experience|achievements)", "experience"),
    (r"experience summary|summary of experience", "experience"),
    (
        r"(what|where) i (have )?(did|done|do|worked|work|been)( so far)?|who i (have )?worked for|so far",
        "experience",
    ),
    (r"what i (can|know|use|work with|am good at)( do)?", "skills"),
    (r"(what|where) i (have )?(learned|learnt|studied)", "education"),
    (r"(programming|computer|coding) languages?( and .*)?", "skills"),
    (r"it|ict|it and .*|computing", "skills"),
    (r"who i am|in (short|brief|a nutshell)|about (me|myself)|at a glance", "profile"),
)
_KEYS: tuple[tuple[Section, str], ...] = (
    (
        "experience",
        "experience experiences employment career history positions posts appointments jobs work achievements"
        " accomplishments highlights projects project volunteering volunteer voluntary placements "
        "internships internship placement"
        " freelance commissions engagements assignments roles service deployments practice productions "
        "exhibitions leadership apprenticeship"
        " responsibilities duties practicals background employers stations traineeship successes results "
        "contributions",
    ),
    (
        "education",
        "education qualifications qualification training certificates certificate certifications "
        "certification courses"
        " course academic academics studies degrees licences licenses license licence memberships "
        "membership schooling"
        " registration registrations accreditation accreditations diplomas exams cards tickets school "
        "university",
    ),
    (
        "skills",
        "skills skill tools technologies technology competencies competences competence expertise "
        "software stack"
        " technical equipment methods strengths knowledge programmes systems machines abilities "
        "proficiencies toolbox toolkit",
    ),
    (
        "profile",
        "profile summary about objective statement introduction overview goal goals aim aims personal motto",
    ),
    (
        "other",
        "interests hobbies leisure other miscellaneous misc references referees contact details awards "
        "honours"
        " honors awards publications talks links availability information extras free spare activities "
        "pastimes data prizes"
        " patents press conferences memberships notes personal also languages",
    ),
)
_NEUTRAL = words_in(
    "and of the in my & key main selected professional relevant other additional further recent "
    "previous past earlier current core special general personal practical clinical teaching "
    "technical commercial industry it computer digital language time community soft hard brief social "
    "work most important life until now for with to date notable major a i work-related related full "
    "part early paid unpaid military working business management software design creative legal "
    "nursing sales medical industrial hospitality kitchen site field research office driving hands-on "
    "first"
)
_KEY_SETS = [(kind, frozenset(words.split())) for kind, words in _KEYS]
_ALL_KEYS = frozenset().union(*(words for _, words in _KEY_SETS))

_ROLES = re.compile(
    r"\b(?:nurse|sister|matron|midwife|doctor|surgeon|teacher|lecturer|tutor|professor|headteacher|head"
    r"|deputy|engineer|developer|programmer"
    r"|architect|designer|analyst|scientist|researcher|manager|director|officer|chief|president|lead"
    r"|leader|supervisor|foreman"
    r"|coordinator|co-ordinator|administrator|assistant|associate|secretary|receptionist|clerk|accountant"
    r"|auditor|controller"
    r"|bookkeeper|treasurer|buyer|planner|representative|rep|salesperson|salesman|saleswoman|consultant"
    r"|adviser|advisor|agent|broker"
    r"|electrician|plumber|carpenter|joiner|mechanic|technician|fitter|welder|builder|roofer|driver"
    r"|operator|operative|labourer"
    r"|apprentice|trainee|intern|internship|student|graduate|junior|senior|specialist|expert|chef|cook"
    r"|baker|barista|waiter|waitress"
    r"|bartender|sommelier|porter|cleaner|carer|caregiver|worker|therapist|pharmacist|dentist"
    r"|veterinarian|vet|physiotherapist"
    r"|paramedic|radiographer|dietitian|counsellor|psychologist|solicitor|lawyer|paralegal|barrister"
    r"|editor|writer|journalist|author|reporter"
    r"|photographer|producer|artist|illustrator|animator|translator|interpreter|librarian|archivist"
    r"|curator|guide|steward|pilot|captain|mate"
    r"|sergeant|corporal|lieutenant|guard|firefighter|trainer|instructor|coach|mentor|volunteer|freelance"
    r"|freelancer|self-employed|owner|founder"
    r"|co-founder|partner|principal|executive|merchandiser|stylist|hairdresser|gardener|farmer|surveyor"
    r"|estimator|inspector|tester|recruiter"
    r"|generalist|housekeeper|dispatcher|scheduler|marketer|strategist|cashier|shopkeeper|conductor"
    r"|organiser|tailor|butcher|brewer|optician)s?\b"
    r"|\b\w{3,}(?:ologist|keeper|maker|grapher|tician)\b",
    re.IGNORECASE,
)
_ORGANISATIONS = re.compile(
    r"\b(?:ltd|limited|llp|llc|inc|plc|gmbh|ag|kg|corp|corporation|bv|b\.v|s\.a|sarl|co\.|company|group"
    r"|holdings?|partners|sons|brothers|bros|associates"
    r"|hospital|clinic|surgery|infirmary|practice|hospice|trust|nhs|school|academy|college|university"
    r"|polytechnic|institute|nursery|kindergarten|grammar|primary"
    r"|council|ministry|department for|authority|agency|bureau|office|bank|insurance|studios?|works?"
    r"|workshop|garage|shop|stores?|market|markets|hotels?"
    r"|restaurant|cafe|café|bakery|brewery|kitchens|museum|gallery|theatre|library|church|charity"
    r"|foundation|association|society|union|club|press|media"
    r"|logistics|systems|solutions|software|technologies|technology|services|consulting|engineering"
    r"|construction|contractors|electrical|foods?|dairies"
    r"|farms?|energy|power|airlines|railways?|army|navy|police|labs?|laboratory|laboratories|games"
    r"|digital|creative|motors|homes|properties|estates|merchants)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:my|key|main|core|selected|notable|some|daily|typical|other|specific)\s+)*(?:responsibilit(?:y"
    r"|ies)|duties|dut(?:y|ies)|tasks?|achievements?|accomplishments?"
    r"|highlights?|results?|projects?|activities|role|areas of responsibility|contributions?|successes"
    r"|scope|what i did)"
    r"(?:\s+(?:and|&)\s+(?:achievements|duties|responsibilities|results|accomplishments"
    r"|tasks))?(?:\s+(?:included?|including|were|are))?",
    re.IGNORECASE,
)
_TOOLS_LABEL = re.compile(
    r"(?:(?:key|main|used)\s+)*(?:tools?|technolog(?:y|ies)|tech(?: stack)?|stack|environment|software"
    r"|systems?|languages|methods|equipment|skills?|keywords)"
    r"(?:\s+(?:used|and\s+\w+))?$",
    re.IGNORECASE,
)
_ASIDE_LABEL = re.compile(
    r"(?:reasons? for leaving|salary|pay|notice(?: period)?|references?|referees?|line manager|supervisor"
    r"|manager|address|location|hours|contract"
    r"|website|web|url|e-?mail|phone|tel|mobile|employer|company|organisation|position|job title|title"
    r"|role|period|dates?|from|to|sector|industry|size|staff|turnover"
    r"|nationality|date of birth|born|marital status|driving licen[cs]e|grade|modules?|thesis|languages?"
    r"|availability|department|reports? to|reporting to)$",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?:\w\s){3,}\w$")


def section_of(heading: str) -> Section | None:
    """The kind of section that a line opens; None for a line that is no such heading."""
    text = re.sub(r"\([^)]*\)", " ", heading).strip().strip(":.-–—•*|").strip()
    if _SPACED.match(text):
        text = text.replace(" ", "")  # E D U C A T I O N
    text = re.sub(r"^(?:[0-9]+|[ivx]+)[.)]\s+", "", text.lower()).replace("/", " and ").replace("&", "and")
    text = " ".join(re.sub(r"[^\w\s'-]", " ", text).split())
    words = text.split()
    if not words or len(words) > 6:
        return None
    for pattern, kind in _PHRASES:
        if re.fullmatch(rf"(?:\w+ )?(?:{pattern})(?: \w+)?", text):
            return kind
    if not all(word in _ALL_KEYS or word in _NEUTRAL for word in words):
        return None
    return next((kind for kind, keys in _KEY_SETS if any(word in keys for word in words)), None)


def names_a_post(text: str) -> bool:
    return bool(_ROLES.search(text))


def names_an_organisation(text: str) -> bool:
    return bool(_ORGANISATIONS.search(text))


def is_label(text: str) -> bool:
    """ "Key achievements:": it announces the lines that follow and says nothing itself."""
    return bool(_LABEL.fullmatch(text.strip().rstrip(":").strip()))


def labelled(text: str) -> tuple[str, str, str]:
    """("tools" | "aside" | "list" | "", label, what follows it) of "Tools: Python, Docker"."""
    label, colon, rest = text.partition(":")
    label = label.strip()
    if not colon or len(label.split()) > 5:
        return "", "", text
    if _TOOLS_LABEL.match(label):
        return "tools", label, rest.strip()
    if _ASIDE_LABEL.match(label):
        return "aside", label, rest.strip()
    if is_label(label):
        return "list", label, rest.strip()
    return "", "", text
