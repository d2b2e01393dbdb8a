// The slider of the plan of renewal: its age is said while it moves, the plan is calculated anew when it stops.
// Without this script the button « Calculer » does the same.
const form = document.querySelector("[data-assets-asked]");
const slider = form?.querySelector('input[type="range"]');
const said = form?.querySelector("[data-assets-age]");
slider?.addEventListener("input", () => { said.value = `${slider.value} an${slider.value > 1 ? "s" : ""}`; });
// Each key of the keyboard is a change of its own: the plan waits for the last of them.
let timer = 0;
slider?.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(() => form.requestSubmit(), 500); });
