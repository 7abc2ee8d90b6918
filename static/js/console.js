// The console without network: what is pressed shows at once on this page, as the server will show it afterwards.
import { serverNow } from "./live.js";

const at = (part) => document.querySelector(`#live [data-${part}]`);

function clock(kind, moment) {
  const time = document.createElement("time");
  time.className = "clock";
  time.dataset[kind] = String(moment);
  return time;
}

function line(list, text) {
  const row = document.createElement("li");
  row.textContent = `… ${text}`;
  list.querySelector(".quiet:only-child, .queue__none")?.remove();
  list.prepend(row);
  return row;
}

function speak(name) {
  const who = document.createElement("strong");
  who.textContent = `${name} `;
  at("speaking").replaceChildren(who, clock("since", serverNow()));
}

const effects = {
  step({ position }, form) {
    const items = [...document.querySelectorAll("[data-programme] > li")];
    const item = items[Number(position)];
    for (const row of items) row.removeAttribute("aria-current");
    form.querySelector("[name=position]").value = String(Number(position) + 1);
    at("now-clock").replaceChildren();
    if (!item) return;
    item.setAttribute("aria-current", "step");
    at("now-title").textContent = item.dataset.title;
    at("now-clock").append(clock("until", serverNow() + Number(item.dataset.minutes) * 60000));
    const following = items[Number(position) + 1];
    if (following) form.querySelector("button").textContent = following.dataset.title;
  },
  extend({ number }) {
    const time = at("now-clock").querySelector("[data-until]");
    if (time) time.dataset.until = String(Number(time.dataset.until) + Number(number) * 60000);
  },
  timer({ number }) {
    at("timer").replaceChildren(...(Number(number) ? [clock("until", serverNow() + Number(number) * 1000)] : []));
  },
  call({ hand }) {
    const row = document.querySelector(`[data-hand="${hand}"]`);
    if (row) speak(row.dataset.name);
    row?.remove();
  },
  finish() {
    at("speaking").replaceChildren();
  },
  lower({ hand }) {
    document.querySelector(`[data-hand="${hand}"]`)?.remove();
  },
  first({ hand }) {
    const row = document.querySelector(`[data-hand="${hand}"]`);
    row?.parentElement.prepend(row);
  },
  // A hand raised here can be called here: its key is the one under which the server will know it.
  raise({ who, key }, form) {
    const name = form.querySelector("[data-name]")?.dataset.name || who;
    const row = line(at("hands"), name);
    Object.assign(row.dataset, { hand: key, name });
    const call = document.querySelector("form[data-act=finish], form[data-act=step]")?.cloneNode(true);
    if (call) {
      call.dataset.act = "call";
      const button = call.querySelector("button");
      Object.assign(button, { textContent: at("hands").dataset.call, className: "button button--primary", id: "" });
      const hand = Object.assign(document.createElement("input"), { type: "hidden", name: "hand", value: key });
      call.querySelector("[name=position]")?.remove();
      call.querySelector("[name=kind]").value = "call";
      call.append(hand);
      row.append(call);
    }
    row.parentElement.append(row);
  },
  note({ text, kind }) {
    line(at(kind === "parked" ? "parked" : "notes"), text);
  },
};

document.addEventListener("queued", ({ detail: { form, entry } }) => {
  effects[form.dataset.act]?.(entry.fields, form);
});
