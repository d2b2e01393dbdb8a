// « Partager »: the phone's own sheet of applications; where there is none, the link to WhatsApp stays.

for (const button of document.querySelectorAll("[data-cmsic-share]")) {
  const message = document.getElementById(button.dataset.cmsicShare);
  if (!navigator.share || !message) continue;
  button.hidden = false;
  document.querySelector("[data-cmsic-share-instead]")?.setAttribute("hidden", "");
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ text: message.value });
    } catch (error) {
      // Put away by the person: nothing to say. Refused by the phone: WhatsApp is offered again.
      if (error.name !== "AbortError") document.querySelector("[data-cmsic-share-instead]")?.removeAttribute("hidden");
    }
  });
}
