// The live page: its fields tied to what memory and the device hold, its clocks and its small comforts.
import { line, root, tell } from "./live_page.js";
import { Field, fields, prefix, save, shelf, show } from "./live_texts.js";

/** Tie the fields of the page to what memory holds; what is not saved wins over what the page brought. */
export function bind() {
  const live = root();
  if (!live) return;
  line.clockShift = Date.parse(live.dataset.now) - Date.now();
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
export async function recover() {
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

export function grow(element) {
  if (sizes) return;
  element.style.height = "auto";
  element.style.height = `${element.scrollHeight + 2}px`;
}

const two = (number) => String(number).padStart(2, "0");

export function tick() {
  const now = Date.now() + line.clockShift;
  for (const clock of document.querySelectorAll("[data-live-clock]")) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(clock.dataset.liveClock)) / 1000));
    clock.textContent = seconds >= 3600 ? `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    const planned = Number(clock.dataset.livePlanned) * 60;
    clock.closest(".live__clock")?.classList.toggle("live__clock--over", planned > 0 && seconds > planned);
  }
}

/** Reserves show for the qualified opinion only; the next line shows once the one before is written. */
export function reserves() {
  const box = document.querySelector("[data-live-reserves]");
  if (!box) return;
  const outcome = document.getElementById("decider_outcome");
  const lines = [...box.querySelectorAll(".reserve-line")];
  const written = lines.map((reserve) => reserve.querySelector("textarea").value.trim() !== "");
  box.hidden = Boolean(outcome) && outcome.value !== "qualified" && !written.some(Boolean);
  lines.forEach((reserve, place) => { reserve.hidden = place > 0 && !written[place] && !written[place - 1]; });
}

