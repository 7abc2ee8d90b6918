// A confirmation number that was scanned stands behind the # of the address, which no server sees. It goes into the
// field, if the page has one, and out of the address and the history.
const found = /^#code=([A-Z2-7-]{24,30})$/i.exec(location.hash);
if (found) {
  const field = document.querySelector("input[name=code]");
  history.replaceState(history.state, "", location.pathname + location.search);
  if (field) {
    field.value = found[1].toUpperCase();
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
}
