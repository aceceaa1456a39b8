"""The admin on a dark screen: nothing glares, and what is written can be read."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.services import start_thread
from practice.models import Take
from tests import factories
from tests.browser.conftest import Login
from tests.feedback.helpers import released

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOXES = """() => {
  const kinds = ['info', 'warning', 'critical'];
  const main = document.querySelector('main') ?? document.body;
  for (const kind of kinds) {
    const box = document.createElement('div');
    box.className = `help-block help-${kind}`;
    const [words, link] = [document.createElement('p'), document.createElement('a')];
    words.textContent = `A box of the kind ${kind}. `;
    Object.assign(link, { href: '#', textContent: 'A link' });
    words.append(link);
    box.append(words);
    main.append(box);
    const message = document.createElement('div');
    message.className = `w-dialog__message w-dialog__message--${kind}`;
    message.textContent = `A message of the kind ${kind}`;
    main.append(message);
  }
}"""
# Computed colours may be oklch: a canvas says what they are on the screen.
LOOKS = """() => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const curve = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const linear = (part) => curve(part / 255);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 200) return light(colour);
    }
    return 1;
  };
  const glaring = [], faint = [];
  for (const one of document.querySelectorAll('main *, main')) {
    const box = one.getBoundingClientRect();
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (one.closest('practice-player, svg, img, .button, button')) continue;
    const name = `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`;
    const own = rgba(getComputedStyle(one).backgroundColor);
    const area = box.width * box.height;
    if (own[3] > 200 && area > 3000 && light(own) > 0.4) glaring.push(name);
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!says || one.closest('.w-sr-only, [disabled]') || area < 20) continue;
    const [ink, paper] = [light(rgba(getComputedStyle(one).color)), ground(one)];
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${name}`);
  }
  return { glaring, faint };
}"""


@pytest.fixture
def take(exercise: Any, student: User, ready_asset: Any, teacher: User) -> Take:
    take: Take = factories.TakeFactory(
        student=student, exercise=exercise, attempt=1, asset=ready_asset(student)
    )
    released(take, teacher, "Slower here")
    start_thread(actor=student, take=take, text="Why?")
    return take


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_boxes_of_help_can_be_looked_at(
    page: Page, login: Login, teacher: User, theme: str
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    login(page, teacher)
    page.goto("/admin/find/")
    expect(page.locator("main .find__form")).to_be_visible()
    page.evaluate(BOXES)
    looks = page.evaluate(LOOKS)

    assert looks["faint"] == []
    if theme == "dark":
        assert looks["glaring"] == []


def test_pages_of_ours_do_not_glare(page: Page, login: Login, take: Take, teacher: User) -> None:
    page.emulate_media(color_scheme="dark")
    login(page, teacher)
    for address in (
        "/admin/feedback/queue/",
        f"/admin/feedback/desk/{take.pk}/",
        "/admin/find/?q=student",
        "/admin/class-list/",
        "/admin/course-list/",
        "/admin/snippets/feedback/feedback/",
    ):
        page.goto(address)
        looks = page.evaluate(LOOKS)
        assert looks == {"glaring": [], "faint": []}, address
