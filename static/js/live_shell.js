// The empty shell: says what this device keeps of the session (how much, never what) and opens the page again when the portal answers.
import { presences, texts } from "./device.js";

const session = location.pathname.split("/").find((part) => /^[0-9a-f-]{36}$/.test(part)) ?? "";

async function count(table) {
  try {
    return (await table.keys()).filter((key) => key.split("|")[1] === session).length;
  } catch {
    return 0; // a device that keeps nothing
  }
}

async function retry() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" });
    if (answer.status < 500) return location.reload();
  } catch { /* still down */ }
  setTimeout(retry, 5000);
}

setTimeout(retry, 5000);
document.querySelector("[data-shell-retry]").addEventListener("click", () => location.reload());

const numbers = await Promise.all([count(texts), count(presences)]);
const words = ["texte", "présence"].map((word, place) => [numbers[place], word]).filter(([number]) => number).map(([number, word]) => `${number} ${word}${number > 1 ? "s" : ""}`);
document.querySelector("[data-shell-kept]").textContent = words.length
  ? `Cet appareil garde ${words.join(" et ")} de cette séance, pour qui les a écrits. Rien n’est perdu.`
  : "Cet appareil ne garde rien de cette séance qui ne soit déjà enregistré.";
