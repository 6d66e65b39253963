import { afterEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import { useChoice } from "./choice";
import { bounds, Plan } from "./plan";
import { poll, unpack } from "./stock";
import type { PlanJson, Props } from "./types";
import { between, clamp, CLOSEST, fit, pan, reveal, toPlan, toScreen, zoomAt } from "./view";
import { say } from "./words";

/** Two rows of four with an aisle in the middle, and a box of two seats to the right. */
const JSON_PLAN: PlanJson = {
  size: 10,
  x: [0, 50, 200, 250, 0, 50, 200, 250, 600, 650],
  y: [0, 0, 0, 0, 100, 100, 100, 100, 50, 50],
  zone: [0, 0, 0, 0, 1, 1, 1, 1, 0, 0],
  mark: { "4": 1 },
  numbers: null,
  rows: [
    [0, "A", 0, 4],
    [0, "B", 4, 4],
    [1, "1", 8, 2],
  ],
  sections: [{ en: "Stalls", "zh-hans": "池座" }, { en: "Box" }],
  zones: ["a", "b"],
  areas: [{ key: "pit", name: { en: "Pit" }, zones: ["floor"], box: [-100, -300, 400, 200] }],
  stage: { shape: "end", width: 300, depth: 500, name: { en: "Stage" } },
  focus: [100, 50],
};
const FRAME = { width: 400, height: 300 };
const PROPS: Props = {
  urls: { map: "", stock: "/stock", quote: "/quote", best: "/best", place: "/place/" },
  csrf: "",
  key: "k",
  language: "zh-hans",
  prices: [
    { zone: "a", area: "", offer: "off_a", name: "甲", mark: 1, minor: 38000, price: "¥380" },
    { zone: "b", area: "", offer: "off_b", name: "乙", mark: 2, minor: 18000, price: "¥180" },
    { zone: "floor", area: "pit", offer: "off_f", name: "站席", mark: 3, minor: 9000, price: "¥90" },
  ],
  decimals: 2,
  most: 3,
  least: 1,
  held: false,
  words: {
    seat: "{section}{row}排{seat}座",
    free: "{place} {category} {price}",
    taken: "{place}已售",
    lost: "{place}没了",
    most: "最多{count}",
    picked: "{place}选了",
    dropped: "{place}退了",
    not_for_sale: "{place}不售",
    accessible: "轮椅位",
    mine: "我的",
  },
};

describe("plan", () => {
  const plan = new Plan(JSON_PLAN);

  it("finds the seat under a finger, and none in the aisle", () => {
    expect(plan.seatAt(2, 3)).toBe(0);
    expect(plan.seatAt(240, 108)).toBe(7);
    expect(plan.seatAt(125, 0)).toBe(-1);
    expect(plan.seatAt(125, 0, 200)).toBeGreaterThanOrEqual(0);
  });

  it("agrees with looking at every seat", () => {
    for (let x = -60; x < 720; x += 17) {
      for (let y = -60; y < 180; y += 13) {
        const far = JSON_PLAN.x.map((sx, p) => Math.hypot(sx - x, JSON_PLAN.y[p]! - y));
        const least = Math.min(...far);
        const found = plan.seatAt(x, y, 90);
        if (least >= 90) expect(found).toBe(-1);
        else expect(far[found]).toBeCloseTo(least);
      }
    }
  });

  it("walks by arrow keys: along the row over the aisle, across rows, and into the next section", () => {
    expect(plan.next(1, "ArrowRight")).toBe(2);
    expect(plan.next(2, "ArrowLeft")).toBe(1);
    expect(plan.next(2, "ArrowDown")).toBe(6);
    expect(plan.next(6, "ArrowUp")).toBe(2);
    expect(plan.next(3, "ArrowRight")).toBe(8);
    expect(plan.next(8, "ArrowLeft")).toBeLessThan(8);
    expect(plan.next(0, "ArrowUp")).toBe(0);
  });

  it("reaches every seat by keys", () => {
    const seen = new Set([0]);
    for (const p of seen) {
      for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] as const) seen.add(plan.next(p, key));
    }
    expect(seen.size).toBe(plan.size);
  });

  it("numbers seats from the left, and knows areas", () => {
    expect(plan.number(6)).toBe("3");
    expect(plan.areaAt(0, -200)).toBe(0);
    expect(plan.areaAt(0, 0)).toBe(-1);
  });

  it("bounds seats, areas and stage", () => {
    const box = bounds(JSON_PLAN);
    expect(box.left).toBeLessThan(-150);
    expect(box.right).toBeGreaterThan(650);
    expect(box.top).toBeLessThan(-300);
  });
});

