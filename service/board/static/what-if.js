// Answers the form in place, and adds a slider to it. Without this file the form asks for the page anew, and the answer
// is the same.
"use strict";

// The newest question wins: an answer to an older one is dropped.
let asked = 0;

// A slider beside the field of the effect. It is added here, because without a script it could not show its value.
const slide = (section) => {
  const form = section.querySelector("form[data-highest]");
  if (!form) return;
  const field = form.elements.effect;
  const range = document.createElement("input");
  range.type = "range";
  range.className = "slider";
  range.min = form.dataset.lowest;
  range.max = form.dataset.highest;
  range.step = form.dataset.step;
  range.value = Number(field.value) || 0;
  range.setAttribute("aria-label", form.dataset.slide);
  const said = section.querySelector("[data-finding]");
  if (said && field.value) range.setAttribute("aria-valuetext", `${field.value}: ${said.textContent}`);
  range.addEventListener("input", () => {
    field.value = range.value;
    range.removeAttribute("aria-valuetext");
  });
  range.addEventListener("change", () => form.requestSubmit());
  field.addEventListener("input", () => { range.value = Number(field.value) || 0; });
  field.after(range);
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-within]");
  if (!form) return;
  event.preventDefault();
  const mine = ++asked;
  const fields = new URLSearchParams(new FormData(form));
  const address = new URL(form.action);
  address.search = fields.toString();
  const section = document.getElementById(form.dataset.within);
  // What stands there stays until the answer is there.
  section.setAttribute("aria-busy", "true");
  section.querySelector("[role=status]").textContent = form.dataset.busy;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.within);
    if (mine !== asked) return;
    if (!answer.ok || !fresh) throw new Error(answer.statusText);
    const sliding = document.activeElement.matches(".slider");
    const old = document.getElementById(form.dataset.within);
    old.replaceWith(fresh);
    history.replaceState(null, "", address);
    slide(fresh);
    fresh.querySelector(sliding ? ".slider" : "h2").focus({ preventScroll: true });
  } catch {
    // What cannot be done in place is done the plain way.
    if (mine === asked) form.submit();
  }
});

document.querySelectorAll("section").forEach(slide);
