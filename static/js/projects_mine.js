// « Mes projets »: tints what differs from the last publication and counts it. The page does its work without this.
const form = document.querySelector("[data-cmsic-own]");

const digits = (text) => text.replace(/[\s\u00a0\u202f.]/g, "");
const same = (field) => (field.inputMode === "numeric" && field.type === "text" ? digits(field.value) === digits(field.dataset.was) : field.value.trim() === field.dataset.was);

function look(row) {
  const changed = new Set();
  row.querySelectorAll("[data-was]").forEach((field) => { if (!same(field)) changed.add(field.closest(".own__cell")); });
  row.querySelectorAll(".own__cell").forEach((cell) => cell.classList.toggle("is-changed", changed.has(cell)));
  row.dataset.changed = changed.size ? "yes" : "";
}

function tell() {
  const rows = [...form.querySelectorAll("[data-cmsic-row]")];
  const changed = rows.filter((row) => row.dataset.changed).length;
  const attested = rows.filter((row) => row.querySelector("input[type=checkbox]:checked")).length;
  const words = [];
  if (changed) words.push(`${changed} ligne${changed > 1 ? "s" : ""} modifiée${changed > 1 ? "s" : ""}`);
  if (attested) words.push(`${attested} « rien de changé »`);
  const count = form.querySelector("[data-cmsic-own-count]");
  count.dataset.rule ??= count.textContent;
  count.textContent = words.length ? `${words.join(", ")}.` : count.dataset.rule;
  const total = rows.filter((row) => row.dataset.changed || row.querySelector("input[type=checkbox]:checked")).length;
  form.querySelector("[data-cmsic-own-publish] span").textContent = total ? `Publier ${total > 1 ? `les ${total}` : "la ligne"}` : "Publier les mises à jour";
}

if (form) {
  const all = () => { form.querySelectorAll("[data-cmsic-row]").forEach(look); tell(); };
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-cmsic-row]");
    if (row) look(row);
    tell();
  });
  // Down and up between rows, in the same column, for those who fill a column at a time.
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const name = event.target.name?.replace(/^p-[0-9a-f-]{36}-/, "");
    const fields = name ? [...form.querySelectorAll(`[name$="-${CSS.escape(name)}"]`)] : [];
    const next = fields[fields.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  addEventListener("pageshow", all);
  all();
}
