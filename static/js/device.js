// What this device keeps while the line is down: of a session one row per text or presence, keyed « user|session|… »; of « Mes projets » one per project; of a campaign of inventory one per number read.
import { openDB } from "../vendor/idb/8.0.4/index.js";

/** One database of one table. Each call fails where the device keeps nothing; who calls says what happens then. */
function table(database, name) {
  let opening = null;
  const open = () => {
    opening ??= openDB(database, 1, {
      upgrade: (created) => created.createObjectStore(name, { keyPath: "id" }),
      terminated: () => { opening = null; },
    });
    return opening;
  };
  return {
    put: async (row) => (await open()).put(name, row),
    drop: async (id) => (await open()).delete(name, id),
    all: async (prefix) => (await open()).getAll(name, IDBKeyRange.bound(prefix, `${prefix}\uffff`)),
    keys: async () => (await open()).getAllKeys(name),
  };
}

export const texts = table("cmsic-seance", "texts");
export const presences = table("cmsic-presences", "events");
export const months = table("cmsic-mois", "rows");
export const readings = table("cmsic-inventaire", "readings");
