"""Piano: steady hands in the first pieces."""

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
    steps,
    table,
    text,
    tip,
    warning,
)

SCALE = Film("music", seconds=16, tempo_bpm=92)
MINUET = Film("music", seconds=18, tempo_bpm=104)

PULSE = CriterionOf("Pulse", "The beat stays the same from the first bar to the last.")
NOTES = CriterionOf("Notes", "The right keys, also where the hand has to move.")
POSTURE = CriterionOf("Posture", "Wrists level with the keys, shoulders low.", max_points=3)

FIVE_FINGERS = ExerciseOf(
    title="Five-finger pattern at 92",
    demo=SCALE,
    demo_title="Five-finger pattern, demonstrated",
    brief=(
        text(
            "Play the pattern four times without stopping, with the click at 92.",
            "Put the camera so that both hands and the keys can be seen from the side.",
        ),
        tip(
            "One thing at a time", "If the pulse shakes, play softer. Speed comes from calm hands."
        ),
    ),
    passages=(PassageOf("Bars 1–2", 0, 2), PassageOf("Bars 3–4: the hand moves", 2, 2)),
    criteria=(PULSE, NOTES, POSTURE),
    max_length_seconds=60,
    max_attempts=5,
    peer_visibility="open",
    due_in_days=6,
)

MINUET_FIRST_HALF = ExerciseOf(
    title="Minuet, bars 1–8",
    demo=MINUET,
    demo_title="Minuet, first half",
    brief=(
        text("Play the first eight bars. Count aloud while you watch the demo, then play."),
        warning("Not faster than the demo", "A minuet walks. If it runs, start again at 80."),
    ),
    passages=(
        PassageOf("Opening", 0, 2),
        PassageOf("The jump", 2, 2),
        PassageOf("Ending", 5, 2),
    ),
    criteria=(PULSE, NOTES),
    peer_visibility="closed",
    due_in_days=13,
)

PIANO = CourseOf(
    title="Piano: first pieces",
    summary="Play your first pieces with a steady pulse and loose hands.",
    description=(
        "<p>Eight weeks, ten minutes a day. Each lesson has something to watch, something to try "
        "and a short take to hand in. You get remarks on the exact bar, not a grade at the end.</p>"
    ),
    modules=(
        ModuleOf(
            "Steady hands",
            "Pulse and posture before pieces.",
            (
                LessonOf(
                    "The pulse lives in the arm",
                    "Why a metronome helps only if the arm is free.",
                    (
                        heading("Watch first"),
                        text(
                            "Watch the wrists, not the fingers. They move with every beat, a "
                            "little, like a boat on calm water."
                        ),
                        film(SCALE, "The pattern at 92, four bars."),
                        heading("Then do"),
                        steps(
                            "Put the click on and only nod.",
                            "Tap the pattern on the closed lid.",
                            "Play it. The first note of each bar may be louder.",
                        ),
                        table(
                            "A week with this lesson",
                            ("Day", "Minutes", "What"),
                            ("Monday", "10", "Tap on the lid"),
                            ("Wednesday", "10", "Play at 72"),
                            ("Friday", "10", "Play at 92 and record a take"),
                        ),
                        tip("Too hard?", "Take the click down by ten. Nobody hears the number."),
                    ),
                    (FIVE_FINGERS,),
                ),
            ),
        ),
        ModuleOf(
            "A first minuet",
            "One piece, two hands, three weeks.",
            (
                LessonOf(
                    "Two bars make a breath",
                    "Phrases are longer than bars.",
                    (
                        text("Sing the first two bars in one breath, as they want to be played."),
                        film(MINUET, "Listen for the breath after every second bar."),
                        warning("Mind the jump", "Look at the key you jump to before you leave."),
                    ),
                    (MINUET_FIRST_HALF,),
                ),
            ),
        ),
    ),
    students=("selin", "caleb", "mira", "jonas"),
)
