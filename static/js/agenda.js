// Put the agenda in order by dragging (mouse or finger) or with Alt+↑ / Alt+↓, unfold the projects.
// Without this file, the buttons of each line do the same and nothing is folded.
import { Sortable } from "../vendor/sortablejs/1.15.7/sortable.esm.js";

const form = document.querySelector("[data-cmsic-agenda]");
const list = form && form.querySelector("[data-agenda-list]");

if (list) {
  const status = document.querySelector("[data-agenda-status]");
  const lines = () => [...list.querySelectorAll("[data-agenda-item]")];
  const say = (text) => { if (status) status.textContent = text; };
  let saving = Promise.resolve();

  const renumber = () => {
    let number = 0;
    const all = lines();
    all.forEach((line, index) => {
      line.querySelector("[data-agenda-number]").textContent = line.dataset.counted ? String(++number) : "";
      const [up, down] = line.querySelectorAll("button[name=move]");
      up.disabled = index === 0;
      down.disabled = index === all.length - 1;
    });
  };

  // One save at a time: each carries the order it started from, so that another person's change is never overwritten.
  const save = () => {
    const order = lines().map((line) => line.dataset.agendaItem).join(",");
    form.elements.order.value = order;
    say("Enregistrement de l’ordre…");
    saving = saving.then(() => send(order));
    return saving;
  };

  async function send(order) {
    if (form.elements.base.value === order) return say("Ordre enregistré.");
    const body = new FormData(form);
    body.set("order", order);
    body.set("base", form.elements.base.value);
    body.set("idempotency_key", crypto.randomUUID());
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      if (answer.ok) {
        form.elements.base.value = (await answer.json()).order;
        return say("Ordre enregistré.");
      }
      const refusal = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).detail : "L’ordre n’a pas été enregistré. Rechargez la page.";
      say(refusal);
    } catch {
      say("La liaison est coupée : l’ordre n’est pas enregistré. Déplacez de nouveau le point quand elle revient.");
    }
  }

  const place = (line, before) => {
    list.insertBefore(line, before);
    renumber();
    return save();
  };

  const step = (line, up) => {
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    place(line, up ? other : other.nextElementSibling);
    line.querySelector(".agenda__title").focus();
  };

  Sortable.create(list, {
    draggable: "[data-agenda-item]",
    filter: "button",
    preventOnFilter: false,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    ghostClass: "agenda__line--dragged",
    // A finger that moves at once scrolls the page; one that waits takes the line.
    delay: 200,
    delayOnTouchOnly: true,
    touchStartThreshold: 6,
    // With pointer events, 1.15.7 misses that a scroll took the finger over, and ignores the drag that follows.
    supportPointer: false,
    onUpdate: () => { renumber(); save(); },
  });
  list.classList.add("agenda--sortable");
  // A finger that waits on a link would also open the menu of the browser over the line it took.
  list.addEventListener("contextmenu", (event) => { if (Sortable.dragged) event.preventDefault(); });

  list.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const line = event.target.closest("[data-agenda-item]");
    if (!line) return;
    event.preventDefault();
    step(line, event.key === "ArrowUp");
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    step(button.closest("[data-agenda-item]"), button.value.endsWith(":up"));
    (button.disabled ? button.parentElement.querySelector("button:not(:disabled)") : button)?.focus();
  });
}

// The projects to link are shown to whoever inscribes the review of one.
const links = document.querySelector("[data-agenda-links]");
const kind = links && links.closest("form").elements.kind;

if (kind) {
  const isReview = () => kind.value === "project_review";
  links.open = isReview() || links.dataset.agendaLinks === "used";
  kind.addEventListener("change", () => {
    if (!isReview() || links.open) return;
    links.open = true;
    const status = document.querySelector("[data-agenda-status]");
    if (status) status.textContent = "La liste des projets est dépliée, plus bas dans le point.";
  });
}
