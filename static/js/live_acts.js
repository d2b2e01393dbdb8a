// The live page: its acts through htmx, their refusals and messages; what is half typed stays. After live_others.js.
"use strict";

/* ---- Acts go through htmx; what is half typed elsewhere on the page stays ---- */

let carried = null;
const flying = new Map(); // form sent and not answered yet → what was typed in it
const drafts = new Map(); // item → what is half typed in its forms: it waits there while one looks at another item

const isTicked = (input) => input.type === "checkbox" || input.type === "radio";

/** Whether another option than the first shown is chosen; a list where the server marks none begins with its first. */
function isChosen(select) {
  const options = [...select.options];
  if (select.multiple) return options.some((option) => option.selected !== option.defaultSelected);
  return select.selectedIndex !== Math.max(0, options.findLastIndex((option) => option.defaultSelected));
}

/** What was changed by hand and not sent, by id; the form being sent is left out. */
function halfTyped(within, sending = null) {
  const values = new Map();
  for (const input of within?.querySelectorAll("input, select, textarea") ?? []) {
    if (!input.id || input.type === "hidden" || input.readOnly || input.dataset.liveText || (sending && input.form === sending) || flying.has(input.form)) continue;
    const changed = isTicked(input) ? input.checked !== input.defaultChecked
      : input.options ? isChosen(input) : input.value !== input.defaultValue;
    if (changed) values.set(input.id, isTicked(input) ? input.checked : input.value);
  }
  return values;
}

function carry(sender) {
  const form = sender?.closest?.("form");
  const point = document.getElementById("point");
  const values = halfTyped(root(), form);
  drafts.set(shownItem(), halfTyped(point, form));
  for (const id of drafts.get(shownItem()).keys()) values.delete(id);
  const folds = [...root().querySelectorAll("details[id][open]")].filter((fold) => !form || !fold.contains(form) || fold.id.startsWith("siege-"));
  const active = document.activeElement;
  carried = {
    values,
    folds: folds.map((fold) => ({ id: fold.id, inPoint: point.contains(fold) })),
    focus: active?.id ?? "",
    focusInPoint: Boolean(active && point.contains(active)),
    selection: active?.id && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null,
    shown: shownItem(),
    scroll: scrollY,
  };
}

function restore() {
  if (!carried) return;
  const same = carried.shown === shownItem();
  for (const { id, inPoint } of carried.folds) if (same || !inPoint) document.getElementById(id)?.setAttribute("open", "");
  fill([...carried.values, ...(drafts.get(shownItem()) ?? [])], !same);
  reserves();
  const focused = carried.focus && (same || !carried.focusInPoint) && document.getElementById(carried.focus);
  if (focused && root().contains(focused)) {
    focused.focus({ preventScroll: true });
    if (carried.selection) try { focused.setSelectionRange(...carried.selection); } catch { /* a field of numbers has no caret */ }
  }
  scrollTo(0, same ? carried.scroll : 0);
  carried = null;
}

function fill(values, unfolding = true) {
  for (const [id, value] of values) {
    const input = document.getElementById(id);
    if (!input) continue;
    if (typeof value === "boolean") input.checked = value;
    else if (input.value !== value) input.value = value;
    if (unfolding) input.closest("details")?.setAttribute("open", "");
  }
}

const shownItem = () => root()?.querySelector("[data-live-item][aria-current]")?.dataset.liveItem ?? "";

document.addEventListener("htmx:confirm", (event) => {
  // An act that reads the texts (deciding, lifting) waits for those being saved.
  const elt = event.detail.elt;
  if (!(elt instanceof HTMLFormElement) || !root()?.contains(elt)) return;
  if (![...fields.values()].some((field) => field.isDirty)) return;
  event.preventDefault();
  settled().then(() => event.detail.issueRequest(true));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  const elt = requestConfig?.elt; // detail.elt is the target itself
  if (target?.id !== "live") return;
  if (xhr.status === 400 || xhr.status === 409) {
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    refuse(elt, xhr.responseText);
    return;
  }
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  if (!page.getElementById("live")) {
    // The sign-in page, an error: never in the place of the texts.
    event.detail.shouldSwap = false;
    if (xhr.responseURL.includes(root().dataset.loginUrl)) checkUser(true);
    else event.detail.isError = true;
    return;
  }
  announce(page);
  carry(elt);
});

