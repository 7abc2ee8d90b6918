// Statements are answered one after the other without waiting for the network: the next ones have travelled along with
// the page, what is pressed goes through the queue, and news are fetched when few are left. "given" is what has been
// answered here since the page at hand was made; it outlives the page, should that be opened anew without network.
import { fetchPage } from "./offline.js";
import { read, write } from "./queue.js";

const FEW = 3;
const region = document.querySelector("[data-cards]");
const name = `given:${document.querySelector("[data-connection]").dataset.name}`;
const kept = Boolean(document.documentElement.dataset.keptNow);
const given = new Map(kept ? read(name) : []);
const past = []; // cards that were answered on this page
let { answered, total } = region.dataset;
let asking = false;

const card = () => document.getElementById("card");
const idOf = (one) => one.querySelector("[name=statement]")?.value;
const onItsWay = () => document.querySelector("[data-on-its-way]").content.firstElementChild.cloneNode(true);

function cardsOf(page) {
  const all = [page.getElementById("card"), ...[...page.querySelectorAll("[data-ahead]")].map((one) => one.content.firstElementChild)];
  return all.filter((one) => idOf(one) && !given.has(idOf(one)));
}

function note(statement, value) {
  given.set(statement, value);
  write([...given], name);
}

function number(one) {
  const done = Math.min(Number(answered) + given.size, Number(total));
  const words = { answered: done, total, left: Number(total) - done };
  for (const [part, count] of Object.entries(words)) {
    for (const place of one.querySelectorAll(`[data-${part}]`)) place.textContent = String(count);
  }
  const bar = one.querySelector("progress");
  if (bar) Object.assign(bar, { max: Number(total), value: done });
  const again = one.querySelector("[data-again]");
  if (again && past.length) again.href = `?again=${idOf(past.at(-1))}`;
  if (again) again.parentElement.hidden &&= !past.length;
  if (again && kept && !past.length) again.parentElement.hidden = true; // its page would have to be fetched
  for (const how of one.querySelectorAll("[data-how]")) how.hidden = false;
}

function show(next) {
  const held = card().contains(document.activeElement) && (document.activeElement.id || "card-title");
  number(next);
  card().replaceWith(next);
  if (held) (document.getElementById(held) || document.getElementById("card-title")).focus();
}

function advance() {
  show(ahead.shift() || onItsWay());
}

async function renew() {
  if (asking || read().length) return;
  asking = true;
  const known = [...given.keys()];
  const page = await fetchPage().catch(() => null);
  asking = false;
  const news = page?.querySelector("[data-cards]");
  if (!news) return;
  ({ answered, total } = news.dataset);
  for (const statement of known) given.delete(statement);
  write([...given], name);
  const here = idOf(card());
  const first = page.getElementById("card");
  ahead = cardsOf(page).filter((one) => idOf(one) !== here);
  const overtaken = given.has(idOf(first)); // by an answer that was given while this page was under way
  if (!idOf(first) || !here) show(ahead.shift() || (overtaken ? onItsWay() : first));
  else number(card());
  if (overtaken && card().matches("[data-next]")) renew();
}

document.addEventListener("queued", ({ detail: { act, fields } }) => {
  if (act !== "answer") return;
  const done = card();
  for (const button of done.querySelectorAll("[name=value]")) {
    button.setAttribute("aria-pressed", String(button.value === fields.value));
  }
  past.push(done);
  note(fields.statement, fields.value);
  advance();
});

region.addEventListener("click", (event) => {
  if (!event.target.closest("[data-again]") || !past.length) return;
  event.preventDefault();
  if (idOf(card())) ahead.unshift(card());
  show(past.pop());
});

document.addEventListener("delivered", ({ detail }) => {
  if (detail === "refused" || ahead.length <= FEW) renew();
});
setInterval(() => !kept && !idOf(card()) && card().matches("[data-next]") && renew(), 4000);

for (const { fields } of read()) note(fields.statement, fields.value);
let ahead = cardsOf(document).filter((one) => one !== card());
if (given.has(idOf(card())) && !location.search) advance();
else number(card());
