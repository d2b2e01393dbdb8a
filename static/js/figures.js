// What a mark of a chart or a cell of a matrix says, shown beside it: under the pointer, under a finger, at the keyboard.
// Without this script the browser shows the same words by itself, but under a pointer only.

const LATER = 200; // milliseconds: the time to go from a mark to its caption
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const told = new WeakMap(); // what each mark says
const places = new WeakMap(); // of each drawing that is walked by arrows: its marks, and where one stands

const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.href = document.querySelector("[data-cmsic-figure]").dataset.cmsicFigure;
document.head.append(sheet);

const caption = document.createElement("p");
caption.className = "figure-caption";
caption.hidden = true;
(document.querySelector("main") ?? document.body).append(caption);
let leaving = 0;
let current = null;

/** Take the words of a mark away from the browser, that would show them besides; whoever listens keeps them. */
function take(mark) {
  const title = mark.querySelector(":scope > title");
  if (!title) return;
  told.set(mark, title.textContent);
  const link = mark.closest("a");
  if (link) told.set(link, title.textContent);
  else {
    mark.setAttribute("aria-label", title.textContent);
    mark.setAttribute("role", "img");
  }
  title.remove();
}

/** Each mark gives its words. Links that say the same are one stop of the keyboard; a drawing whose marks are no links is
    one, which arrows walk. */
function ready(drawing) {
  if (drawing.dataset.cmsicReady) return;
  drawing.dataset.cmsicReady = "yes";
  drawing.querySelectorAll(":scope > *, :scope > a > *").forEach(take);
  const stops = new Map();
  for (const link of drawing.querySelectorAll(":scope > a")) {
    const first = stops.get(link.getAttribute("href"));
    if (first && !told.has(first) && told.has(link)) told.set(first, told.get(link)); // a name says what its bar says
    if (first && (!told.has(link) || told.get(link) === told.get(first))) link.setAttribute("tabindex", "-1");
    else stops.set(link.getAttribute("href"), link);
  }
  const marks = [...drawing.children].filter((mark) => told.has(mark) && mark.getAttribute("tabindex") !== "-1");
  if (marks.some((mark) => mark.tagName !== "a")) {
    drawing.setAttribute("tabindex", "0");
    places.set(drawing, { marks, at: -1 });
  }
}

/** What is said of whatever is pointed at, and the mark or the cell that says it. */
function found(target) {
  const mark = target.closest?.(".figure__drawing a, .figure__drawing > *");
  if (mark) return told.has(mark) ? [mark, told.get(mark)] : null;
  const cell = target.closest?.(".matrix td");
  if (!cell) return null;
  const column = cell.dataset.label ?? cell.closest("table").tHead.rows[0].cells[cell.cellIndex].innerText.trim();
  const row = cell.parentElement.cells[0];
  const words = cell.querySelector("[title], [data-cmsic-said]");
  if (words?.title) {
    words.dataset.cmsicSaid = words.title;
    words.removeAttribute("title");
  }
  const value = words ? words.dataset.cmsicSaid : cell.innerText.trim();
  const name = (row.querySelector("[title]")?.title || row.innerText).trim();
  return [cell, `${name}, ${column} : ${value}`];
}

function hide() {
  clearTimeout(leaving);
  caption.hidden = true;
  current?.classList.remove("is-said");
  current = null;
}

/** `aloud`: nothing else says it to whoever listens. */
function show([mark, words], { aloud = false } = {}) {
  clearTimeout(leaving);
  if (current === mark && !caption.hidden) return;
  hide();
  current = mark;
  mark.classList.add("is-said");
  caption.setAttribute("aria-live", aloud ? "polite" : "off");
  caption.hidden = false;
  caption.textContent = words;
  settle();
}

/** Below the mark, above it where there is no room, never out of the window. */
function settle() {
  if (!current) return;
  caption.style.left = caption.style.top = "0";
  const box = current.getBoundingClientRect();
  const own = caption.getBoundingClientRect();
  const left = Math.min(Math.max(box.left + box.width / 2 - own.width / 2, 8), document.documentElement.clientWidth - own.width - 8);
  const below = box.bottom + 8;
  const top = below + own.height > innerHeight && box.top > own.height + 8 ? box.top - own.height - 8 : below;
  caption.style.left = `${left}px`;
  caption.style.top = `${top}px`;
}

/** Whether the keyboard stands there. */
const isReached = (mark) => mark.contains(document.activeElement) || places.has(document.activeElement);

const later = () => {
  clearTimeout(leaving);
  leaving = setTimeout(hide, LATER);
};

let pointer = [-1, -1];
document.addEventListener("pointerover", (event) => {
  const [x, y] = pointer;
  pointer = [event.clientX, event.clientY];
  if (x === event.clientX && y === event.clientY) return; // the page moved under a pointer at rest
  if (event.target === caption) {
    clearTimeout(leaving);
    return;
  }
  const drawing = event.target.closest?.(".figure__drawing");
  if (drawing) ready(drawing);
  const said = found(event.target);
  if (said) show(said);
  else if (current && !isReached(current)) later();
});

document.addEventListener("focusin", (event) => {
  const drawing = event.target.closest?.(".figure__drawing");
  if (drawing === event.target) return step(drawing, 0);
  const said = event.target.matches?.("a, [tabindex]") ? found(event.target) : null;
  if (said) show(said);
});
document.addEventListener("focusout", (event) => {
  if (event.target.closest?.(".figure__drawing, .matrix")) hide();
});

addEventListener("resize", settle);
addEventListener("scroll", settle, { capture: true, passive: true });

/** Go to the next mark of a drawing, or stay at the one where one was. */
function step(drawing, by) {
  const place = places.get(drawing);
  if (!place) return;
  place.at = Math.min(Math.max(place.at + by, 0), place.marks.length - 1);
  const mark = place.marks[place.at];
  show([mark, told.get(mark)], { aloud: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
  const drawing = event.target;
  if (!places.has(drawing) || event.ctrlKey || event.altKey || event.metaKey) return;
  const { marks, at } = places.get(drawing);
  if (event.key in STEPS) step(drawing, STEPS[event.key]);
  else if (event.key === "Home") step(drawing, -at);
  else if (event.key === "End") step(drawing, marks.length);
  else return;
  event.preventDefault();
});

const prepare = (root) => root.querySelectorAll(".figure__drawing").forEach(ready);
document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.elt));
document.addEventListener("htmx:oobAfterSwap", (event) => prepare(event.detail.target));
prepare(document.body);
