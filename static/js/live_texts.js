// The live page: saves texts as they are typed, keeps them until the server has said « enregistré ».
// Without it every form of the page still works. Nothing here decides: the server refuses, this shows what it said.
import { texts } from "./device.js";
import { flying, waitingCount } from "./live_drafts.js";
import { line, root } from "./live_page.js";

const PAUSE = 1500; // ms without a key before a save
const PATIENCE = 6000; // ms that a text may wait while one goes on typing
const RETRY = [3000, 5000, 10000, 15000];

const statusLine = () => document.querySelector("[data-cmsic-saving]");

/** What the script of the sign-in and of crossed texts does when a save comes back with one. */
const answers = { conflict: () => {}, signedOut: async () => {} };

export function onTrouble({ conflict, signedOut }) {
  Object.assign(answers, { conflict, signedOut });
}

/* ---- What is kept on the device: one row per text not yet saved, keyed to the user. Behind closed doors, nothing. ---- */

export const shelf = {
  works: "indexedDB" in window,
  async keep(row) {
    try { await texts.put(row); } catch { this.works = false; }
  },
  async drop(id) {
    try { await texts.drop(id); } catch { this.works = false; }
  },
  async all(start) {
    try { return await texts.all(start); } catch { this.works = false; return []; }
  },
};

export const prefix = () => `${root().dataset.user}|${root().dataset.session}|`;

/* ---- One text, on the page or not ---- */

export const fields = new Map();

export class Field {
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

/* ---- Saving ---- */

export async function save(field) {
  clearTimeout(field.timer);
  if (!field.isDirty || field.saving || field.conflict || line.expired) return;
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
    await answers.signedOut(answer.status === 403);
    if (!line.expired) return later(field, answer);
    return show();
  }
  line.offline = false;
  line.failures = 0;
  let body;
  try {
    body = await answer.json();
  } catch {
    return later(field, answer);
  }
  if (answer.ok) {
    line.lastSaved = body.at;
    await field.settle(body, sent);
    if (field.isDirty) save(field);
  } else if (body.code === "conflict") {
    field.sent = null;
    field.conflict = body;
    await field.keep();
    answers.conflict(field);
  } else {
    field.sent = null;
    field.blocked = body.message;
    await field.keep();
  }
  show();
}

export function post(field, text, extra = {}) {
  const [item, section] = [field.key.slice(0, field.key.lastIndexOf(".")), field.key.slice(field.key.lastIndexOf(".") + 1)];
  const body = new URLSearchParams({ item: item === "session" ? "" : item, section, text, base_revision: String(field.base), ...extra });
  return fetch(root().dataset.saveUrl, {
    method: "POST", body, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(15000),
    headers: { Accept: "application/json", "X-CSRFToken": line.csrf, "X-Requested-With": "XMLHttpRequest" },
  });
}

function later(field, answer) {
  line.offline = true;
  line.failures += 1;
  field.timer = setTimeout(() => save(field), RETRY[Math.min(line.failures, RETRY.length) - 1]);
  show(answer ? "Le portail ne répond pas" : "");
}

export function saveAll() {
  for (const field of fields.values()) save(field);
}

/** Wait a moment for what is being saved: before an act that depends on the texts. */
export async function settled(limit = 4000) {
  saveAll();
  const end = Date.now() + limit;
  while ([...fields.values()].some((field) => field.saving) && Date.now() < end) await new Promise((wake) => setTimeout(wake, 50));
}

/* ---- The state of saving, always visible ---- */

const SHAPES = { saved: "check", saving: "retry", draft: "edit", offline: "offline", conflict: "attention" };

export function show(reason = "") {
  const bar = statusLine();
  if (!bar) return;
  const dirty = [...fields.values()].filter((field) => field.isDirty);
  const count = `${dirty.length} modification${dirty.length > 1 ? "s" : ""}`;
  const closed = dirty.some((field) => field.closed) || !shelf.works;
  const writing = dirty.some((field) => !field.closed && field.kept !== field.text);
  const kept = closed ? `${count} dans cette page seulement` : writing ? `${count}…` : `${count} gardée${dirty.length > 1 ? "s" : ""}`;
  const crossed = dirty.find((field) => field.conflict);
  const blocked = dirty.find((field) => field.blocked);
  const waiting = waitingCount();
  let [state, text] = ["saved", line.lastSaved ? `Enregistré ${line.lastSaved}` : "Rien à enregistrer"];
  if (crossed) [state, text] = ["conflict", `Deux versions de « ${crossed.name} »`];
  else if (blocked) [state, text] = ["conflict", `Non enregistré : ${blocked.blocked}`];
  else if (line.expired && dirty.length) [state, text] = ["offline", `Session expirée, ${kept}`];
  else if (line.offline && dirty.length) [state, text] = ["offline", `${reason || "Hors ligne"}, ${kept}`];
  else if (dirty.some((field) => field.saving)) [state, text] = ["saving", "Enregistrement…"];
  else if (dirty.length) [state, text] = ["saving", "Modifié, pas encore enregistré"];
  else if (flying.size) [state, text] = ["saving", "Enregistrement…"];
  else if (waiting) [state, text] = ["draft", waiting > 1 ? `${waiting} champs remplis, pas encore enregistrés` : "1 champ rempli, pas encore enregistré"];
  bar.className = `saving saving--${state}`;
  const use = bar.querySelector("use");
  const address = use?.getAttribute("href").replace(/#.*/, `#${SHAPES[state]}`);
  if (use && use.getAttribute("href") !== address) use.setAttribute("href", address);
  const words = bar.querySelector("[data-cmsic-saving-text]");
  if (words.textContent !== text) words.textContent = text;
}
