// The live page: its acts through htmx, their refusals and messages; what is half typed elsewhere on the page stays.
import { drafts, fill, flying, halfTyped } from "./live_drafts.js";
import { bind, reserves } from "./live_fields.js";
import { checkUser } from "./live_others.js";
import { isPressed, line, onceReleased, redraw, root, shownItem, tell } from "./live_page.js";
import { fields, settled, show } from "./live_texts.js";

let carried = null;

function carry(sender) {
  const form = sender?.closest?.("form");
  const point = document.getElementById("point");
  const values = halfTyped(root(), form);
  drafts.set(shownItem(), halfTyped(point, form));
  for (const id of drafts.get(shownItem()).keys()) values.delete(id);
  const folds = [...root().querySelectorAll("details[id][open]")].filter((fold) => !form || !fold.contains(form) || "liveStays" in fold.dataset);
  const active = document.activeElement;
  carried = {
    values,
    // A redraw that nobody asked for keeps what was just refused: it is still to be read.
    refusals: sender === root() ? [...root().querySelectorAll(".live-refusal")].map((box) => ({ box, form: box.closest("form") })) : [],
    folds: folds.map((fold) => ({ id: fold.id, inPoint: point.contains(fold) })),
    focus: active?.id ?? "",
    focusInPoint: Boolean(active && point.contains(active)),
    selection: active?.id && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null,
    shown: shownItem(),
    scroll: scrollY,
  };
}

/** The form that took the place of another one. */
const sameForm = (form) => [...root().querySelectorAll("form")].find((other) => other.id === form.id && other.getAttribute("action") === form.getAttribute("action"));

function restore() {
  if (!carried) return;
  const same = carried.shown === shownItem();
  for (const { id, inPoint } of carried.folds) if (same || !inPoint) document.getElementById(id)?.setAttribute("open", "");
  fill([...carried.values, ...(drafts.get(shownItem()) ?? [])], !same);
  reserves();
  if (same) for (const { box, form } of carried.refusals) sameForm(form)?.prepend(box);
  const focused = carried.focus && (same || !carried.focusInPoint) && document.getElementById(carried.focus);
  if (focused && root().contains(focused)) {
    focused.focus({ preventScroll: true });
    if (carried.selection) try { focused.setSelectionRange(...carried.selection); } catch { /* a field of numbers has no caret */ }
  }
  scrollTo(0, same ? carried.scroll : 0);
  carried = null;
}

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
  announce(page, elt !== root());
  if (elt === root() && isPressed()) {
    // What nobody asked for waits for the click that is under way, and goes when that one brings its own page.
    event.detail.shouldSwap = false;
    onceReleased(() => { if (elt === root()) redraw(pathOf(xhr)); });
    return;
  }
  carry(elt);
});

const pathOf = (xhr) => new URL(xhr.responseURL).pathname + new URL(xhr.responseURL).search;

/** What the page that came says on top of itself; after an act, in the place of what was refused before. */
function announce(page, isAfterAct = true) {
  if (isAfterAct) document.querySelectorAll("[data-live-refused]").forEach((toast) => toast.remove());
  for (const toast of page.querySelectorAll("[data-cmsic-toasts] .toast")) {
    const tone = [...toast.classList].find((name) => name.startsWith("toast--"))?.slice(7) ?? "information";
    tell(toast.querySelector("p").textContent, tone, false, true);
  }
}

// Two acts at once: the first redraws the page while the second is under way, and htmx would answer the second in the page that is gone.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, elt, target } = event.detail;
  if (target?.id !== "live" || elt === root()) return;
  if (elt instanceof HTMLFormElement) flying.set(elt, halfTyped(elt));
  show();
  xhr.addEventListener("loadend", () => {
    const typed = flying.get(elt) ?? [];
    flying.delete(elt);
    show();
    if (document.contains(elt) || !root()) return;
    if (xhr.status >= 200 && xhr.status < 300) {
      announce(new DOMParser().parseFromString(xhr.responseText, "text/html"));
      return redraw(pathOf(xhr));
    }
    // Not done: what was typed goes back into the form that took its place.
    fill(typed);
    show();
    if (xhr.status === 400 || xhr.status === 409) refuse(elt.id ? document.getElementById(elt.id) : null, xhr.responseText);
    else tell("Le portail n’a pas répondu à votre dernier geste. Vérifiez la page, puis recommencez.", "attention");
  });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "live" && event.target?.id !== "live") return;
  bind();
  restore();
  show();
});

document.addEventListener("htmx:sendError", () => { line.offline = true; show(); });

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
