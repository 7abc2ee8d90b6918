// The card with a confirmation number: copied or printed at a press. The number itself is written to nowhere.
const card = document.querySelector("[data-receipt]");
const said = card.querySelector("[data-said]");
const copy = card.querySelector("[data-copy]");
const print = card.querySelector("[data-print]");

copy.hidden = !navigator.clipboard;
print.hidden = false;
copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(card.querySelector("[data-number]").textContent);
    said.textContent = copy.dataset.done;
  } catch {
    said.textContent = copy.dataset.failed;
  }
});
print.addEventListener("click", () => globalThis.print());
