"""Tennis: a serve in three parts."""

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

SERVE = Film("sport", seconds=16, tempo_bpm=80)

TOSS = ExerciseOf(
    title="Ten calm tosses and a serve",
    demo=SERVE,
    demo_title="The serve, demonstrated",
    brief=(
        text(
            "Serve four times. Film from the side, so that feet and the top of the toss are seen."
        ),
        tip("Let it drop once", "A good toss that you don't hit lands on your front foot."),
    ),
    passages=(PassageOf("First serve", 0, 1), PassageOf("Second serve", 1, 1)),
    criteria=(
        CriterionOf("Toss", "High enough to stretch, in front of the body."),
        CriterionOf("Arm", "Straight at contact."),
        CriterionOf("Legs", "Bend, then push.", max_points=3),
    ),
    max_length_seconds=90,
    peer_visibility="open",
    due_in_days=4,
)

CONTACT = ExerciseOf(
    title="Stretch at contact",
    demo=SERVE,
    demo_title="The serve, demonstrated",
    brief=(text("Serve again, and think of nothing but the straight arm."),),
    passages=(PassageOf("Contact", 2, 1),),
    criteria=(CriterionOf("Arm", "Straight at contact."),),
    max_length_seconds=60,
    max_attempts=3,
)

TENNIS = CourseOf(
    title="Tennis: the serve",
    summary="A serve that goes in, built from toss, stretch and push.",
    description=(
        "<p>Film yourself from the side, three times a week. One thing changes at a time.</p>"
    ),
    modules=(
        ModuleOf(
            "Toss and stretch",
            "What happens above your head decides.",
            (
                LessonOf(
                    "The toss is half the serve",
                    "Same height, same place, every time.",
                    (
                        film(SERVE, "Watch the ball, then the knee, then the ball again."),
                        heading("Three checks"),
                        steps(
                            "Is the ball highest in front of you?",
                            "Is the arm straight when you meet it?",
                            "Did the knees bend before?",
                        ),
                        warning("Shoulder hurts?", "Stop and ask. A serve is never worth pain."),
                        table(
                            "What you see and what it means",
                            ("You see", "It means"),
                            ("Ball in the net", "Toss too low or arm bent"),
                            ("Ball long", "Toss too far back"),
                        ),
                    ),
                    (TOSS, CONTACT),
                ),
            ),
        ),
    ),
    students=("selin", "jonas", "aiko"),
)
