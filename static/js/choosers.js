// A search box over a long list of a form. The list itself stays in the form: without this script one chooses in it.

import "../vendor/tom-select/2.6.2/tom-select.popular.min.js";

const { TomSelect } = globalThis;

/** The look of the boxes, fetched with the first of them. */
const dressed = new Promise((resolve) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = document.querySelector("[data-cmsic-choosers]").dataset.cmsicChoosers;
  sheet.addEventListener("load", resolve);
  sheet.addEventListener("error", resolve);
  document.head.append(sheet);
});

const sentence = (words) => {
  const line = document.createElement("div");
  line.className = "no-results";
  line.textContent = words;
  return line;
};

/** Put a search box over `list`: words in any order, accents or not; the groups of the list stay. */
export async function withSearch(list) {
  await dressed;
  if (list.tomselect || !list.isConnected) return;
  const empty = list.querySelector('option[value=""]');
  const chooser = new TomSelect(list, {
    plugins: list.multiple ? { remove_button: { title: "Retirer" } } : {},
    maxOptions: null,
    searchField: ["text", "optgroup"],
    selectOnTab: true,
    hideSelected: list.multiple,
    closeAfterSelect: !list.multiple,
    // Where nothing may be chosen, the empty line stands there as a choice: said twice, it would be read as two words.
    placeholder: list.multiple ? "Cherchez par un mot…" : list.required ? (empty?.text ?? "") : "",
    hidePlaceholder: !list.multiple, // what is chosen stands there
    // What may stay unsaid can be chosen again; what is asked for only invites.
    allowEmptyOption: !list.required,
    render: {
      no_results: ({ input }) => sentence(`Rien ne correspond à « ${input} ».`),
      loading: () => sentence("Lecture…"),
    },
  });
  list.setAttribute("aria-hidden", "true"); // the box stands for it
  // A person who corrects a refused form must hear why: the box says what the list says.
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    const value = list.getAttribute(name);
    if (value) chooser.control_input.setAttribute(name, value);
  }
  if (list.multiple) {
    chooser.on("item_add", () => {
      chooser.setTextboxValue("");
      chooser.refreshOptions();
    });
  }
  chooser.on("change", () => list.dispatchEvent(new Event("input", { bubbles: true })));
}
