// The live page: what is half typed in its forms and not sent. It is kept, put back, and counted as not saved.
import { root, shownItem } from "./live_page.js";

export const flying = new Map(); // form sent and not answered yet → what was typed in it
export const drafts = new Map(); // item → what is half typed in its forms: it waits there while one looks at another item

const isTicked = (input) => input.type === "checkbox" || input.type === "radio";

/** Whether another option than the first shown is chosen; a list where the server marks none begins with its first. */
function isChosen(select) {
  const options = [...select.options];
  if (select.multiple) return options.some((option) => option.selected !== option.defaultSelected);
  return select.selectedIndex !== Math.max(0, options.findLastIndex((option) => option.defaultSelected));
}

function isChanged(input) {
  if (isTicked(input)) return input.checked !== input.defaultChecked;
  return input.options ? isChosen(input) : input.value !== input.defaultValue;
}

const changedIn = (within) =>
  [...(within?.querySelectorAll("input, select, textarea") ?? [])].filter((input) => input.id && input.type !== "hidden" && !input.readOnly && !input.dataset.liveText && !flying.has(input.form) && isChanged(input));

/** What was changed by hand and not sent, by id; the form being sent is left out. */
export function halfTyped(within, sending = null) {
  const inputs = changedIn(within).filter((input) => !sending || input.form !== sending);
  return new Map(inputs.map((input) => [input.id, isTicked(input) ? input.checked : input.value]));
}

/** How many fields wait to be sent: on the page, and in the items looked at before. */
export function waitingCount() {
  const here = changedIn(root()).filter((input) => input.form).length; // the switch between the parts of the page is no form
  return [...drafts].reduce((count, [item, values]) => count + (item === shownItem() ? 0 : values.size), here);
}

export function fill(values, unfolding = true) {
  for (const [id, value] of values) {
    const input = document.getElementById(id);
    if (!input) continue;
    if (typeof value === "boolean") input.checked = value;
    else if (input.value !== value) input.value = value;
    if (unfolding) input.closest("details")?.setAttribute("open", "");
  }
}
