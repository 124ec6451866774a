"""Everyday English words by what they do in a story. Pure data.

General words, none of a trade: what is heard must not depend on whether a nurse or an electrician speaks.
Sets named `_STEMS` hold stems (Snowball); the others hold words as spoken, in lower case."""

from __future__ import annotations

from simulator.interview.understanding.spoken import stem, word_set


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


IRREGULAR_PASTS = word_set(
    "went came took made gave got said told saw found wrote brought bought built kept held ran led sat "
    "stood spoke put cut set drove rang drew broke lost won met paid sent spent left began became taught "
    "caught fought sold threw grew hit hung fell rose stuck chose dealt did swapped stopped rode shot "
    "sought slept swore tore woke wore wound bent bet bound bred burnt dug fed fled flew forgot hid laid "
    "lent lit meant proved read reset shook shut sang sank spun split spread stole struck swung undid "
    "rebuilt rewrote redid overcame withdrew learnt"
)
NO_PASTS = word_set(
    "need indeed hundred speed feed seed weed bed red shed led-lit tired used supposed embed exceed "
    "proceed succeed breed bleed greed agreed-upon naked wicked sacred so-called unexpected detailed "
    "complicated experienced interested excited worried pleased"
)
"""They end like a past tense and are none, or tell a state."""
STATE_VERBS = word_set(
    "was were had thought knew felt wanted liked loved hated guessed hoped heard believed needed seemed "
    "used understood remembered realised realized noticed enjoyed supposed wondered said got became did "
    "saw meant learned learnt worked joined started studied qualified stayed lived trained moved"
)
"""Past verbs by which nobody changes anything: no own part in them."""
ADVERBS = word_set(
    "just then also actually really never always only even still first finally quickly simply basically "
    "personally mostly initially immediately literally obviously probably usually generally often "
    "sometimes definitely certainly eventually slowly quietly carefully already myself ourselves all both "
    "not later"
)
HABIT = word_set("usually always generally normally typically often sometimes whenever tend tends mostly")
HABIT_PAIRS = frozenset(
    {
        ("try", "to"), ("have", "to"), ("got", "to"), ("important", "to"), ("like", "to"), ("want", "to"),
        ("make", "sure"), ("you", "can"), ("you", "should"), ("you", "need"), ("you", "have"), ("you",
        "just"),
        ("in", "general"), ("for", "me"), ("every", "time"), ("my", "approach"), ("key", "is"), ("i'm",
        "someone"),
        ("people", "should"), ("believe", "in"), ("it's", "about"), ("all", "about"), ("if", "someone"),
        ("when", "someone"), ("if", "there's"), ("when", "there's"), ("depends", "on"),
    }
)  # fmt: skip
WOULD = word_set("i'd i'll would we'd we'll you'd")
AUXILIARIES = word_set(
    "am was were is are be been had have has do did does don't didn't can can't could couldn't will won't "
    "would wouldn't should shouldn't might must may shall wasn't haven't hadn't cannot"
)
MENTAL = word_set(
    "think know feel want like love hope guess believe suppose mean need remember understand see say hear "
    "wish prefer hate enjoy get look wonder doubt find come live tell"
)
"""In the present tense they tell a view, no habit."""
MONTHS = word_set(
    "january february march april june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday christmas easter"
)
TIME_ANCHORS = frozenset(
    {
        ("last", "year"), ("last", "week"), ("last", "month"), ("last", "summer"), ("last", "winter"),
        ("last", "autumn"), ("last", "spring"), ("years", "ago"), ("months", "ago"), ("weeks", "ago"),
        ("year", "ago"), ("one", "day"), ("one", "night"), ("one", "morning"), ("one", "evening"),
        ("that", "day"), ("that", "night"), ("that", "morning"), ("next", "day"), ("next", "morning"),
        ("there", "was"), ("there", "were"), ("this", "one"), ("the", "time"), ("first", "year"),
        ("second", "year"), ("at", "the"), ("two", "days"), ("three", "weeks"), ("that", "week"),
        ("one", "time"), ("this", "year"), ("one", "of"),
    }
)  # fmt: skip
TROUBLE_STEMS = _stems(
    "problem difficult difficulty hard hardest harder tough trouble struggle struggled struggling wrong "
    "mistake error fail failed failure broke broken break crash crashed lost lose losing late delay "
    "delayed overran argue argued argument disagree disagreed disagreement refuse refused refusal resist "
    "resistance reluctant against angry furious cross upset annoyed complain complained complaint worst "
    "worse awful nasty terrible horrible mess messy chaos stuck blocked impossible unhappy worried worry "
    "scared afraid nervous embarrassed conflict clash tension shouted shouting cried sceptical skeptical "
    "pushback pushed objected objection unfortunately risk risky danger dangerous missing missed shortage "
    "short cancelled lacked panic stressful pressure tricky complicated painful pain suffered rejected "
    "declined underestimated overlooked forgot confused confusion unclear bug fault faulty leak leaked "
    "fell fight fought tired frustrated frustrating frustration hated hate mad stupid silly doubt doubted "
    "stubborn challenge challenging obstacle setback hesitate hesitant unsure dreadful rough ruined blame "
    "blamed ashamed sorry regret"
)
SMOOTH_STEMS = _stems(
    "smooth smoothly perfect perfectly great brilliant fantastic amazing wonderful excellent thrilled "
    "delighted happy loved love lovely easy easily success successful successfully flawless seamless "
    "seamlessly model hitch naturally proud enjoyed best nicely superb ideal impressed pleased"
)
SMOOTH_PAIRS = frozenset(
    {
        ("went", "well"), ("really", "well"), ("very", "well"), ("no", "problems"), ("no", "problem"),
        ("no", "issues"), ("not", "change"), ("wouldn't", "change"), ("change", "anything"),
        ("do", "anything"), ("anything", "differently"), ("everyone", "was"), ("everybody", "was"),
        ("everything", "went"), ("everyone", "loved"), ("first", "time"), ("no", "complaints"),
        ("on", "time"), ("from", "day"), ("straight", "away"), ("same", "again"), ("to", "plan"),
        ("nothing", "i'd"), ("never", "a"), ("a", "hitch"), ("everything", "was"),
    }
)  # fmt: skip
CHANGE_STEMS = _stems(
    "improve improved improvement increase increased increasing reduce reduced reducing reduction grow "
    "grew growth faster quicker better fewer cheaper shorter longer bigger larger smaller higher lower "
    "earlier easier calmer safer happier drop dropped rise rose save saved saving savings doubled halved "
    "cut boosted decreased shrank sped recovered profit revenue success efficient productivity busier "
    "quieter cleaner stronger tidier"
)
CHANGE_PAIRS = frozenset(
    {
        ("lot", "more"), ("lot", "less"), ("much", "more"), ("much", "less"), ("way", "more"), ("way",
        "less"),
        ("far", "more"), ("far", "less"), ("many", "more"), ("lots", "more"), ("went", "up"), ("went",
        "down"),
    }
)  # fmt: skip
VAGUE_STEMS = _stems(
    "much many lot lots loads plenty several way massively hugely significantly considerably dramatically "
    "noticeably substantially huge big really pretty quite heaps tons enormous"
)  # fmt: skip
OUTCOME = word_set(
    "eventually finally afterwards since now today result results outcome ended still afterward "
    "ultimately nowadays signed agreed passed opened closed launched delivered finished completed "
    "approved adopted"
)
OUTCOME_PAIRS = frozenset(
    {
        ("in", "the"), ("the", "end"), ("since", "then"), ("after", "that"), ("from", "then"), ("turned",
        "out"),
        ("ended", "up"), ("as", "a"), ("a", "result"), ("so", "now"), ("by", "the"), ("went", "down"),
        ("went", "up"), ("came", "down"), ("came", "back"), ("down", "to"), ("up", "to"), ("went", "from"),
        ("is", "now"), ("are", "now"), ("we're", "now"), ("these", "days"), ("to", "this"), ("got", "the"),
        ("worked", "out"), ("it", "worked"), ("paid", "off"), ("went", "live"), ("no", "longer"), ("not",
        "had"),
        ("haven't", "had"), ("years", "later"), ("months", "later"), ("weeks", "later"), ("a", "month"),
    }
) - {("in", "the"), ("a", "month"), ("as", "a"), ("got", "the"), ("by", "the")}  # fmt: skip
REASONS = word_set(
    "because since why instead otherwise therefore reason whereas whether compared unless rather although "
    "though chose choose option options alternative"
)  # fmt: skip
REJECTED_PAIRS = frozenset(
    {
        ("rather", "than"), ("instead", "of"), ("decided", "against"), ("turned", "down"), ("could", "have"),
        ("could've", "gone"), ("looked", "at"), ("we", "considered"), ("i", "considered"), ("ruled", "out"),
        ("thought", "about"), ("would", "have"), ("would've", "been"), ("not", "the"), ("went", "for"),
        ("opted", "for"), ("compared", "to"), ("compared", "with"), ("the", "alternative"),
    }
) - {("not", "the"), ("would", "have")}  # fmt: skip
EVERYBODY = word_set("everyone everybody everything all always totally completely absolutely every")
UNSURE = word_set("maybe perhaps probably whatever something somehow")
COMMON = word_set(
    "the a an and or but if of to in on at by for with from as is are was were be been it its it's that "
    "this these those there here i me my mine you your he she they them their we us our his her him who "
    "which what when where how not no so do did does had have has would could can will just then than too "
    "very also all some any into out up down over about after before because while more most much many "
    "own one two same other such only even still well yes yeah okay right said say got get i'm i'd i've "
    "i'll we'd we've we're they're that's there's don't didn't wasn't couldn't"
)
"""Words that say nothing about what a text is about."""

PRIVATE = word_set(
    "wife husband partner girlfriend boyfriend spouse marriage married divorced divorce wedding "
    "pregnant pregnancy maternity paternity baby child children kid kids son daughter mother father mum "
    "dad family grandmother grandfather sister brother aunt uncle church mosque temple synagogue god "
    "prayer religion religious muslim christian jewish catholic gay lesbian trans sex sexual race "
    "ethnic nationality citizenship immigrant accent union politics political voted ill illness sick "
    "cancer depression therapy diagnosis disabled disability hospitalised medication surgery age aged "
    "old older young younger born birthday retire retirement salary wage debt debts alcohol drunk drugs "
    "prison died dead death suicide fuck fucking shit bloody bastard"
)
"""Words that the interviewer never says back: they belong to the person, or to a topic that is not asked
about.
"""
