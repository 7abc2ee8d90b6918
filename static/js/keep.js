// Keeps the text of a long form on this device until it is sent: <form data-keep="name"> with parts/draft_notice.html.
const DAYS = 7;

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < DAYS * 86400000 ? kept.values : null;
  } catch {
    return null;
  }
}

function write(key, values) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    return true;
  } catch {
    return false;
  }
}

function textsOf(form) {
  return [...form.querySelectorAll("textarea[name], input[type=text][name]")];
}

function keep(form) {
  const key = `keep:${form.dataset.keep}`;
  const notice = form.querySelector("[data-keep-notice]");
  const fields = textsOf(form);
  const kept = read(key);
  let unsaved = false;

  if (notice && kept && fields.some((field) => kept[field.name] && kept[field.name] !== field.value)) {
    notice.hidden = false;
    notice.querySelector("[data-keep-restore]").addEventListener("click", () => {
      for (const field of fields) {
        if (kept[field.name]) field.value = kept[field.name];
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      notice.hidden = true;
      fields[0].focus();
    });
    notice.querySelector("[data-keep-discard]").addEventListener("click", () => {
      localStorage.removeItem(key);
      notice.hidden = true;
      fields[0].focus();
    });
  }

  form.addEventListener("input", () => {
    unsaved = !write(key, Object.fromEntries(fields.map((field) => [field.name, field.value])));
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    sessionStorage.setItem("keep:sent", key);
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

// A form that comes back with errors is on this page again; if it is not, it arrived and its copy may go. It did not
// arrive when the page says so (data-unsent): an error, or a sign-in that has to come first.
const sent = sessionStorage.getItem("keep:sent");
const forms = [...document.querySelectorAll("form[data-keep]")];
const back = forms.some((form) => `keep:${form.dataset.keep}` === sent);
if (sent && !back && !document.querySelector("[data-unsent]")) localStorage.removeItem(sent);
sessionStorage.removeItem("keep:sent");
forms.forEach(keep);
