"""A tennis serve a bar, counted: one ready, two toss, three load, four hit."""

from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from math import cos, radians, sin

from demo.looks import hex_colour, look_for
from demo.performance import Performance
from demo.scenes.beat import BeatDots
from demo.stage import Box, Brush, Point, Stage, ease, mix

GROUND, FEET, NET = 236, -140, 250
SKY, GRASS = hex_colour("cfe8f5"), hex_colour("7fb069")
COURT, COURT_FAR, LINE = hex_colour("2f6f9f"), hex_colour("3f83b5"), hex_colour("f4f8fb")
BALL, SHOE = hex_colour("d8f03c"), hex_colour("f8fafc")
TOSS, HIT = 0.25, 0.75


@dataclass(frozen=True)
class Pose:
    """Directions in degrees: 0 is down, 90 forward, 180 up. `crouch` lowers the hip, in units."""

    lean: float
    crouch: float
    toss_arm: float
    toss_forearm: float
    arm: float
    forearm: float
    racket: float


POSES = (
    (0.00, Pose(6, 4, 50, 82, 35, 78, 100)),
    (0.13, Pose(11, 14, 28, 48, 22, 56, 80)),
    (TOSS, Pose(2, 16, 160, 168, -34, -26, -10)),
    (0.40, Pose(-9, 36, 172, 178, -82, -160, -182)),
    (0.53, Pose(-14, 44, 170, 176, -98, -176, -204)),
    (0.65, Pose(-5, 10, 112, 70, -136, -66, -26)),
    (HIT, Pose(9, -14, 46, 96, -186, -186, -190)),
    (0.86, Pose(26, 6, 26, 84, -286, -312, -338)),
    (1.00, Pose(6, 4, 50, 82, -325, -282, -260)),
)


def pose_at(phase: float, slip: str = "") -> Pose:
    """The body at `phase` (0–1) of a serve."""
    for (start, before), (end, after) in pairwise(POSES):
        if phase <= end:
            return _spoil(
                _between(before, after, ease((phase - start) / (end - start))), phase, slip
            )
    return POSES[-1][1]


def _between(before: Pose, after: Pose, share: float) -> Pose:
    pairs = zip(astuple(before), astuple(after), strict=True)
    return Pose(*(a + (b - a) * share for a, b in pairs))


def _spoil(pose: Pose, phase: float, slip: str) -> Pose:
    near_hit = max(0.0, 1 - abs(phase - HIT) / 0.13)
    if slip == "stiff_knees":
        return replace(pose, crouch=min(pose.crouch, 4), lean=pose.lean * 0.4)
    if slip == "bent_elbow":
        return replace(pose, arm=pose.arm + 46 * near_hit, forearm=pose.forearm - 22 * near_hit)
    if slip == "low_toss":
        return replace(pose, arm=pose.arm - 14 * near_hit, crouch=pose.crouch + 22 * near_hit)
    return pose


@dataclass(frozen=True)
class Body:
    """Where the joints are."""

    hip: Point
    neck: Point
    head: Point
    elbow: Point
    hand: Point
    throat: Point
    racket: Point
    toss_elbow: Point
    toss_hand: Point


def _reach(start: Point, angle: float, length: float) -> Point:
    return (start[0] + sin(radians(angle)) * length, start[1] + cos(radians(angle)) * length)


def body_of(pose: Pose) -> Body:
    hip = (FEET + pose.lean * 0.5, GROUND - 164 + pose.crouch)
    neck = _reach(hip, 180 - pose.lean, 122)
    elbow = _reach(neck, pose.arm, 58)
    hand = _reach(elbow, pose.forearm, 56)
    toss_elbow = _reach(neck, pose.toss_arm, 56)
    return Body(
        hip=hip,
        neck=neck,
        head=_reach(neck, 180 - pose.lean * 0.6, 50),
        elbow=elbow,
        hand=hand,
        throat=_reach(hand, pose.racket, 40),
        racket=_reach(hand, pose.racket, 76),
        toss_elbow=toss_elbow,
        toss_hand=_reach(toss_elbow, pose.toss_forearm, 54),
    )


def ball_at(phase: float, slip: str = "") -> Point:
    """Held, tossed, then struck: over the net, or into it when the toss was low."""
    release, contact = body_of(pose_at(TOSS, slip)).toss_hand, body_of(pose_at(HIT, slip)).racket
    if phase <= TOSS:
        hand = body_of(pose_at(phase, slip)).toss_hand
        return (hand[0] + 10, hand[1] - 8)
    if phase <= HIT:
        height = 30 if slip == "low_toss" else 84
        return _arc(
            (release[0] + 10, release[1] - 8), contact, height, (phase - TOSS) / (HIT - TOSS)
        )
    return _flight(contact, (phase - HIT) / (1 - HIT), into_net=slip == "low_toss")


