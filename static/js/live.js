// The live page begins here: typing, the keyboard, coming and going.
import "./live_acts.js";
import { drafts, halfTyped } from "./live_drafts.js";
import { bind, grow, recover, reserves, tick } from "./live_fields.js";
import { follow } from "./live_others.js";
import { line, root, shownItem } from "./live_page.js";
import { fields, save, saveAll, show } from "./live_texts.js";

const POLL = 5000;
let leaving = false;

/* ---- Typing ---- */

document.addEventListener("input", (event) => {
  line.lastKey = Date.now();
  const element = event.target.closest?.("[data-live-text]");
  if (element) {
    const field = fields.get(element.dataset.liveText);
    field?.type(element.value);
    grow(element);
  }
  if (event.target.closest?.("#decider")) reserves();
  show();
});
document.addEventListener("change", () => show());
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

// The material of an item is read beside the page, which stays as it is.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-live-aside] a:not([download])");
  if (link) Object.assign(link, { target: "_blank", rel: "noopener" });
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
/** Record where one writes: the texts at once, and the form that holds something typed by its own button, with the question it asks. */
const record = (element) => {
  saveAll();
  const form = element.closest?.("#live form:not([data-live-form])");
  if (form && halfTyped(form).size) form.querySelector("button:not([type=button])")?.click();
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
  KeyN: () => root().querySelector("form[data-live-next]")?.requestSubmit(),
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
    event.preventDefault();
    record(event.target);
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
  if (leaving || line.expired) return;
  leaving = true;
  // A last try that outlives the page; what the device keeps stays until a page hears that it is saved.
  for (const field of fields.values()) {
    if (!field.isDirty || field.conflict || field.saving) continue;
    const [item, section] = [field.key.slice(0, field.key.lastIndexOf(".")), field.key.slice(field.key.lastIndexOf(".") + 1)];
    const body = new URLSearchParams({ csrfmiddlewaretoken: line.csrf, item: item === "session" ? "" : item, section, text: field.sent ?? field.text, base_revision: String(field.base) });
    navigator.sendBeacon(root().dataset.saveUrl, body);
  }
});
addEventListener("online", () => { line.offline = false; line.failures = 0; saveAll(); });
addEventListener("offline", () => { line.offline = true; show(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); else follow(); });

if (root()) {
  // A height set by script must not be copied as an attribute: the policy of the page refuses inline styles.
  if (window.htmx) window.htmx.config.attributesToSettle = ["class", "width", "height"];
  bind();
  recover();
  setInterval(tick, 1000);
  setInterval(follow, POLL);
}
