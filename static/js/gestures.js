// Answers by one key while the focus is in the card, and by a swipe to the side; both press the card's own buttons.
const KEYS = { a: "1", d: "-1", p: "0", ㅁ: "1", ㅇ: "-1", ㅔ: "0" }; // also as a Korean keyboard writes them
const FAR = 0.3; // of the card's width
const EDGE = 24; // pixels in which a phone goes back to the page before
const STEEP = 1.5; // how much more to the side than up or down
const still = matchMedia("(prefers-reduced-motion: reduce)");
let from = null;

const cardAt = (node) => node.closest?.("[data-swipe]");
const button = (card, value) => card.querySelector(`[name=value][value="${value}"]`);

document.addEventListener("keydown", (event) => {
  const { target, key, code, repeat, ctrlKey, altKey, metaKey, isComposing } = event;
  const card = cardAt(target);
  if (!card || repeat || ctrlKey || altKey || metaKey || target.matches("input, textarea, select")) return;
  const letter = isComposing || key === "Process" ? code.replace("Key", "") : key;
  const value = KEYS[letter.toLowerCase()];
  if (!value) return;
  event.preventDefault();
  button(card, value).click();
});

function chosen({ clientX, clientY }) {
  const [aside, along] = [clientX - from.x, clientY - from.y];
  if (Math.abs(aside) < FAR * from.card.clientWidth || Math.abs(aside) < STEEP * Math.abs(along)) return null;
  return button(from.card, aside > 0 ? "1" : "-1");
}

function move(event) {
  if (!from || event.pointerId !== from.id) return;
  if (!still.matches) from.card.style.translate = `${Math.round(event.clientX - from.x)}px`;
  const toward = chosen(event);
  for (const one of from.card.querySelectorAll("[name=value]")) one.toggleAttribute("data-toward", one === toward);
}

function end() {
  if (!from) return;
  from.card.style.translate = "";
  for (const one of from.card.querySelectorAll("[data-toward]")) one.removeAttribute("data-toward");
  from = null;
}

// A finger that goes up or down scrolls (touch-action in the style sheet), and the browser takes the gesture from us.
document.addEventListener("pointerdown", ({ target, pointerType, isPrimary, pointerId, clientX, clientY }) => {
  if (!isPrimary) return end();
  const card = cardAt(target);
  const atEdge = clientX < EDGE || clientX > innerWidth - EDGE;
  if (card && pointerType === "touch" && !atEdge) from = { card, id: pointerId, x: clientX, y: clientY };
});
document.addEventListener("pointermove", move);
document.addEventListener("pointercancel", end);
document.addEventListener("pointerup", (event) => {
  if (!from || event.pointerId !== from.id) return;
  const answer = chosen(event);
  end();
  answer?.click();
});
