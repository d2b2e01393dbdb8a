// The live page: its fields, its small comforts, the keyboard, coming and going. Last of the four files.
"use strict";

/* ---- The fields of the page ---- */

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