def _flight(contact: Point, share: float, *, into_net: bool) -> Point:
    if into_net:
        hit_net = (NET - 10, 186)
        if share < 0.4:
            return _arc(contact, hit_net, 4, share / 0.4)
        return _arc(hit_net, (NET - 60, GROUND - 10), 6, min(1.0, (share - 0.4) / 0.4))
    bounce = (500, GROUND - 4)
    if share < 0.6:
        return _arc(contact, bounce, 26, share / 0.6)
    return _arc(bounce, (760, 120), 70, (share - 0.6) / 0.4)


def _arc(start: Point, end: Point, height: float, share: float) -> Point:
    lift = 4 * height * share * (1 - share)
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share - lift,
    )


class TennisServe:
    def __init__(self, performance: Performance, stage: Stage) -> None:
        self.performance, self.stage, self.look = performance, stage, look_for(performance.seed)
        self.dots = BeatDots(performance, stage, self.look)
        self.slips = performance.slips_by_bar()

    def _moment(self, second: float) -> tuple[float, str, int]:
        bars = second / self.performance.bar_seconds + 1e-6
        return bars % 1, self.slips.get(int(bars), ""), int(bars)

    def regions(self, second: float) -> list[Box]:
        phase, slip, _ = self._moment(second)
        x, y = ball_at(phase, slip)
        trail = (x - 160, y - 140, x + 24, y + 120)
        return [
            (-410, -345, 150, 262),
            trail,
            (x - 30, GROUND - 8, x + 30, GROUND + 16),
            self.dots.region,
        ]

    def backdrop(self, brush: Brush) -> None:
        right, bottom = self.stage.right, self.stage.bottom
        brush.box((-right, -bottom, right, bottom), mix(SKY, self.look.wall, 0.35))
        self._landscape(brush)
        brush.box((-right, 176, right, bottom), COURT_FAR)
        brush.box((-right, 206, right, bottom), COURT)
        brush.box((-right, GROUND + 26, right, GROUND + 32), LINE)
        brush.stroke([(FEET + 60, GROUND + 4), (FEET - 12, bottom)], 6, LINE)
        self._net(brush)

    def _landscape(self, brush: Brush) -> None:
        for x, y in ((-480, -200), (60, -230), (430, -170)):
            for dx, radius in ((-46, 26), (0, 40), (44, 30)):
                brush.disc((x + dx, y), radius, mix(SKY, (255, 255, 255), 0.75))
        for x, radius in ((-560, 120), (-400, 90), (130, 84), (300, 110), (480, 92), (610, 126)):
            brush.disc((x, 176), radius, mix(GRASS, (30, 80, 50), 0.35))
        for x, radius in ((-480, 80), (-620, 96), (210, 70), (390, 84), (560, 80)):
            brush.disc((x, 182), radius, GRASS)
        right = self.stage.right
        brush.box((-right, 120, right, 180), mix(GRASS, (20, 60, 50), 0.6))

    def _net(self, brush: Brush) -> None:
        dark, pale = hex_colour("30363d"), hex_colour("e9eef2")
        for i in range(9):
            brush.stroke([(NET - 16 + i * 4, 128 + i), (NET - 16 + i * 4, GROUND)], 1.2, dark)
        for i in range(10):
            brush.stroke([(NET - 16, 136 + i * 11), (NET + 16, 140 + i * 11)], 1.2, dark)
        brush.stroke([(NET - 18, 128), (NET + 18, 134)], 9, pale)
        brush.stroke([(NET + 18, 130), (NET + 18, GROUND + 6)], 7, dark)

    def draw(self, brush: Brush, second: float) -> None:
        phase, slip, _ = self._moment(second)
        body, ball = body_of(pose_at(phase, slip)), ball_at(phase, slip)
        brush.oval((FEET + 8, GROUND + 8), 92, 11, mix(COURT, (10, 20, 40), 0.4))
        self._tossing_arm(brush, body)
        self._legs(brush, body)
        self._torso(brush, body)
        self._racket_arm(brush, body)
        self._ball(brush, phase, slip, ball)
        self.dots.draw(brush, second)

    def _tossing_arm(self, brush: Brush, body: Body) -> None:
        shade = mix(self.look.skin, (60, 30, 30), 0.18)
        brush.stroke([body.neck, body.toss_elbow, body.toss_hand], 21, shade)
        brush.stroke(
            [body.neck, _part(body.neck, body.toss_elbow, 0.6)],
            29,
            mix(self.look.shirt, (0, 0, 0), 0.2),
        )
        brush.disc(body.toss_hand, 13, shade)

    def _legs(self, brush: Brush, body: Body) -> None:
        for foot, shade in ((FEET + 52, 0.22), (FEET - 44, 0.0)):
            knee = (
                (body.hip[0] + foot) / 2 + 12 + (body.hip[1] - 72) * 0.55,
                (body.hip[1] + GROUND) / 2 - 4,
            )
            lift = max(0.0, 68 - body.hip[1])
            ankle = (foot, GROUND - 8 - lift * 0.8)
            skin, cloth = (
                mix(c, (30, 20, 30), shade) for c in (self.look.skin, self.look.trousers)
            )
            brush.stroke([body.hip, knee, ankle], 27, skin)
            brush.stroke([body.hip, _part(body.hip, knee, 0.72)], 41, cloth)
            brush.stroke(
                [(foot - 6, ankle[1] + 6), (foot + 24, ankle[1] + 8)],
                18,
                mix(SHOE, (30, 20, 30), shade),
            )

    def _torso(self, brush: Brush, body: Body) -> None:
        chest = _part(body.neck, body.hip, 0.2)
        brush.stroke([_part(chest, body.hip, 0.8), body.hip], 54, self.look.trousers)
        brush.stroke([chest, _part(chest, body.hip, 0.82)], 62, self.look.shirt)
        brush.stroke([body.neck, body.head], 24, mix(self.look.skin, (60, 30, 30), 0.18))
        x, y = body.head
        if self.look.long_hair:
            brush.stroke([(x - 22, y - 6), (x - 52, y + 26)], 22, self.look.hair)
        brush.oval((x - 4, y - 5), 37, 39, self.look.hair)
        brush.oval((x + 5, y + 3), 30, 33, self.look.skin)
        brush.box((x - 40, y - 25, x + 32, y - 12), self.look.accent, radius=6)
        brush.disc((x + 20, y), 3.6, hex_colour("2b2a33"))
        brush.disc((x - 13, y + 7), 8, mix(self.look.skin, (60, 30, 30), 0.15))

    def _racket_arm(self, brush: Brush, body: Body) -> None:
        brush.stroke([body.hand, body.throat], 8, hex_colour("30363d"))
        self._racket_head(brush, body)
        brush.stroke([body.neck, body.elbow, body.hand], 23, self.look.skin)
        brush.stroke([body.neck, _part(body.neck, body.elbow, 0.62)], 32, self.look.shirt)
        brush.disc(body.hand, 14, self.look.skin)

    def _racket_head(self, brush: Brush, body: Body) -> None:
        """An oval along the racket's axis, as a ring of strokes with a grid inside."""
        (cx, cy), (tx, ty) = body.racket, body.throat
        ax, ay = (cx - tx) / 36, (cy - ty) / 36
        ring = [_on_ring((cx, cy), (ax, ay), step * 20) for step in range(19)]
        strings = mix(LINE, hex_colour("5b6b7b"), 0.6)
        for k in (-18, -9, 0, 9, 18):
            across = 27 * (1 - (k / 38) ** 2) ** 0.5
            middle = (cx + ax * k, cy + ay * k)
            brush.stroke(
                [
                    (middle[0] - ay * across, middle[1] + ax * across),
                    (middle[0] + ay * across, middle[1] - ax * across),
                ],
                1.4,
                strings,
            )
            along = 37 * (1 - (k / 28) ** 2) ** 0.5
            middle = (cx - ay * k, cy + ax * k)
            brush.stroke(
                [
                    (middle[0] - ax * along, middle[1] - ay * along),
                    (middle[0] + ax * along, middle[1] + ay * along),
                ],
                1.4,
                strings,
            )
        brush.stroke(ring, 6, self.look.accent)

    def _ball(self, brush: Brush, phase: float, slip: str, ball: Point) -> None:
        if phase > HIT:
            for step in (3, 2, 1):
                past = ball_at(max(HIT, phase - step * 0.012), slip)
                brush.disc(
                    past,
                    10 - 2 * step,
                    mix(mix(SKY, self.look.wall, 0.35), BALL, 0.7 - step * 0.15),
                )
        if ball[1] < GROUND:
            brush.oval((ball[0], GROUND + 6), 13, 4, mix(COURT, (10, 20, 40), 0.35))
        brush.disc(ball, 11.5, mix(BALL, (60, 80, 0), 0.4))
        brush.disc((ball[0] - 0.8, ball[1] - 0.8), 10, BALL)


def _part(start: Point, end: Point, share: float) -> Point:
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _on_ring(centre: Point, axis: Point, degrees: float) -> Point:
    along, across = 38 * cos(radians(degrees)), 28 * sin(radians(degrees))
    return (
        centre[0] + axis[0] * along - axis[1] * across,
        centre[1] + axis[1] * along + axis[0] * across,
    )
