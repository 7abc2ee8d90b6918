// Counts the characters of a text while it is written, as the server counts them: by code points, a line break is one.
for (const counter of document.querySelectorAll("[data-counter]")) {
  const field = document.getElementById(counter.dataset.counter);
  const now = counter.querySelector("[data-counter-now]");
  const limit = Number(counter.dataset.limit);
  if (!field || !now) continue;
  const count = () => {
    const length = [...field.value.normalize("NFC")].length;
    now.textContent = `${length.toLocaleString()} / `;
    counter.toggleAttribute("data-over", length > limit);
    // Screen readers hear it only near the end, not at every key.
    counter.setAttribute("aria-live", length > limit * 0.9 ? "polite" : "off");
  };
  now.hidden = false;
  field.addEventListener("input", count);
  count();
}
