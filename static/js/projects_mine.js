// « Mes projets »: tints what differs from the last publication, counts it, and keeps each row as it is typed.
// The page does its work without this: « Enregistrer le brouillon » and « Publier » are its own buttons.
import { months } from "./device.js";

const form = document.querySelector("[data-cmsic-own]");
const PAUSE = 1200; // ms without a key before a row is saved
const RETRY = [3000, 5000, 10000, 15000];

const rows = () => [...form.querySelectorAll("[data-cmsic-row]")];
const fields = (row) => [...row.querySelectorAll("[data-was]")];
const hidden = (row, name) => row.querySelector(`input[type=hidden][name$="-${name}"]`);
const tick = (row) => row.querySelector("input[type=checkbox]");
const digits = (text) => text.replace(/[\s\u00a0\u202f.]/g, "");
const same = (field) => (field.inputMode === "numeric" && field.type === "text" ? digits(field.value) === digits(field.dataset.was) : field.value.trim() === field.dataset.was);
const s = (number) => (number > 1 ? "s" : "");

function look(row) {
  const changed = new Set(fields(row).filter((field) => !same(field)).map((field) => field.closest(".own__cell")));
  row.querySelectorAll(".own__cell").forEach((cell) => cell.classList.toggle("is-changed", changed.has(cell)));
  row.dataset.changed = changed.size ? "yes" : "";
}

/** The rows that « rien de changé pour le reste » is about. */
const rest = () => rows().filter((row) => row.closest("[data-cmsic-part]").dataset.cmsicPart === "waiting" && !row.dataset.changed && tick(row) && !tick(row).checked);

function tell() {
  const every = rows();
  const changed = every.filter((row) => row.dataset.changed).length;
  const attested = every.filter((row) => tick(row)?.checked).length;
  const words = [];
  if (changed) words.push(`${changed} ligne${s(changed)} modifiée${s(changed)}`);
  if (attested) words.push(`${attested} « rien de changé »`);
  const count = form.querySelector("[data-cmsic-own-count]");
  count.dataset.rule ??= count.textContent;
  count.textContent = words.length ? `${words.join(", ")}.` : count.dataset.rule;
  const total = every.filter((row) => row.dataset.changed || tick(row)?.checked).length;
  form.querySelector("[data-cmsic-own-publish] span").textContent = total ? `Publier ${total > 1 ? `les ${total}` : "la ligne"}` : "Publier les mises à jour";
  const button = form.querySelector("[data-cmsic-own-rest]");
  if (button) {
    const left = rest().length;
    button.hidden = !left;
    button.querySelector("span").textContent = changed || attested ? `Rien de changé pour ${left > 1 ? `les ${left} autres` : "l’autre"}` : `Rien de changé pour ${left > 1 ? `les ${left}` : "ce projet"}`;
  }
}

/* ---- Each row is saved by itself; until the portal has said so this device keeps it. ---- */

const states = new WeakMap(); // row → { timer, running, sent, failures, crossed }
const stateOf = (row) => states.get(row) ?? states.set(row, { timer: 0, running: null, sent: null, failures: 0, crossed: false, kept: false }).get(row);
const keyOf = (row) => `${form.dataset.cmsicOwn}|${row.id}`;
const say = (row, text) => { row.querySelector("[data-cmsic-own-saved]").textContent = text; };
const typed = (row) => Object.fromEntries(fields(row).map((field) => [field.name, field.value]));
const alike = (a, b) => Object.keys(a).every((name) => a[name] === b[name]);

async function keep(row, published = false) {
  const versions = { version: hidden(row, "version").value, draft: hidden(row, "draft").value };
  try {
    await months.put({ id: keyOf(row), values: typed(row), ...versions, published });
    return true;
  } catch { return false; /* a device that keeps nothing */ }
}

async function forget(row) {
  try { await months.drop(keyOf(row)); } catch { /* idem */ }
}

/** Save until what was typed is what the portal has. A text whose answer was lost is sent again as it was. */
async function save(row) {
  const state = stateOf(row);
  clearTimeout(state.timer);
  if (state.running) return state.running;
  if (state.crossed) return null;
  state.running = send(row, state).finally(() => { state.running = null; });
  await state.running;
  if (state.again) {
    state.again = false;
    return save(row);
  }
  return null;
}

