// The live page: saves texts as they are typed, keeps them until the server has said « enregistré », follows the other editor, takes the keyboard.
// Without it every form of the page still works. Nothing here decides: the server refuses, this shows what it said.

const PAUSE = 1500; // ms without a key before a save
const PATIENCE = 6000; // ms that a text may wait while one goes on typing
const POLL = 5000;
const RETRY = [3000, 5000, 10000, 15000];

const root = () => document.getElementById("live");
const statusLine = () => document.querySelector("[data-cmsic-saving]");
let csrf = document.querySelector("#live input[name=csrfmiddlewaretoken]")?.value ?? "";
let clockShift = 0;
let offline = false;
let expired = false;
let failures = 0;
let lastSaved = "";
let lastKey = 0;
let leaving = false;

/* ---- What is kept on the device: one row per text not yet saved, keyed to the user. Behind closed doors, nothing. ---- */

const shelf = (() => {
  let opening;
  const open = () => (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("cmsic-seance", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("texts", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }));
  const run = async (mode, act) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("texts", mode);
      const request = act(transaction.objectStore("texts"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    works: "indexedDB" in window,
    async keep(row) {
      try { await run("readwrite", (store) => store.put(row)); } catch { this.works = false; }
    },
    async drop(id) {
      try { await run("readwrite", (store) => store.delete(id)); } catch { this.works = false; }
    },
    async all(prefix) {
      try { return await run("readonly", (store) => store.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`))); } catch { this.works = false; return []; }
    },
  };
})();

const prefix = () => `${root().dataset.user}|${root().dataset.session}|`;

/* ---- One text, on the page or not ---- */

const fields = new Map();

class Field {
  constructor(key, { text = "", saved = text, base = 0, sent = null, closed = false, name = "" } = {}) {
    Object.assign(this, { key, text, saved, base, sent, closed, name });
    this.saving = false;
    this.conflict = null;
    this.blocked = "";
    this.since = 0;
    this.timer = 0;
    this.keepTimer = 0;
    this.kept = null; // the text this device holds
  }

  get element() {
    return document.querySelector(`[data-live-text="${CSS.escape(this.key)}"]`);
  }

  get isDirty() {
    return this.text !== this.saved || this.sent !== null;
  }

  type(text) {
    this.text = text;
    this.blocked = "";
    this.since ||= Date.now();
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keep(), 150);
    clearTimeout(this.timer);
    const waited = Date.now() - this.since;
    this.timer = setTimeout(() => save(this), waited > PATIENCE ? 0 : PAUSE);
    show();
  }

  async keep() {
    if (this.closed) return;
    const id = prefix() + this.key;
    if (!this.isDirty) return shelf.drop(id);
    const text = this.text;
    await shelf.keep({ id, key: this.key, text, base: this.base, sent: this.sent, name: this.name, at: Date.now() });
    this.kept = text;
    show();
  }

  settle(answer, sent) {
    this.base = answer.revision;
    this.saved = sent;
    this.sent = null;
    this.since = this.text === sent ? 0 : Date.now();
    const element = this.element;
    if (element) {
      element.dataset.revision = answer.revision;
      const base = element.form?.elements.base_revision;
      if (base) base.value = answer.revision;
    }
    mark(this.key, answer.revision, answer.author);
    return this.keep();
  }
}

function mark(key, revision, author) {
  const meta = document.querySelector(`[data-live-meta="${CSS.escape(key)}"]`);
  if (!meta) return;
  const link = meta.querySelector("a");
  if (link) {
    link.textContent = `révision ${revision}`;
    meta.replaceChildren(link, `, ${author}`);
  } else meta.textContent = `révision ${revision}, ${author}`;
}

/** Tie the fields of the page to what memory holds; what is not saved wins over what the page brought. */
function bind() {
  const live = root();
  if (!live) return;
  clockShift = Date.parse(live.dataset.now) - Date.now();
  for (const element of live.querySelectorAll("[data-live-text]")) {
    const key = element.dataset.liveText;
    const revision = Number(element.dataset.revision);
    const closed = "closed" in live.dataset;
    const name = live.querySelector(`label[for="${CSS.escape(element.id)}"]`)?.textContent ?? "texte";
    const field = fields.get(key);
    if (field && (field.isDirty || field.base > revision)) {
      element.value = field.text;
      element.dataset.revision = field.base;
      if (element.form?.elements.base_revision) element.form.elements.base_revision.value = field.base;
    } else fields.set(key, new Field(key, { text: element.value, base: revision, closed, name }));
    grow(element);
  }
  live.querySelectorAll("[data-live-nojs]").forEach((element) => { element.hidden = true; });
  live.querySelectorAll("[data-live-js]").forEach((element) => { element.hidden = false; });
  reserves();
  tick();
  show();
}

/** Take back what this device kept: a text whose answer was lost, a page closed while the line was down. */
async function recover() {
  let taken = 0;
  for (const row of await shelf.all(prefix())) {
    let field = fields.get(row.key);
    if (field && (row.text === field.saved || field.isDirty)) {
      if (!field.isDirty) await shelf.drop(row.id);
      continue;
    }
    // The save had reached the server before the page was left: go on from it.
    if (field && row.sent === field.saved) Object.assign(field, { text: row.text });
    else {
      const closed = field?.closed ?? false;
      field = new Field(row.key, { text: row.text, saved: null, base: row.base, closed, name: row.name || "texte" });
      fields.set(row.key, field);
    }
    const element = field.element;
    if (element) {
      element.value = field.text;
      grow(element);
    }
    taken += 1;
    save(field);
  }
  if (taken) tell(taken > 1 ? `${taken} textes retrouvés sur cet appareil sont repris.` : "Un texte retrouvé sur cet appareil est repris.", "good");
}

/* ---- Saving ---- */

async function save(field) {
  clearTimeout(field.timer);
  if (!field.isDirty || field.saving || field.conflict || expired) return;
  field.saving = true;
  // A text whose answer was lost is sent again as it was, so that the server can tell it has it.
  const sent = field.sent ?? field.text;
  field.sent = sent;
  await field.keep();
  show();
  let answer;
  try {
    answer = await post(field, sent);
  } catch {
    answer = null;
  }
  field.saving = false;
  if (!answer || answer.status >= 500 || answer.status === 0) return later(field, answer);
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    await checkUser(answer.status === 403);
    if (!expired) return later(field, answer);
    return show();
  }
  offline = false;
  failures = 0;
  let body;
  try {
    body = await answer.json();
  } catch {
    return later(field, answer);
  }
  if (answer.ok) {
    lastSaved = body.at;
    await field.settle(body, sent);
    if (field.isDirty) save(field);
  } else if (body.code === "conflict") {
    field.sent = null;
    field.conflict = body;
    await field.keep();
    argue(field);
  } else {
    field.sent = null;
    field.blocked = body.message;
    await field.keep();
  }
  show();
}

function post(field, text, extra = {}) {
  const [item, section] = [field.key.slice(0, field.key.lastIndexOf(".")), field.key.slice(field.key.lastIndexOf(".") + 1)];
  const body = new URLSearchParams({ item: item === "session" ? "" : item, section, text, base_revision: String(field.base), ...extra });
  return fetch(root().dataset.saveUrl, {
    method: "POST", body, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(15000),
    headers: { Accept: "application/json", "X-CSRFToken": csrf, "X-Requested-With": "XMLHttpRequest" },
  });
}

function later(field, answer) {
  offline = true;
  failures += 1;
  field.timer = setTimeout(() => save(field), RETRY[Math.min(failures, RETRY.length) - 1]);
  show(answer ? "Le portail ne répond pas" : "");
}

function saveAll() {
  for (const field of fields.values()) save(field);
}

/** Wait a moment for what is being saved: before an act that depends on the texts. */
async function settled(limit = 4000) {
  saveAll();
  const end = Date.now() + limit;
  while ([...fields.values()].some((field) => field.saving) && Date.now() < end) await new Promise((wake) => setTimeout(wake, 50));
}

/* ---- The state of saving, always visible ---- */

const SHAPES = { saved: "check", saving: "retry", offline: "offline", conflict: "attention" };

function show(reason = "") {
  const line = statusLine();
  if (!line) return;
  const dirty = [...fields.values()].filter((field) => field.isDirty);
  const count = `${dirty.length} modification${dirty.length > 1 ? "s" : ""}`;
  const closed = dirty.some((field) => field.closed) || !shelf.works;
  const writing = dirty.some((field) => !field.closed && field.kept !== field.text);
  const kept = closed ? `${count} dans cette page seulement` : writing ? `${count}…` : `${count} gardée${dirty.length > 1 ? "s" : ""}`;
  const crossed = dirty.find((field) => field.conflict);
  const blocked = dirty.find((field) => field.blocked);
  let [state, text] = ["saved", lastSaved ? `Enregistré ${lastSaved}` : "Rien à enregistrer"];
  if (crossed) [state, text] = ["conflict", `Deux versions de « ${crossed.name} »`];
  else if (blocked) [state, text] = ["conflict", `Non enregistré : ${blocked.blocked}`];
  else if (expired && dirty.length) [state, text] = ["offline", `Session expirée, ${kept}`];
  else if (offline && dirty.length) [state, text] = ["offline", `${reason || "Hors ligne"}, ${kept}`];
  else if (dirty.some((field) => field.saving)) [state, text] = ["saving", "Enregistrement…"];
  else if (dirty.length) [state, text] = ["saving", "Modifié, pas encore enregistré"];
  line.className = `saving saving--${state}`;
  const use = line.querySelector("use");
  const address = use?.getAttribute("href").replace(/#.*/, `#${SHAPES[state]}`);
  if (use && use.getAttribute("href") !== address) use.setAttribute("href", address);
  const words = line.querySelector("[data-cmsic-saving-text]");
  if (words.textContent !== text) words.textContent = text;
}

/* ---- Two texts that crossed ---- */

const conflictDialog = document.getElementById("conflit");
let arguing = null;

function argue(field) {
  if (arguing && arguing !== field) return;
  arguing = field;
  const { message, comparison, stored, sent } = field.conflict;
  conflictDialog.querySelector("[data-live-conflict-name]").textContent = field.name;
  conflictDialog.querySelector("[data-live-conflict-message]").textContent = message;
  // Drawn and escaped by the server's own component.
  conflictDialog.querySelector("[data-live-conflict-texts]").innerHTML = comparison;
  conflictDialog.querySelector("#conflit-fusion").value = field.text === sent ? `${stored}\n\n${sent}`.trim() : `${stored}\n\n${field.text}`.trim();
  if (!conflictDialog.open) conflictDialog.showModal();
}

conflictDialog?.addEventListener("cancel", (event) => event.preventDefault());
conflictDialog?.addEventListener("click", async (event) => {
  const kept = event.target.closest("[data-live-keep]")?.dataset.liveKeep;
  if (!kept || !arguing) return;
  const field = arguing;
  const { revision, stored } = field.conflict;
  const mine = field.text;
  const merged = conflictDialog.querySelector("#conflit-fusion").value;
  let answer;
  try {
    const before = field.base;
    field.base = revision;
    answer = kept === "stored" ? await post(field, mine, { keep: "stored" }) : null;
    if (answer && !answer.ok) field.base = before;
  } catch {
    answer = undefined;
  }
  if (kept === "stored") {
    // Ours is set aside in the history before the stored one is kept.
    if (!answer?.ok) return tell("La liaison est coupée : votre choix n’est pas enregistré. Réessayez.", "attention");
    const body = await answer.json();
    field.conflict = null;
    field.text = body.text;
    lastSaved = body.at;
    await field.settle(body, body.text);
  } else {
    field.conflict = null;
    field.saved = stored;
    field.text = kept === "merged" ? merged : mine;
  }
  arguing = null;
  conflictDialog.close();
  const element = field.element;
  if (element) {
    element.value = field.text;
    grow(element);
    element.focus();
  }
  await field.keep();
  save(field);
  show();
  const next = [...fields.values()].find((other) => other.conflict);
  if (next) argue(next);
});

/* ---- The sign-in that ends, the account that changes ---- */

const expiredDialog = document.getElementById("expiree");
expiredDialog?.addEventListener("cancel", (event) => event.preventDefault());

async function askState() {
  const answer = await fetch(root().dataset.stateUrl, { redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000) });
  if (answer.type === "opaqueredirect" || answer.status === 401) return { gone: true };
  if (!answer.ok) return null;
  return answer.json();
}

/** Ask who is signed in; take the fresh token, or open the dialog: the texts stay where they are. */
async function checkUser(once = false) {
  let state;
  try {
    state = await askState();
  } catch {
    return null;
  }
  if (!state) return null;
  const text = expiredDialog.querySelector("[data-live-expired-text]");
  if (state.gone) {
    expired = true;
    if ([...fields.values()].some((field) => field.isDirty) || once) openExpired();
  } else if (state.user !== root().dataset.user) {
    // Somebody else's account in the same browser: he reads nothing of what was typed here.
    expired = true;
    root().hidden = true;
    text.textContent = `Un autre compte est ouvert dans ce navigateur. Reconnectez-vous avec le compte de ${root().dataset.userName} pour retrouver ce qui n’est pas enregistré.`;
    openExpired();
  } else {
    csrf = state.csrf;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = csrf; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": csrf }));
    if (expired) {
      expired = false;
      root().hidden = false;
      if (expiredDialog.open) expiredDialog.close();
      saveAll();
    }
  }
  show();
  return state;
}

function openExpired() {
  if (!expiredDialog.open) expiredDialog.showModal();
}

expiredDialog?.querySelector("[data-live-resume]").addEventListener("click", async () => {
  await checkUser();
  if (expired) tell("La session n’est pas encore rouverte. Reconnectez-vous dans l’autre onglet, avec le même compte.", "attention");
});

/* ---- What the other editor does ---- */

async function follow() {
  if (document.hidden || !root()) return;
  const state = await checkUser();
  if (!state || state.gone || expired) return;
  if (offline) {
    offline = false;
    failures = 0;
    saveAll();
  }
  for (const head of state.texts) {
    const field = fields.get(head.key);
    if (!field || !field.element || field.isDirty || field.saving || head.revision <= field.base) continue;
    await take(field);
  }
  if (state.stamp !== root().dataset.stamp && Date.now() - lastKey > 1500) refresh();
}

async function take(field) {
  let body;
  try {
    body = await (await fetch(`${root().dataset.readUrl}?cle=${encodeURIComponent(field.key)}`, { redirect: "manual", headers: { Accept: "application/json" } })).json();
  } catch {
    return;
  }
  // Something was typed while we asked: the save will tell the two apart.
  if (field.isDirty || field.saving) return;
  const element = field.element;
  field.text = body.text;
  if (element) {
    const at = element.selectionStart;
    element.value = body.text;
    if (document.activeElement === element) element.setSelectionRange(at, at);
    grow(element);
  }
  await field.settle(body, body.text);
}

const refresh = () => redraw(root()?.dataset.here);

function redraw(address) {
  if (window.htmx && root()) window.htmx.ajax("GET", address, { source: root(), target: "#live", select: "#live", swap: "outerHTML show:none" });
}

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

/* ---- Small comforts ---- */

const sizes = CSS.supports("field-sizing", "content");
function grow(element) {
  if (sizes) return;
  element.style.height = "auto";
  element.style.height = `${element.scrollHeight + 2}px`;
}

function tick() {
  const now = Date.now() + clockShift;
  for (const clock of document.querySelectorAll("[data-live-clock]")) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(clock.dataset.liveClock)) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    clock.textContent = seconds >= 3600 ? `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    const planned = Number(clock.dataset.livePlanned) * 60;
    clock.closest(".live__clock")?.classList.toggle("live__clock--over", planned > 0 && seconds > planned);
  }
}

/** Reserves show for the qualified opinion only; the next line shows once the one before is written. */
function reserves() {
  const box = document.querySelector("[data-live-reserves]");
  if (!box) return;
  const outcome = document.getElementById("decider_outcome");
  const lines = [...box.querySelectorAll(".reserve-line")];
  const written = lines.map((line) => line.querySelector("textarea").value.trim() !== "");
  box.hidden = Boolean(outcome) && outcome.value !== "qualified" && !written.some(Boolean);
  lines.forEach((line, place) => { line.hidden = place > 0 && !written[place] && !written[place - 1]; });
}

document.addEventListener("input", (event) => {
  lastKey = Date.now();
  const element = event.target.closest?.("[data-live-text]");
  if (element) {
    const field = fields.get(element.dataset.liveText);
    field?.type(element.value);
    grow(element);
  }
  if (event.target.closest?.("#decider")) reserves();
});
document.addEventListener("focusout", (event) => {
  const field = fields.get(event.target.dataset?.liveText);
  if (field?.isDirty) save(field);
});
document.addEventListener("submit", (event) => {
  // The save button of a text: by script, so that the page stays.
  const form = event.target.closest?.("[data-live-form]");
  if (!form) return;
  event.preventDefault();
  save(fields.get(form.querySelector("[data-live-text]").dataset.liveText));
}, true);

/* ---- Keyboard ---- */

const writeIn = (section) => {
  const element = root().querySelector(`[data-live-section="${section}"]`);
  document.getElementById("vue-texte").checked = true;
  element?.focus();
  element?.scrollIntoView({ block: "center" });
};
const unfold = (id, selector) => {
  const fold = document.getElementById(id);
  if (!fold) return;
  document.getElementById("vue-texte").checked = true;
  if (fold.tagName === "DETAILS") fold.open = true;
  (fold.querySelector(selector) ?? fold).focus();
  fold.scrollIntoView({ block: "center" });
};
const step = (by) => {
  const links = [...root().querySelectorAll("[data-live-item]")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.click();
};
const KEYS = {
  KeyB: () => writeIn("debate"),
  KeyC: () => writeIn("conclusion"),
  KeyS: () => writeIn("decision"),
  KeyR: () => unfold("ecrire-reco", "textarea"),
  KeyI: () => unfold("noter-parole", "select"),
  KeyV: () => (document.getElementById("compter") ? unfold("vote", "input:not([type=hidden])") : unfold("mettre-aux-voix", "input:not([type=hidden])")),
  KeyP: () => {
    document.getElementById("vue-presence").checked = true;
    root().querySelector("#presence button, #presence summary")?.focus();
  },
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
};
document.addEventListener("keydown", (event) => {
  if (!root() || root().hidden || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest?.("input, textarea, select");
  if (event.altKey && !event.ctrlKey && !event.metaKey && KEYS[event.code]) {
    event.preventDefault();
    KEYS[event.code]();
  } else if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    saveAll();
  } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const next = root().querySelector("form[data-live-next]");
    if (!next) return;
    event.preventDefault();
    next.requestSubmit();
  } else if (event.key === "?" && !typing) {
    event.preventDefault();
    document.getElementById("raccourcis").showModal();
  }
});

/* ---- Coming and going ---- */

addEventListener("beforeunload", (event) => {
  const forms = [...drafts].some(([item, values]) => item !== shownItem() && values.size) || [...halfTyped(document.getElementById("point"), sending).keys()].length > 0;
  const texts = [...fields.values()].some((field) => field.isDirty);
  if (texts) saveAll();
  if (texts || forms) event.preventDefault();
});
// A form that leaves the page (without htmx) takes its own fields with it.
let sending = null;
document.addEventListener("submit", (event) => { sending = event.target; });
addEventListener("pagehide", () => {
  if (leaving || expired) return;
  leaving = true;
  // A last try that outlives the page; what the device keeps stays until a page hears that it is saved.
  for (const field of fields.values()) {
    if (!field.isDirty || field.conflict || field.saving) continue;
    const [item, section] = [field.key.slice(0, field.key.lastIndexOf(".")), field.key.slice(field.key.lastIndexOf(".") + 1)];
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf, item: item === "session" ? "" : item, section, text: field.sent ?? field.text, base_revision: String(field.base) });
    navigator.sendBeacon(root().dataset.saveUrl, body);
  }
});
addEventListener("online", () => { offline = false; failures = 0; saveAll(); });
addEventListener("offline", () => { offline = true; show(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); else follow(); });

if (root()) {
  // A height set by script must not be copied as an attribute: the policy of the page refuses inline styles.
  if (window.htmx) window.htmx.config.attributesToSettle = ["class", "width", "height"];
  bind();
  recover();
  setInterval(tick, 1000);
  setInterval(follow, POLL);
}
