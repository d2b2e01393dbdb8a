// The slider of the plan of renewal: its age is said while it moves, the plan is calculated anew when it stops.
// Without this script the button « Calculer » does the same.
const form = document.querySelector("[data-assets-asked]");
const slider = form?.querySelector('input[type="range"]');
const said = form?.querySelector("[data-assets-age]");
slider?.addEventListener("input", () => { said.value = `${slider.value} an${slider.value > 1 ? "s" : ""}`; });
slider?.addEventListener("change", () => form.requestSubmit());