async function send(row, state) {
  state.sent ??= typed(row);
  const body = new URLSearchParams({ row: row.id.slice(2), action: "draft", ...state.sent });
  for (const name of ["version", "draft"]) body.set(`${row.id}-${name}`, hidden(row, name).value);
  say(row, "Enregistrement…");
  let answer = null;
  let why = "la liaison est coupée";
  try {
    const response = await fetch(location.pathname, {
      method: "POST", body, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(15000),
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (response.ok) [answer] = (await response.json()).rows;
    else why = response.type === "opaqueredirect" ? "votre connexion a expiré, reconnectez-vous" : "le portail n’a pas pu répondre";
  } catch { /* the line is down */ }
  if (!answer) {
    state.failures += 1;
    const kept = await state.kept;
    say(row, `Pas encore enregistré : ${why}. ${kept ? "Ce que vous avez saisi est gardé sur cet appareil." : "Cet appareil ne garde rien : laissez cette page ouverte."}`);
    state.timer = setTimeout(() => save(row), RETRY[Math.min(state.failures, RETRY.length) - 1]);
    return;
  }
  const sent = state.sent;
  Object.assign(state, { sent: null, failures: 0 });
  if (answer.outcome === "refused") {
    state.crossed = answer.crossed;
    say(row, answer.crossed ? "Une autre personne a écrit sur ce projet entre-temps. « Enregistrer le brouillon » montre les deux textes ; rien n’est perdu." : answer.said.join(" "));
    return;
  }
  hidden(row, "draft").value = answer.draft;
  hidden(row, "drawn")?.remove();
  if (alike(sent, typed(row))) {
    await forget(row);
    say(row, answer.outcome === "drafted" ? "Brouillon enregistré, pas encore publié." : "");
  } else state.again = true;
}

/** What this device kept of a row that the portal never got: it comes back, with the versions it started from. */
async function recall() {
  let kept = [];
  try { kept = await months.all(`${form.dataset.cmsicOwn}|`); } catch { return; }
  for (const one of kept) {
    const row = document.getElementById(one.id.split("|")[1]);
    if (!row) {
      if (one.published) await months.drop(one.id);
      continue;
    }
    const shown = typed(row);
    const isPublished = one.published && hidden(row, "version").value !== one.version;
    if (isPublished || row.classList.contains("own__row--late") || alike(one.values, shown)) {
      await forget(row);
      continue;
    }
    for (const field of fields(row)) field.value = one.values[field.name] ?? field.value;
    for (const name of ["version", "draft"]) hidden(row, name).value = one[name];
    hidden(row, "drawn")?.remove();
    row.querySelector("details").open = true;
    look(row);
    say(row, "Saisi sur cet appareil, pas encore enregistré.");
    stateOf(row).kept = true;
    await save(row);
  }
  tell();
}

if (form) {
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-cmsic-row]");
    if (row) look(row);
    tell();
    if (!row || !("was" in event.target.dataset)) return;
    const state = stateOf(row);
    state.kept = keep(row);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => (state.running ? (state.again = true) : save(row)), PAUSE);
  });
  // « Rien de changé » for all the rest is ticked first, so that one sees it before it is published.
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cmsic-own-rest]")) return;
    event.preventDefault();
    for (const row of rest()) tick(row).checked = true;
    tell();
    form.querySelector("[data-cmsic-own-publish]").focus();
  });
  // What is being saved arrives before the page leaves; without a line it stays here.
  let left = false;
  form.addEventListener("submit", async (event) => {
    if (left) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const changed = rows().filter((row) => row.dataset.changed);
    if (!navigator.onLine) {
      form.querySelector("[data-cmsic-own-count]").textContent = "La liaison est coupée : rien n’est parti, tout est gardé sur cet appareil. Publiez quand elle revient.";
      return;
    }
    for (const row of changed) clearTimeout(stateOf(row).timer);
    await Promise.all(changed.map((row) => stateOf(row).running));
    if (event.submitter?.value === "publish") await Promise.all(changed.filter((row) => stateOf(row).sent || stateOf(row).timer).map((row) => keep(row, true)));
    // Not within the event that was stopped: the browser would drop it.
    setTimeout(() => {
      left = true;
      form.requestSubmit(event.submitter);
    });
  }, true);
  addEventListener("pageshow", () => { left = false; });
  addEventListener("online", () => rows().filter((row) => stateOf(row).sent).forEach(save));
  // Down and up between rows, in the same column, for those who fill a column at a time.
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const name = event.target.name?.replace(/^p-[0-9a-f-]{36}-/, "");
    const fellows = name ? [...form.querySelectorAll(`[name$="-${CSS.escape(name)}"]`)] : [...form.querySelectorAll("summary")];
    const next = fellows[fellows.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      if (name && !event.target.type?.startsWith("check")) next.closest("details").open = true;
      next.focus();
    }
  });
  const all = () => { rows().forEach(look); tell(); };
  addEventListener("pageshow", all);
  all();
  recall();
}
