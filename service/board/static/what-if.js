// Answers the form in place. Without this file the form asks for the page anew, and the answer is the same.
"use strict";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-within]");
  if (!form) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  const address = new URL(form.action);
  address.search = fields.toString();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.within);
    if (!answer.ok || !fresh) throw new Error(answer.statusText);
    document.getElementById(form.dataset.within).replaceWith(fresh);
    history.replaceState(null, "", address);
    fresh.querySelector("h2").focus({ preventScroll: true });
  } catch {
    // What cannot be done in place is done the plain way.
    form.submit();
  }
});
