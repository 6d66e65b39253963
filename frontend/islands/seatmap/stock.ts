/* What is still free: two bits a seat, asked for again and again while somebody looks. */
import type { StockJson } from "./types";

/** States by position from base 64; the first seat stands in the lowest bits of the first byte. */
export function unpack(base64: string, size: number): Uint8Array {
  const bytes = atob(base64);
  const seats = new Uint8Array(size);
  for (let p = 0; p < size; p++) seats[p] = (bytes.charCodeAt(p >> 2) >> ((p & 3) * 2)) & 3;
  return seats;
}

export interface Poll {
  stop(): void;
  now(): Promise<void>;
}

/**
 * Asks `url` every `every` ms and calls `heard` when something has changed. Sleeps while the page is hidden; after
 * errors it waits longer each time, up to a minute, and says so by `lost`.
 */
export function poll(url: string, heard: (stock: StockJson) => void, lost: (away: boolean) => void, every = 5000): Poll {
  let tag = "";
  let timer = 0;
  let failures = 0;
  let stopped = false;

  const ask = async (): Promise<void> => {
    window.clearTimeout(timer);
    try {
      const headers: Record<string, string> = tag ? { "If-None-Match": tag } : {};
      const response = await fetch(url, { headers, cache: "no-store" });
      if (response.ok) {
        tag = response.headers.get("ETag") ?? "";
        heard((await response.json()) as StockJson);
      } else if (response.status !== 304) {
        throw new Error(String(response.status));
      }
      if (failures) lost(false);
      failures = 0;
    } catch {
      failures += 1;
      if (failures > 1) lost(true);
    }
    if (!stopped && !document.hidden) timer = window.setTimeout(ask, Math.min(60000, every * 2 ** failures));
  };
  const shown = (): void => {
    if (document.hidden) window.clearTimeout(timer);
    else void ask();
  };
  document.addEventListener("visibilitychange", shown);
  window.addEventListener("online", shown);
  void ask();
  return {
    now: ask,
    stop() {
      stopped = true;
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
      window.removeEventListener("online", shown);
    },
  };
}
