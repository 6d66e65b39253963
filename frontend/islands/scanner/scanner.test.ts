import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gate, QUIET } from "./gate";
import { MELODIES } from "./sounds";

const props = { url: "/check", csrf: "token", words: { offline: "No connection." } };
let clock = 0;

beforeEach(() => {
  clock = 0;
});
afterEach(() => vi.unstubAllGlobals());

function answers(...said: (object | Error)[]): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(async () => {
    const next = said.shift();
    if (next instanceof Error) throw next;
    return { ok: true, json: async () => next };
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

it("asks once while a code stays before the camera", async () => {
  const fetch = answers({ look: "in", message: "A 1" }, { look: "twice", message: "" });
  const door = gate(props, () => clock);
  expect((await door.seen("code"))?.look).toBe("in");
  for (clock = 100; clock < 60_000; clock += 500) expect(await door.seen("code")).toBeNull();
  expect(fetch).toHaveBeenCalledTimes(1);
  clock += QUIET + 1;
  expect((await door.seen("code"))?.look).toBe("twice");
});

it("takes the next code at once", async () => {
  answers({ look: "in" }, { look: "in" });
  const door = gate(props, () => clock);
  await door.seen("one");
  expect((await door.seen("two"))?.look).toBe("in");
});

it("sends a lost question again with the same key", async () => {
  const fetch = answers(new Error("network"), { look: "in" });
  expect((await gate(props).typed("code")).look).toBe("in");
  const [first, second] = fetch.mock.calls.map((call) => String((call as unknown as [string, RequestInit])[1].body));
  expect(first).toBe(second);
});

it("says so when nobody answers, and asks again about the same code", async () => {
  answers(new Error("network"), new Error("network"), { look: "in" });
  const door = gate(props, () => clock);
  expect((await door.seen("code"))?.look).toBe("offline");
  expect((await door.seen("code"))?.look).toBe("in");
});

it("has a melody of its own for every answer", () => {
  const tunes = Object.values(MELODIES).map((melody) => JSON.stringify(melody));
  expect(new Set(tunes).size).toBe(tunes.length);
});
