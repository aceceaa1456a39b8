"""Names and texts for the people of the crowd."""

from demo.crowd.keys import Chance


def _list(text: str, between: str = " ") -> list[str]:
    return text.split(between)


FIRST = _list(
    "Ana Ben Chloé Dana Émile Fay Gus Hana Ivo Jun Kai Lea Mio "
    "Nora Ola Pia Quin Ravi Sol Tam Uma Väinö Wes Xia Yara Zoë"
)
LAST = _list(
    "Adler Bryn Costa Dorr Elan Frost Grün Hale Ibsen Jarl Kern Lund "
    "Marek Nash Orr Poe Quist Reyes Saar Thorn Udo Varga Wynn Yilmaz"
)
SUBJECTS = _list(
    "Violin Cello Piano Guitar Flute Voice Drums Juggling "
    "Ballet Tango Fencing Tennis Swimming Bouldering Calligraphy Sign"
)
PARTS = _list("Beginnings Posture Balance Rhythm Breathing Tone Timing Memory Courage Ease")
DRILLS = _list(
    "slow start, long line, light landing, steady pulse, "
    "quiet hands, even steps, soft ending, clean turn",
    ", ",
)
REMARKS = (
    "The wrist leads here, and it shows. Keep that.",
    "Hear how the beat rushes? Count it aloud before you play it again.",
    "Let the shoulder drop before this, then the arm is free.",
    "Compare this with the demo: there the weight comes later.",
    "Exactly right. Do you feel the difference to your last take?",
    "Try the same with half the strength, three times in a row.",
)
MESSAGES = (
    "I tried it slower and it holds together now.",
    "Do you mean the second half, or all of it?",
    "Yes, that one. Film it from the side next time.",
    "Thank you! It felt odd, but it sounds better.",
)


def title(chance: Chance, number: int) -> str:
    return f"{chance.choice(SUBJECTS)} {number + 1}: {chance.choice(PARTS)}"


def drill(chance: Chance, number: int) -> str:
    return f"{chance.choice(DRILLS).capitalize()}, {chance.choice(PARTS).lower()} {number + 1}"


def summary(chance: Chance) -> str:
    return " ".join(chance.sample(REMARKS, 3))
