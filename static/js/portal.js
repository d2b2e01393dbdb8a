// What every page needs, without a library. Hooks are data-cmsic-… attributes; nothing here is needed to do an act.

const on = (type, selector, act, options) =>
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element && event.target.closest(selector);
    if (target) act(event, target);
  }, options);

// Search: the key « / » from anywhere outside a field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-cmsic-search]");
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// Messages: good news fades, the rest stays until closed.
function settle(toast) {
  if (toast.dataset.cmsicToast !== "fade") return;
  let timer = setTimeout(() => toast.remove(), 7000);
  toast.addEventListener("mouseenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("mouseleave", () => { timer = setTimeout(() => toast.remove(), 3000); });
}

/** Show a message from a script, with the look of the others. */
export function say(text, tone = "information") {
  const box = document.querySelector("[data-cmsic-toasts]") ?? document.body;
  const toast = document.createElement("div");
  toast.className = `toast toast--${tone}`;
  toast.dataset.cmsicToast = tone === "late" || tone === "attention" ? "stay" : "fade";
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast__close";
  close.dataset.cmsicClose = "toast";
  close.setAttribute("aria-label", "Fermer ce message");
  close.textContent = "×";
  toast.append(words, close);
  box.append(toast);
  settle(toast);
}

// A security key that does not answer, or that the person put away: the library only writes it in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say("La clé de sécurité n’a pas répondu, ou la demande a été annulée. Recommencez.", "attention");
});

// Dialogs.
on("click", "[data-cmsic-open]", (event, opener) => {
  const dialog = document.getElementById(opener.dataset.cmsicOpen);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
});
on("click", "[data-cmsic-close]", (event, closer) => {
  if (closer.dataset.cmsicClose === "toast") closer.closest(".toast").remove();
  else closer.closest("dialog").close();
});
on("click", "dialog", (event, dialog) => {
  // A press on the backdrop falls on the dialog itself, outside its box.
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (event.target === dialog && !inside && event.detail) dialog.close();
});

// A question before a destructive act; the button is pressed again once the answer is yes.
const dialogOfConfirmation = () => document.querySelector("[data-cmsic-confirm-dialog]");
let asked = null;
on("click", "[data-cmsic-confirm]", (event, button) => {
  const question = dialogOfConfirmation();
  if (!question || button.dataset.cmsicAnswered) return;
  event.preventDefault();
  event.stopPropagation();
  asked = button;
  const words = question.querySelector("[data-cmsic-confirm-text]");
  words.textContent = button.dataset.cmsicConfirm;
  typeset(words);
  const yes = question.querySelector("[data-cmsic-confirm-yes]");
  yes.textContent = button.dataset.cmsicConfirmLabel || "Confirmer";
  yes.className = button.dataset.cmsicConfirmTone === "danger" ? "button button--danger" : "button button--primary";
  question.showModal();
}, true);
on("click", "[data-cmsic-confirm-yes]", () => {
  const button = asked;
  asked = null;
  dialogOfConfirmation().close();
  if (!button) return;
  button.dataset.cmsicAnswered = "yes";
  button.click();
  delete button.dataset.cmsicAnswered;
});

// Forms: one sending, fields that are not lost, limits said before the trip.
const unsaved = new Set();
on("submit", "form[data-cmsic-once]", (event, form) => {
  if (event.defaultPrevented) return;
  if (form.dataset.cmsicSent || form.querySelector("[data-cmsic-file-error]:not([hidden])")) {
    event.preventDefault();
    return;
  }
  form.dataset.cmsicSent = "yes";
  unsaved.delete(form);
  const button = event.submitter;
  if (button) button.setAttribute("aria-busy", "true");
});
// Back from the next page: the browser shows the form as it was left.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-cmsic-sent]").forEach((form) => delete form.dataset.cmsicSent);
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-cmsic-once]");
  if (!form) return;
  delete form.dataset.cmsicSent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});
on("input", "form[data-cmsic-unsaved]", (event, form) => unsaved.add(form));
addEventListener("beforeunload", (event) => {
  for (const form of unsaved) if (!form.isConnected) unsaved.delete(form);
  if (unsaved.size) event.preventDefault();
});

