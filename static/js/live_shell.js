// The empty shell: says what this device keeps of the session (how much, never what) and opens the page again when the portal answers.
"use strict";

(async () => {
  const box = document.querySelector("[data-shell-kept]");
  const session = location.pathname.split("/").find((part) => /^[0-9a-f-]{36}$/.test(part)) ?? "";
  const count = (name, table) => new Promise((resolve) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: "id" });
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
      const keys = request.result.transaction(table).objectStore(table).getAllKeys();
      keys.onsuccess = () => { request.result.close(); resolve(keys.result.filter((key) => key.split("|")[1] === session).length); };
      keys.onerror = () => resolve(0);
    };
  });
  const [texts, presences] = await Promise.all([count("cmsic-seance", "texts"), count("cmsic-presences", "events")]);
  const words = [[texts, "texte"], [presences, "présence"]].filter(([number]) => number).map(([number, word]) => `${number} ${word}${number > 1 ? "s" : ""}`);
  box.textContent = words.length ? `Cet appareil garde ${words.join(" et ")} de cette séance, pour qui les a écrits. Rien n’est perdu.` : "Cet appareil ne garde rien de cette séance qui ne soit déjà enregistré.";
  const retry = async () => {
    try {
      const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" });
      if (answer.status < 500) return location.reload();
    } catch { /* still down */ }
    setTimeout(retry, 5000);
  };
  setTimeout(retry, 5000);
  document.querySelector("[data-shell-retry]").addEventListener("click", () => location.reload());
})();
