// The live page: what its scripts share, and what they say to whoever writes.

export const root = () => document.getElementById("live");
export const shownItem = () => root()?.querySelector("[data-live-item][aria-current]")?.dataset.liveItem ?? "";

/** How the line and the sign-in are, for all the scripts of the page. */
export const line = {
  csrf: document.querySelector("#live input[name=csrfmiddlewaretoken]")?.value ?? "",
  clockShift: 0, // ms between the clock of the portal and ours
  offline: false,
  expired: false,
  failures: 0,
  lastSaved: "",
  lastKey: 0,
};

// A click is a press and a release on the same element: what is redrawn in between loses it.
const press = { since: 0, after: [] };
const LONGEST = 10_000; // a press whose release was never said, outside the window for instance
addEventListener("pointerdown", () => { press.since = Date.now(); }, true);
// A finger's click comes a little after it is lifted.
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release, 300, press.since), true);

function release(since) {
  if (since !== press.since) return; // pressed again
  press.since = 0;
  for (const act of press.after.splice(0)) act();
}

export const isPressed = () => Date.now() - press.since < LONGEST;
export const onceReleased = (act) => press.after.push(act);

export function redraw(address) {
  if (window.htmx && root()) window.htmx.ajax("GET", address, { source: root(), target: "#live", select: "#live", swap: "outerHTML show:none" });
}

/** A message with the look of the others. What an act says of itself passes; what was refused stays until it is read. */
export function tell(text, tone = "information", refused = false, isPassing = tone !== "late" && tone !== "attention") {
  const box = document.querySelector("[data-cmsic-toasts]");
  if (!box) return;
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
