// Options are put in order by tapping them one after the other. The selects below hold the places, are sent as they are
// and work alone; here they only make room for one large button an option. Undo goes back by one tap at a time.
function words(pattern, given) {
  return Object.entries(given).reduce((text, [name, value]) => text.replace(`{${name}}`, value), pattern);
}

function ranked(region) {
  const { placed, taken, left, complete } = region.dataset;
  const options = [...region.querySelectorAll("[data-option]")].map((part) => ({
    select: part.querySelector("select"),
    label: part.querySelector("label"),
    button: part.querySelector("button"),
    title: part.querySelector("[data-title]").textContent,
  }));
  const abstain = region.querySelector("[data-abstain]");
  const told = region.querySelector("[data-told]");
  const undo = region.querySelector("[data-undo]");
  const past = []; // what the places were before each tap
  const places = () => options.map((option) => option.select.value);

  function show(said = "") {
    const open = options.filter((option) => !option.select.value).length;
    for (const { select, button } of options) {
      const place = select.value;
      button.querySelector(".ranking__place").textContent = place;
      button.querySelector("[data-said]").textContent = place ? `, ${words(placed, { n: place, option: "" }).replace(/[:\s]+$/, "")}` : "";
      button.setAttribute("aria-pressed", String(Boolean(place)));
    }
    undo.setAttribute("aria-disabled", String(!past.length));
    const rest = open ? words(left, { n: open }) : complete;
    told.textContent = said ? `${said}. ${rest}` : rest;
  }

  function put(all) {
    options.forEach((option, i) => {
      option.select.value = all[i];
    });
  }

  function tap(option) {
    past.push([places(), abstain.checked]);
    abstain.checked = false;
    const place = Number(option.select.value);
    if (place) {
      // Those behind it move up.
      put(places().map((one) => (Number(one) === place ? "" : Number(one) > place ? String(Number(one) - 1) : one)));
      show(words(taken, { option: option.title }));
    } else {
      const next = String(options.filter((one) => one.select.value).length + 1);
      option.select.value = next;
      show(words(placed, { n: next, option: option.title }));
    }
  }

  // Places that cannot come about by tapping (doubled, or with gaps) stay in the selects, where the page tells of them.
  const given = places().filter(Boolean).map(Number).sort((a, b) => a - b);
  if (given.some((place, i) => place !== i + 1)) return;
  for (const option of options) {
    option.label.hidden = true;
    option.select.hidden = true;
    option.button.hidden = false;
    option.button.addEventListener("click", () => tap(option));
  }
  for (const part of region.querySelectorAll("[data-tapping]")) part.hidden = false;
  region.querySelector("[data-choosing]").hidden = true;
  undo.addEventListener("click", () => {
    if (!past.length) return;
    const [before, abstained] = past.pop();
    put(before);
    abstain.checked = abstained;
    show();
  });
  abstain.addEventListener("change", () => {
    if (!abstain.checked || !places().some(Boolean)) return;
    past.push([places(), false]);
    put(options.map(() => ""));
    show();
  });
  show();
  addEventListener("pageshow", () => show()); // a browser that comes back fills the selects in by itself
}

for (const region of document.querySelectorAll("[data-ranking]")) {
  if (!region.closest("fieldset[disabled]")) ranked(region);
}
