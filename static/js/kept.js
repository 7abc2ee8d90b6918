// The pages of meetings that this device keeps (offline.js) belong to one account. On a page of another account, or of
// nobody, and with the button that signs out, they go. What waits to be sent stays, under whoever pressed it.
const { account } = document.documentElement.dataset; // none on a page that does not know who reads it

async function forget() {
  for (const name of (await window.caches?.keys()) || []) if (name.startsWith("meeting:")) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) || []) await worker.unregister();
}

// A page still open in another tab asks this before it keeps itself again.
export const isMine = () => localStorage.getItem("kept-for") === account;

function takeOver() {
  localStorage.setItem("kept-for", account);
  return forget();
}

export const settled = account === undefined || isMine() ? null : takeOver();
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action")?.endsWith("/accounts/logout/")) forget();
});
