// The live page: two texts that crossed, a sign-in that ends, what the other editor does.
import { grow } from "./live_fields.js";
import { isPressed, line, redraw, root, tell } from "./live_page.js";
import { fields, onTrouble, post, save, saveAll, show } from "./live_texts.js";

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
    line.lastSaved = body.at;
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
export async function checkUser(once = false) {
  let state;
  try {
    state = await askState();
  } catch {
    return null;
  }
  if (!state) return null;
  const text = expiredDialog.querySelector("[data-live-expired-text]");
  if (state.gone) {
    line.expired = true;
    if ([...fields.values()].some((field) => field.isDirty) || once) openExpired();
  } else if (state.user !== root().dataset.user) {
    // Somebody else's account in the same browser: he reads nothing of what was typed here.
    line.expired = true;
    root().hidden = true;
    text.textContent = `Un autre compte est ouvert dans ce navigateur. Reconnectez-vous avec le compte de ${root().dataset.userName} pour retrouver ce qui n’est pas enregistré.`;
    openExpired();
  } else {
    line.csrf = state.csrf;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = line.csrf; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": line.csrf }));
    if (line.expired) {
      line.expired = false;
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
  if (line.expired) tell("La connexion n’est pas encore rétablie. Reconnectez-vous dans l’autre onglet, avec le même compte.", "attention");
});

/* ---- What the other editor does ---- */

export async function follow() {
  if (document.hidden || !root()) return;
  const state = await checkUser();
  if (!state || state.gone || line.expired) return;
  if (line.offline) {
    line.offline = false;
    line.failures = 0;
    saveAll();
  }
  for (const head of state.texts) {
    const field = fields.get(head.key);
    if (!field || !field.element || field.isDirty || field.saving || head.revision <= field.base) continue;
    await take(field);
  }
  if (state.stamp !== root().dataset.stamp && Date.now() - line.lastKey > 1500 && !isPressed()) redraw(root()?.dataset.here);
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

onTrouble({ conflict: argue, signedOut: checkUser });
