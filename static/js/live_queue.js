// Presence noted while the line is down: each event stays on the device with its hour and its key, and leaves in order when the portal answers.
// On the live page and on the list of presence. Behind closed doors nothing is written on the device: the tab keeps it, and leaving is warned.
import { presences } from "./device.js";
import { line, redraw, root, tell } from "./live_page.js";

const host = () => document.querySelector("[data-presence-queue]");
const owner = () => `${host().dataset.user}|${host().dataset.session}|`;
const isClosed = () => "closed" in host().dataset;
const WAITS = [3000, 5000, 10000, 15000];
let memory = []; // behind closed doors, or where the device keeps nothing
let failures = 0;
let timer = 0;
let busy = false;
let expired = false;

async function rows() {
  let kept = [];
  if (!isClosed()) try { kept = await presences.all(owner()); } catch { /* a device that keeps nothing: the tab does */ }
  return [...kept, ...memory].sort((a, b) => a.order - b.order);
}

async function put(row) {
  if (!isClosed()) try { return await presences.put(row); } catch { /* idem */ }
  memory = [...memory.filter((other) => other.id !== row.id), row];
}

async function drop(row) {
  memory = memory.filter((other) => other.id !== row.id);
  if (!isClosed()) try { await presences.drop(row.id); } catch { /* idem */ }
}

/* ---- Keeping ---- */

const two = (number) => String(number).padStart(2, "0");
const isPresence = (form) => form instanceof HTMLFormElement && new URL(form.action, location.href).pathname === host()?.dataset.recordUrl;

/** Give the event its key before it leaves, so that it is noted once whatever happens to the answer. */
function sign(form) {
  if (form.elements.client_key) return;
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: "client_key", value: crypto.randomUUID() });
  form.append(input);
}

async function keep(form) {
  const fields = Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "idempotency_key", "suite"].includes(name)));
  const now = new Date(Date.now() + line.clockShift);
  fields.at ||= `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  const seat = form.closest("li");
  const who = seat?.querySelector(".seat__name")?.textContent.trim() ?? "";
  const what = form.querySelector("button")?.textContent.trim() ?? "présence";
  form.elements.client_key?.remove();
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  if ((await rows()).some((row) => row.fields.client_key === fields.client_key)) return;
  await put({ id: owner() + fields.client_key, order: Date.now(), fields, label: [who, what].filter(Boolean).join(" : "), refused: "" });
  await show();
  plan();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!isPresence(form)) return;
  sign(form);
  const mustWait = !navigator.onLine || expired || hasWaiting;
  if (!mustWait && form.closest("[hx-boost]")) return; // htmx sends it; what fails comes back below
  event.preventDefault();
  event.stopImmediatePropagation();
  if (mustWait) return keep(form);
  const answer = await send(Object.fromEntries(new FormData(form)), form.elements.csrfmiddlewaretoken?.value);
  if (!answer) return keep(form);
  if (answer.saved) return location.reload();
  form.elements.client_key.remove();
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  say(answer.message || "Reconnectez-vous, puis recommencez.");
}, true);

// The live page: htmx could not reach the portal.
document.addEventListener("htmx:sendError", (event) => {
  if (isPresence(event.detail.elt)) keep(event.detail.elt);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (!isPresence(elt) || !xhr) return;
  if (xhr.status >= 502 && xhr.status <= 504) keep(elt); // the portal restarts
  else elt.elements.client_key?.remove();
});

/* ---- Sending ---- */

/** Return {saved} or {message} or {gone}; null when the portal could not be reached. */
async function send(fields, csrf) {
  let answer;
  try {
    answer = await fetch(host().dataset.recordUrl, {
      method: "POST", body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: csrf }), redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(15000),
      headers: { Accept: "application/json", "X-CSRFToken": csrf, "X-Requested-With": "XMLHttpRequest", "HX-Request": "true" },
    });
  } catch {
    return null;
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { gone: true };
  if (answer.status >= 500) return null;
  try {
    const body = await answer.json();
    return answer.ok ? { saved: true } : { message: [body.message, ...(body.errors ?? [])].filter(Boolean).join(" ") };
  } catch {
    return null;
  }
}

/** Who is signed in now, with a fresh token: an event never leaves in the name of another. */
async function token() {
  const answer = await fetch(host().dataset.stateUrl, { redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
  if (answer.type === "opaqueredirect" || !answer.ok) return answer.status >= 500 ? null : "";
  const state = await answer.json();
  return state.user === host().dataset.user ? state.csrf : "";
}

async function flush() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  let sent = 0;
  try {
    const waiting = (await rows()).filter((row) => !row.refused);
    if (!waiting.length) return;
    const fresh = await token();
    if (fresh === null) throw new Error("the portal restarts");
    expired = fresh === "";
    if (expired) return;
    for (const row of waiting) {
      const answer = await send(row.fields, fresh);
      if (!answer) throw new Error("the line dropped again");
      if (answer.gone) { expired = true; break; }
      if (answer.saved) { await drop(row); sent += 1; } else await put({ ...row, refused: answer.message || "Refusé." });
    }
    failures = 0;
  } catch {
    failures += 1;
  } finally {
    busy = false;
    await show();
    if (sent && root()) redraw(host().dataset.here);
    else if (sent) location.reload();
    plan();
  }
}

async function plan() {
  clearTimeout(timer);
  if ((await rows()).some((row) => !row.refused)) timer = setTimeout(flush, WAITS[Math.min(failures, WAITS.length - 1)]);
}

/* ---- Telling ---- */

let hasWaiting = false;
const say = (text) => tell(text, "late", true);

async function show() {
  const box = document.querySelector("[data-presence-pending]");
  const kept = await rows();
  const waiting = kept.filter((row) => !row.refused);
  hasWaiting = waiting.length > 0;
  if (!box) return;
  box.replaceChildren();
  box.hidden = !kept.length;
  if (!kept.length) return;
  const many = waiting.length > 1;
  const where = isClosed() || memory.length ? "dans cette page seulement" : "sur cet appareil";
  const words = expired ? "Reconnectez-vous dans un autre onglet : rien n’est perdu." : "Envoi dès que la liaison revient.";
  if (waiting.length) box.append(Object.assign(document.createElement("p"), { textContent: `${waiting.length} présence${many ? "s" : ""} gardée${many ? "s" : ""} ${where}. ${words}` }));
  const list = document.createElement("ul");
  for (const row of kept) {
    const entry = Object.assign(document.createElement("li"), { textContent: `${row.label} (${row.fields.at.slice(0, 5).replace(":", " h ")})${row.refused ? ` – refusé : ${row.refused}` : ""}` });
    if (row.refused) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small", textContent: "Retirer de la liste" });
      button.addEventListener("click", async () => { await drop(row); show(); });
      entry.append(" ", button);
    }
    list.append(entry);
  }
  box.append(list);
}

addEventListener("online", () => { failures = 0; flush(); });
addEventListener("beforeunload", (event) => { if (memory.length) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
document.addEventListener("htmx:afterSwap", () => { if (host()) show(); });
show().then(flush);

if ("serviceWorker" in navigator && host().dataset.workerUrl) navigator.serviceWorker.register(host().dataset.workerUrl, { scope: host().dataset.workerScope }).catch(() => {});