describe("view", () => {
  const box = bounds(JSON_PLAN);

  it("shows the whole hall, centred", () => {
    const view = fit(box, FRAME);
    const [left, top] = toScreen(view, box.left, box.top);
    const [right, bottom] = toScreen(view, box.right, box.bottom);
    expect(left).toBeGreaterThanOrEqual(-0.01);
    expect(bottom).toBeLessThanOrEqual(FRAME.height + 0.01);
    expect(left + right).toBeCloseTo(FRAME.width);
    expect(top + bottom).toBeCloseTo(FRAME.height);
  });

  it("keeps the point under the pointer when zooming, within limits", () => {
    const view = fit(box, FRAME);
    const before = toPlan(view, 120, 80);
    const closer = zoomAt(view, 1.9, 120, 80, view.scale);
    expect(toPlan(closer, 120, 80)[0]).toBeCloseTo(before[0]);
    expect(toPlan(closer, 120, 80)[1]).toBeCloseTo(before[1]);
    expect(zoomAt(view, 1000, 0, 0, view.scale).scale).toBe(CLOSEST);
    expect(zoomAt(view, 0.01, 0, 0, view.scale).scale).toBe(view.scale);
  });

  it("never loses the hall", () => {
    const view = zoomAt(fit(box, FRAME), 4, 0, 0, 0.01);
    for (const [dx, dy] of [[1e6, 1e6], [-1e6, -1e6], [3, -2]] as const) {
      const held = clamp(pan(view, dx, dy), box, FRAME);
      expect(held.x).toBeGreaterThanOrEqual(box.left - 0.01);
      expect(held.x + FRAME.width / held.scale).toBeLessThanOrEqual(box.right + 0.01);
    }
  });

  it("reveals by moving no more than needed", () => {
    const view = { scale: 1, x: 0, y: 0 };
    expect(reveal(view, 200, 150, FRAME)).toBe(view);
    expect(toScreen(reveal(view, 1000, 150, FRAME), 1000, 150)[0]).toBeCloseTo(FRAME.width - 60);
  });

  it("flies from one view to the other", () => {
    const [a, b] = [fit(box, FRAME), { scale: 1, x: 10, y: 20 }];
    expect(between(a, b, 0, FRAME).scale).toBeCloseTo(a.scale);
    const end = between(a, b, 1, FRAME);
    expect([end.scale, end.x, end.y].map((n) => Math.round(n * 1000))).toEqual([1000, 10000, 20000]);
  });
});

describe("stock", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("unpacks two bits a seat", () => {
    expect([...unpack(btoa(String.fromCharCode(0b11100100, 0b00000001)), 6)]).toEqual([0, 1, 2, 3, 1, 0]);
  });

  it("asks with the ETag, tells only what is new, and sleeps while hidden", async () => {
    vi.useFakeTimers();
    const bodies = [{ state: "on_sale", seats: "", left: {} }];
    const fetch = vi.fn(async (_url: string, _init: RequestInit) =>
      bodies.length
        ? { ok: true, status: 200, headers: new Headers({ ETag: '"1"' }), json: async () => bodies.shift() }
        : { ok: false, status: 304, headers: new Headers() },
    );
    vi.stubGlobal("fetch", fetch);
    const heard = vi.fn();
    const polling = poll("/stock", heard, vi.fn());
    await vi.advanceTimersByTimeAsync(11_000);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(fetch.mock.calls.length).toBe(3);
    expect((fetch.mock.calls[1]![1].headers as Record<string, string>)["If-None-Match"]).toBe('"1"');
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(fetch.mock.calls.length).toBe(3);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(10);
    expect(fetch.mock.calls.length).toBe(4);
    polling.stop();
  });

  it("waits longer after errors and says when it is away and back", async () => {
    vi.useFakeTimers();
    let fails = 3;
    const fetch = vi.fn(async () => {
      if (fails-- > 0) throw new Error("network");
      return { ok: false, status: 304, headers: new Headers() };
    });
    vi.stubGlobal("fetch", fetch);
    const lost = vi.fn();
    const polling = poll("/stock", vi.fn(), lost);
    await vi.advanceTimersByTimeAsync(200_000);
    polling.stop();
    expect(lost.mock.calls[0]).toEqual([true]);
    expect(lost.mock.calls.at(-1)).toEqual([false]);
  });
});

