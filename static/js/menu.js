// The main menu on a phone: the link to #menu becomes a button; Escape and a click elsewhere close what is open.
const toggle = document.querySelector("[data-menu-toggle]");
const menu = document.getElementById("menu");

function show(open) {
  menu.toggleAttribute("data-open", open);
  toggle.setAttribute("aria-expanded", String(open));
}

function closePanels(except) {
  for (const panel of document.querySelectorAll("details[data-menu][open]")) {
    if (!panel.contains(except)) panel.open = false;
  }
}

if (toggle && menu) {
  toggle.setAttribute("role", "button");
  toggle.setAttribute("aria-controls", "menu");
  show(location.hash === "#menu");
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    show(!menu.hasAttribute("data-open"));
  });
  toggle.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      toggle.click();
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  closePanels(null);
  if (menu?.hasAttribute("data-open")) {
    show(false);
    toggle.focus();
  }
});
document.addEventListener("click", (event) => closePanels(event.target));
