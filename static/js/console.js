// The console without network: what is pressed shows at once on this page, as the server will show it afterwards, and
// again when the page opens anew or news come before it could be sent.
import { read } from "./queue.js";

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

function speak(name, since) {
  const who = document.createElement("strong");
  who.textContent = `${name} `;
  at("speaking").replaceChildren(who, clock("since", since));
}

const rowOf = (hand) => document.querySelector(`[data-hand="${hand}"]`);

const effects = {
  step({ position, at: moment }) {
    const form = document.querySelector("form[data-act=step]");
    const items = [...document.querySelectorAll("[data-programme] > li")];
    const item = items[Number(position)];
    for (const row of items) row.removeAttribute("aria-current");
    if (form) form.querySelector("[name=position]").value = String(Number(position) + 1);
    at("now-clock").replaceChildren();
    if (!item) return;
    item.setAttribute("aria-current", "step");
    at("now-title").textContent = item.dataset.title;
    at("now-clock").append(clock("until", moment + Number(item.dataset.minutes) * 60000));
    const following = items[Number(position) + 1];
    if (form && following) form.querySelector("button").textContent = following.dataset.title;
  },
  extend({ number }) {
    const time = at("now-clock").querySelector("[data-until]");
    if (time) time.dataset.until = String(Number(time.dataset.until) + Number(number) * 60000);
  },
  timer({ number, at: moment }) {
    at("timer").replaceChildren(...(Number(number) ? [clock("until", moment + Number(number) * 1000)] : []));
  },
  call({ hand, at: moment }) {
    const row = rowOf(hand);
    if (row) speak(row.dataset.name, moment);
    row?.remove();
  },
  finish() {
    at("speaking").replaceChildren();
  },
  lower({ hand }) {
    rowOf(hand)?.remove();
  },
  first({ hand }) {
    const row = rowOf(hand);
    row?.parentElement.prepend(row);
  },
  // A hand raised here can be called here: its key is the one under which the server will know it.
  raise({ who, key }) {
    if (rowOf(key)) return;
    const button = [...document.querySelectorAll("form[data-act=raise]")].find((form) => form.elements.who.value === who);
    const name = button?.querySelector("[data-name]")?.dataset.name || who;
    const row = line(at("hands"), name);
    Object.assign(row.dataset, { hand: key, name });
    const call = document.querySelector("form[data-act=finish], form[data-act=step]")?.cloneNode(true);
    if (call) {
      call.dataset.act = "call";
      Object.assign(call.querySelector("button"), { textContent: at("hands").dataset.call, className: "button button--primary", id: "" });
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

const show = ({ act, fields }) => effects[act]?.(fields);
const showAll = () => read().forEach(show);
document.addEventListener("queued", ({ detail }) => show(detail));
document.addEventListener("htmx:afterSwap", showAll);
showAll();