describe("choice", () => {
  const free = { state: "on_sale", seats: btoa("\0\0\0"), left: { off_f: 2 } };

  function choice(): ReturnType<typeof useChoice> {
    sessionStorage.clear();
    vi.stubGlobal("fetch", vi.fn(async () => ({ ok: true, json: async () => ({ lines: [], wants: [] }) })));
    const made = useChoice(PROPS);
    made.load(JSON_PLAN);
    made.heard(free);
    return made;
  }
  afterEach(() => vi.unstubAllGlobals());

  it("picks and drops, says which seat, and stops at the most", () => {
    const c = choice();
    [0, 1, 4].forEach(c.toggle);
    expect(c.state.said).toBe("池座B排1座选了");
    c.toggle(5);
    expect(c.state.said).toBe("最多3");
    expect([...c.mine.value]).toEqual([0, 1, 4]);
    c.toggle(1);
    expect([...c.mine.value]).toEqual([0, 4]);
    expect(c.describe(4)).toContain("我的");
    expect(c.describe(5)).toBe("池座B排2座 乙 ¥180");
  });

  it("lets go of what somebody else has taken, and says so", () => {
    const c = choice();
    c.toggle(0);
    c.heard({ ...free, seats: btoa("\x02\0\0") });
    expect([...c.mine.value]).toEqual([]);
    expect(c.state.lost).toBe("池座A排1座没了");
    c.toggle(0);
    expect(c.state.said).toBe("池座A排1座已售");
  });

  it("counts standing places within what is left and the most", () => {
    const c = choice();
    c.setCount("off_f", 5);
    expect(c.counts["off_f"]).toBe(2);
    [0, 1].forEach(c.toggle);
    expect(c.total.value).toBe(3);
    c.heard({ ...free, left: { off_f: 1 } });
    expect(c.counts["off_f"]).toBe(1);
    c.setCount("off_f", -1);
    expect(c.counts["off_f"]).toBe(0);
  });

  it("comes back with what was chosen, less what is gone", async () => {
    const c = choice();
    [0, 4].forEach(c.toggle);
    await nextTick();
    const again = useChoice(PROPS);
    again.load(JSON_PLAN);
    again.heard({ ...free, seats: btoa("\x01\0\0") });
    expect([...again.mine.value]).toEqual([4]);
    again.forget();
    const third = useChoice(PROPS);
    third.load(JSON_PLAN);
    expect(third.mine.value.size).toBe(0);
  });

  it("takes up a choice that was refused, and says what of it is gone", () => {
    const c = choice();
    [0, 4].forEach(c.toggle);
    c.forget();
    const referrer = vi.spyOn(document, "referrer", "get").mockReturnValue(`https://yaji.example${PROPS.urls.place}`);
    const again = useChoice(PROPS);
    again.load(JSON_PLAN);
    again.heard({ ...free, seats: btoa("\x01\0\0") });
    expect([...again.mine.value]).toEqual([4]);
    expect(again.state.lost).toBe("池座A排1座没了");
    referrer.mockRestore();
  });

  it("keeps the choice while the network is away, and asks for its price until it comes", async () => {
    vi.useFakeTimers();
    const c = choice();
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("network"))));
    c.toggle(0);
    await vi.advanceTimersByTimeAsync(300);
    expect([c.state.away, c.quote.value, [...c.mine.value]]).toEqual([true, null, [0]]);
    vi.stubGlobal("fetch", vi.fn(async () => ({ ok: true, json: async () => ({ lines: [], wants: [] }) })));
    await vi.advanceTimersByTimeAsync(3100);
    expect([c.state.away, c.quote.value]).toEqual([false, { lines: [], wants: [] }]);
    vi.useRealTimers();
  });

  it("fills in words and leaves what it does not know", () => {
    expect(say({ a: "{x} of {y}" }, "a", { x: 1 })).toBe("1 of {y}");
  });
});
