// The screen of the room: asks every few seconds whether something changed (304 when not), and runs the clocks.
const main = document.querySelector("[data-screen]");
const parts = main.querySelector("[data-screen-parts]");
const lost = document.querySelector("[data-screen-lost]");
const full = document.querySelector("[data-screen-full]");
const EVERY = 4000;
let etag = "";
let shift = Date.parse(main.dataset.now) - Date.now();

function clock(seconds) {
  const positive = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(positive / 3600);
  const minutes = Math.floor((positive % 3600) / 60);
  return hours ? `${hours} h ${String(minutes).padStart(2, "0")}` : `${minutes}:${String(positive % 60).padStart(2, "0")}`;
}

function tick() {
  const now = Date.now() + shift;
  const item = parts.querySelector("[data-screen-since]");
  if (item) {
    const seconds = (now - Date.parse(item.dataset.screenSince)) / 1000;
    item.querySelector("[data-screen-elapsed]").textContent = clock(seconds);
    const planned = Number(item.dataset.screenPlanned || 0);
    const isOver = planned > 0 && seconds > planned * 60;
    item.classList.toggle("screen__clock--over", isOver);
    item.querySelector("[data-screen-over]").hidden = !isOver;
  }
  const end = parts.querySelector("[data-screen-ends]");
  if (end) {
    const left = (Date.parse(end.dataset.screenEnds) - now) / 60000;
    const minutes = Math.abs(Math.round(left));
    const said = minutes >= 60 ? `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}` : `${minutes} min`;
    end.classList.toggle("screen__left--over", left < 0);
    end.querySelector("[data-screen-left]").textContent = left >= 0 ? `il reste ${said}` : `durée prévue dépassée de ${said}`;
  }
}

async function refresh() {
  try {
    const answer = await fetch(main.dataset.screen, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store", redirect: "error" });
    if (answer.status === 200) {
      etag = answer.headers.get("ETag") || "";
      // Drawn and escaped by the server's own template.
      parts.innerHTML = await answer.text();
    } else if (answer.status !== 304) throw new Error(String(answer.status));
    const said = answer.headers.get("X-Now");
    if (said) shift = Date.parse(said) - Date.now();
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  tick();
  setTimeout(refresh, document.hidden ? EVERY * 4 : EVERY);
}

if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => {
    full.hidden = Boolean(document.fullscreenElement);
  });
}
tick();
setInterval(tick, 1000);
setTimeout(refresh, EVERY);
