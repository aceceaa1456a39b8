"""Spanish: being understood."""

from demo.content.shapes import (
    CourseOf,
    CriterionOf,
    ExerciseOf,
    Film,
    LessonOf,
    ModuleOf,
    PassageOf,
    film,
    heading,
    table,
    text,
    tip,
)

VOWELS = Film("language", seconds=14, tempo_bpm=76)

FIVE_VOWELS = ExerciseOf(
    title="Five vowels, one rhythm",
    demo=VOWELS,
    demo_title="Five vowels, spoken",
    brief=(
        text("Say the words with the beat. Film your face from the front, in good light."),
        tip("A mirror helps", "Say each vowel three times to a mirror before you record."),
    ),
    passages=(PassageOf("Open vowels", 0, 1), PassageOf("The stress moves", 1, 2)),
    criteria=(
        CriterionOf("Vowels", "Five different mouths for five vowels."),
        CriterionOf("Stress", "On the syllable that carries it."),
        CriterionOf("Rhythm", "Every syllable gets its beat.", max_points=3),
    ),
    max_length_seconds=45,
    max_attempts=4,
    peer_visibility="closed",
    due_in_days=9,
)

SPANISH = CourseOf(
    title="Spanish: being understood",
    summary="Speak so that people answer instead of asking back.",
    description="<p>Pronunciation first: five vowels, then stress, then whole sentences.</p>",
    modules=(
        ModuleOf(
            "Sounds",
            "Small mouth movements, large effect.",
            (
                LessonOf(
                    "Five vowels and no more",
                    "Spanish has five. They never change.",
                    (
                        film(VOWELS, "Watch how wide the mouth opens for each one."),
                        heading("Where the stress falls"),
                        text(
                            "Words that end in a vowel, n or s are stressed on the syllable before "
                            "the last. The accent mark tells you when it is otherwise."
                        ),
                        table(
                            "Hear the difference",
                            ("Word", "Stress", "Means"),
                            ("hablo", "HA-blo", "I speak"),
                            ("habló", "ha-BLÓ", "she spoke"),
                        ),
                    ),
                    (FIVE_VOWELS,),
                ),
            ),
        ),
    ),
    students=("caleb", "mira", "aiko"),
)
