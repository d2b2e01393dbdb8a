// A campaign of inventory on a phone: each number read is kept on the device, then sent; what could not leave waits for the line.
// Without this script one types a number and presses « Noter ». The camera is offered where the browser reads codes.
import { readings } from "./device.js";

const root = document.querySelector("[data-stocktake]");
const form = root?.closest("form");
const view = root?.querySelector("[data-stocktake-view]");
const owner = () => `${root.dataset.user}|${root.dataset.stocktake}|`;
const WAITS = [3000, 5000, 10000, 15000];
let memory = []; // where the device keeps nothing
let failures = 0;
let timer = 0;
let busy = false;
let expired = false;
let stream = null;
let reread = false;

const say = (text) => { root.querySelector("[data-stocktake-said]").textContent = text; };

async function rows() {
  let kept = [];
  try { kept = await readings.all(owner()); } catch { /* a device that keeps nothing: the page does */ }
  return [...kept, ...memory].sort((a, b) => a.order - b.order);
}

async function put(row) {
  try { await readings.put(row); } catch { memory = [...memory.filter((other) => other.id !== row.id), row]; }
}

async function drop(row) {
  memory = memory.filter((other) => other.id !== row.id);
  try { await readings.drop(row.id); } catch { /* idem */ }
}

/** Keep a reading, then send all that waits. */
async function note(fields) {
  await put({ id: owner() + crypto.randomUUID(), order: Date.now(), fields, refused: "" });
  await show();
  await flush();
}

/** The answer of the portal: its line, its refusal, or nothing when it could not be reached. */
async function send(fields) {
  if (!navigator.onLine) return null;
  const token = form.elements.csrfmiddlewaretoken.value;
  let answer;
  try {
    answer = await fetch(root.dataset.noteUrl, {
      method: "POST", body: JSON.stringify(fields), credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(15000),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    });
  } catch { return null; }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { gone: true };
  if (answer.status >= 500 || answer.status === 429) return null;
  try {
    const body = await answer.json();
    return answer.ok ? { line: body } : { message: [body.detail, body.message, ...Object.values(body.errors ?? {}).flat()].filter((each) => typeof each === "string").join(" ") || "Refusé." };
  } catch { return null; }
}

async function flush() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  let sent = 0;
  try {
    for (const row of (await rows()).filter((each) => !each.refused)) {
      const answer = await send(row.fields);
      if (!answer) throw new Error("out of reach");
      if (answer.gone) { expired = true; break; }
      if (answer.line) {
        await drop(row);
        sent += 1;
        say(answer.line.said);
      } else await put({ ...row, refused: answer.message });
    }
    failures = 0;
  } catch { failures += 1; } finally {
    busy = false;
    const waiting = await show();
    if (sent && !waiting && !stream && !form.elements.code.value) readAgain();
    else if (waiting && !expired) timer = setTimeout(flush, WAITS[Math.min(failures, WAITS.length - 1)]);
  }
}

/** Tell what this device keeps; return how many readings wait. */
async function show() {
  const kept = await rows();
  const waiting = kept.filter((row) => !row.refused).length;
  const list = root.querySelector("[data-stocktake-kept]");
  list.hidden = !kept.length;
  const lines = kept.map((row) => {
    const line = Object.assign(document.createElement("li"), { textContent: `${row.fields.code} : ${row.refused || (expired ? "reconnectez-vous, rien n’est perdu." : "gardé sur cet appareil, envoyé dès que la liaison revient.")} ` });
    if (row.refused) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small", textContent: "Retirer de la liste" });
      button.addEventListener("click", async () => { await drop(row); show(); });
      line.append(button);
    }
    return line;
  });
  list.replaceChildren(...lines);
  return waiting;
}

/* ---- Typing ---- */

form?.addEventListener("submit", (event) => {
  const fields = Object.fromEntries(["code", "site", "note"].map((name) => [name, form.elements[name]?.value.trim() ?? ""]));
  if (!fields.code) return; // the portal says what is missing
  event.preventDefault();
  event.stopImmediatePropagation();
  form.elements.code.value = "";
  form.elements.note.value = "";
  form.elements.code.focus();
  note(fields);
}, true);

/* ---- The camera ---- */

async function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  view.srcObject = null;
  view.hidden = true;
}

async function look() {
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code", "code_128", "code_39", "ean_13", "data_matrix"] });
  let last = "";
  let since = 0;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say("La caméra n’est pas permise : tapez le numéro.");
    return;
  }
  view.srcObject = stream;
  view.hidden = false;
  await view.play();
  while (view.srcObject) {
    const [found] = await detector.detect(view).catch(() => []);
    const code = found?.rawValue.trim() ?? "";
    if (code && (code !== last || Date.now() - since > 4000)) {
      [last, since] = [code, Date.now()];
      navigator.vibrate?.(80);
      note({ code, site: form.elements.site.value.trim(), note: "" });
    }
    await new Promise((resolve) => { setTimeout(resolve, 250); });
  }
}

const camera = root?.querySelector("[data-stocktake-camera]");
if (camera && "BarcodeDetector" in globalThis && navigator.mediaDevices) {
  camera.hidden = false;
  camera.addEventListener("click", async () => {
    const label = camera.querySelector("span");
    if (stream) { await stop(); label.textContent = "Lire avec la caméra"; readAgain(); } else { label.textContent = "Arrêter la caméra"; look(); }
  });
}

/* ---- What is being typed, when the page is read again: a place serves for many readings ---- */

const TYPED = ["code", "site", "note"];

function keepTyped() {
  const typed = TYPED.map((name) => form.elements[name].value);
  const said = reread ? root.querySelector("[data-stocktake-said]").textContent : "";
  try { sessionStorage.setItem(owner(), JSON.stringify([...typed, said])); } catch { /* nothing is kept */ }
}

function typeAgain() {
  let typed = [];
  try { typed = JSON.parse(sessionStorage.getItem(owner()) ?? "[]"); } catch { /* idem */ }
  for (const [rank, name] of TYPED.entries()) form.elements[name].value ||= typed[rank] ?? "";
  if (!typed[TYPED.length]) return;
  say(typed[TYPED.length]); // what was just noted, and the field ready for the next number
  form.elements.code.focus();
}

/** Read the page again for its counts and its lines: what was said of the last reading stays on it. */
function readAgain() {
  reread = true;
  location.reload();
}

if (root) {
  form.removeAttribute("data-cmsic-unsaved"); // all that is typed here is kept: the page is read again without asking
  typeAgain();
  addEventListener("online", () => { failures = 0; flush(); });
  addEventListener("pagehide", () => { keepTyped(); stop(); });
  if (await show()) flush();
}