function count(counter) {
  const field = document.getElementById(counter.dataset.cmsicCounter);
  if (!field) return;
  const left = field.maxLength - field.value.length;
  const format = new Intl.NumberFormat("fr");
  counter.textContent = field.value ? `Encore ${format.format(left)} caractère${left > 1 ? "s" : ""}` : `${format.format(field.maxLength)} caractères au plus`;
  counter.toggleAttribute("data-over", left <= 0);
}
on("input", "textarea", (event, field) => {
  const counter = document.querySelector(`[data-cmsic-counter="${CSS.escape(field.id)}"]`);
  if (counter) count(counter);
});
on("change", "input[type=file][data-cmsic-max-bytes]", (event, input) => {
  const limit = Number(input.dataset.cmsicMaxBytes);
  const heavy = [...input.files].find((file) => file.size > limit);
  const error = input.parentElement.querySelector("[data-cmsic-file-error]");
  const sentence = heavy ? `« ${heavy.name} » pèse ${Math.ceil(heavy.size / 1048576)} Mo ; la limite est de ${Math.floor(limit / 1048576)} Mo. Choisissez un fichier plus léger.` : "";
  input.setCustomValidity(sentence);
  input.toggleAttribute("aria-invalid", Boolean(heavy));
  if (error) {
    error.textContent = sentence;
    error.hidden = !heavy;
  }
});

// French sets a space before ? ! ; : and inside « »: it must not end a line. Only what is shown changes, never what is typed or sent.
const VERBATIM = "textarea, script, style, pre, code, [contenteditable], [data-cmsic-verbatim]";
function typeset(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (/ [?!;:»]|« /.test(walker.currentNode.data) && !walker.currentNode.parentElement?.closest(VERBATIM)) found.push(walker.currentNode);
  for (const node of found) node.data = node.data.replace(/(?<=\S) (?=[?!;](\s|$))/g, "\u202f").replace(/(?<=\S) (?=:(\s|$)|»)/g, "\u00a0").replace(/« /g, "«\u00a0");
}

/** Wake what a page, or a piece of page that htmx brought, holds. */
// A row of tabs wider than the screen shows the one that is open, and a part of its neighbours.
function bringIntoRow(tab) {
  const row = tab.closest(".tabs");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

function prepare(root) {
  typeset(root);
  root.querySelectorAll("[data-cmsic-toast]").forEach(settle);
  root.querySelectorAll("[data-cmsic-counter]").forEach(count);
  root.querySelectorAll("dialog[data-cmsic-open-now]").forEach((dialog) => dialog.showModal());
  root.querySelectorAll(".tabs [aria-current]").forEach(bringIntoRow);
  root.querySelector("[data-cmsic-focus]")?.focus();
  searchLongLists(root);
  if (root.querySelector("[data-cmsic-figure]")) import("./figures.js");
}

// A long list, or one of several answers, gets a search box; its script is read only where there is one.
const LONG = 15;
async function searchLongLists(root) {
  // In session the lists are short of time, kept on the device and drawn again: they stay as they are.
  const lists = [...root.querySelectorAll(".select > select")].filter((list) => (list.multiple || list.options.length > LONG) && !list.closest("[data-live]"));
  if (!lists.length) return;
  const { withSearch } = await import("./choosers.js");
  lists.forEach(withSearch);
}
prepare(document.body);

// A menu made of <details> closes when one looks elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-cmsic-drop][open]").forEach((drop) => { if (!drop.contains(event.target)) drop.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-cmsic-drop][open]").forEach((drop) => {
    drop.open = false;
    drop.querySelector("summary").focus();
  });
});

on("click", "[data-cmsic-back]", () => history.back());
if (history.length > 1) document.querySelectorAll("[data-cmsic-back]").forEach((button) => { button.hidden = false; });
on("click", "[data-cmsic-print]", () => print());
on("click", "[data-cmsic-copy]", async (event, button) => {
  const source = document.getElementById(button.dataset.cmsicCopy);
  await navigator.clipboard?.writeText(source.value ?? source.textContent);
  say("Copié.", "good");
});

// htmx: say what went wrong rather than nothing.
document.addEventListener("htmx:sendError", () => say("La liaison est coupée. Rien n’a été envoyé ; réessayez dans un instant.", "attention"));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  // A refusal is a whole page: its sentence is what matters here.
  const sentence = new DOMParser().parseFromString(responseText, "text/html").querySelector(".alert__title, .error-page__sentence")?.textContent;
  if (sentence) say(sentence, "late");
  else say(status === 409 ? "Cette action n’est plus possible : la page a changé. Rechargez-la." : `Le portail a répondu par une erreur (${status}). Rechargez la page.`, "late");
});
// The session ended meanwhile: the answer is the sign-in page, which belongs to the whole window.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith("/compte/login/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.elt));
document.addEventListener("htmx:oobAfterSwap", (event) => prepare(event.detail.target));