/** What the page that came says on top of itself. */
function announce(page) {
  document.querySelectorAll("[data-live-refused]").forEach((toast) => toast.remove());
  for (const toast of page.querySelectorAll("[data-cmsic-toasts] .toast")) {
    const tone = [...toast.classList].find((name) => name.startsWith("toast--"))?.slice(7) ?? "information";
    tell(toast.querySelector("p").textContent, tone);
  }
}

// Two acts at once: the first redraws the page while the second is under way, and htmx would answer the second in the page that is gone.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, elt, target } = event.detail;
  if (target?.id !== "live" || elt === root()) return;
  if (elt instanceof HTMLFormElement) flying.set(elt, halfTyped(elt));
  xhr.addEventListener("loadend", () => {
    const typed = flying.get(elt) ?? [];
    flying.delete(elt);
    if (document.contains(elt) || !root()) return;
    if (xhr.status >= 200 && xhr.status < 300) {
      announce(new DOMParser().parseFromString(xhr.responseText, "text/html"));
      return redraw(new URL(xhr.responseURL).pathname + new URL(xhr.responseURL).search);
    }
    // Not done: what was typed goes back into the form that took its place.
    fill(typed);
    if (xhr.status === 400 || xhr.status === 409) refuse(elt.id ? document.getElementById(elt.id) : null, xhr.responseText);
    else tell("Le portail n’a pas répondu à votre dernier geste. Vérifiez la page, puis recommencez.", "attention");
  });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "live" && event.target?.id !== "live") return;
  bind();
  restore();
});

document.addEventListener("htmx:sendError", () => { offline = true; show(); });

/** Say a refusal where the act was asked; every field stays as it was typed. */
function refuse(sender, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return tell("Le portail a refusé cet acte. Rechargez la page.", "late");
  }
  const sentences = [body.message, ...(body.errors ?? [])].filter(Boolean);
  const form = sender?.closest?.("form") ?? sender;
  if (!(form instanceof HTMLFormElement) || !form.querySelector("input:not([type=hidden]), select, textarea")) return tell(sentences.join("\n"), "late", true);
  form.querySelector(".live-refusal")?.remove();
  const box = document.createElement("div");
  box.className = "live-refusal";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  for (const sentence of sentences) box.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  for (const side of Object.values(body.sides ?? {})) box.append(Object.assign(document.createElement("pre"), { textContent: `Texte enregistré :\n${side.stored}` }));
  form.prepend(box);
  box.focus();
  box.scrollIntoView({ block: "nearest" });
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

/** A message with the look of the others; portal.js takes care of its life once it is closed. */
function tell(text, tone = "information", refused = false) {
  const box = document.querySelector("[data-cmsic-toasts]");
  if (!box) return;
  const isPassing = tone !== "late" && tone !== "attention";
  // Ten presences ticked one after the other: the last line is the one that counts.
  if (isPassing) box.querySelectorAll(".toast:not(.toast--late, .toast--attention)").forEach((former) => former.remove());
  const toast = document.createElement("div");
  toast.className = `toast toast--${tone}`;
  if (refused) toast.dataset.liveRefused = "";
  const words = Object.assign(document.createElement("p"), { textContent: text });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "toast__close", textContent: "×" });
  close.dataset.cmsicClose = "toast";
  close.setAttribute("aria-label", "Fermer ce message");
  toast.append(words, close);
  box.append(toast);
  if (isPassing) setTimeout(() => toast.remove(), 7000);
}
