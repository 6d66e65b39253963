/* What somebody has chosen, what is left, and what it costs: one object that the map and the panel share. */
import { computed, reactive, shallowReactive, shallowRef, watch, type ComputedRef, type ShallowRef } from "vue";
import { Plan } from "./plan";
import { unpack } from "./stock";
import { ACCESSIBLE, COMPANION, FREE, RESTRICTED, SOLD, HELD } from "./types";
import type { PlanJson, Price, Props, Quote, Refusal, StockJson } from "./types";
import { pick, say } from "./words";

export interface Choice {
  plan: ShallowRef<Plan | null>;
  seats: ShallowRef<Uint8Array>;
  left: Record<string, number>;
  mine: ShallowRef<ReadonlySet<number>>;
  counts: Record<string, number>;
  quote: ShallowRef<Quote | null>;
  state: { asking: boolean; away: boolean; said: string; lost: string; refusal: Refusal | null };
  total: ComputedRef<number>;
  seatPrices: Price[];
  areaPrices: Price[];
  load(json: PlanJson): void;
  heard(stock: StockJson): void;
  priceOf(p: number): Price | undefined;
  place(p: number): string;
  describe(p: number): string;
  toggle(p: number): void;
  setCount(offer: string, qty: number): void;
  best(n: number, max: string): Promise<number[]>;
  /** The choice is on its way to become an order: it is kept only for the case that it is refused. */
  forget(): void;
}

const PAUSE = 200;
const AGAIN = 3000;

export function useChoice(props: Props): Choice {
  const { words, language } = props;
  const plan = shallowRef<Plan | null>(null);
  const seats = shallowRef<Uint8Array>(new Uint8Array());
  const left = reactive<Record<string, number>>({});
  const mine = shallowRef<ReadonlySet<number>>(new Set());
  const counts = reactive<Record<string, number>>({});
  const quote = shallowRef<Quote | null>(null);
  const state = shallowReactive({ asking: false, away: false, said: "", lost: "", refusal: null as Refusal | null });
  const seatPrices = props.prices.filter((price) => !price.area);
  const areaPrices = props.prices.filter((price) => price.area);
  const byZone = new Map(seatPrices.map((price) => [price.zone, price]));
  const total = computed(() => mine.value.size + Object.values(counts).reduce((sum, qty) => sum + qty, 0));
  const shelf = `yaji.seats.${props.urls.stock}`;
  let quietly = false;

  const tell = (text: string): void => {
    state.said = text;
  };

  function place(p: number): string {
    const there = plan.value!;
    const [section, row] = there.json.rows[there.rowOf[p]!]!;
    const facts = { section: pick(there.json.sections[section]!, language), row, seat: there.number(p) };
    return say(words, there.json.sections.length > 1 ? "seat" : "seat_alone", facts);
  }

  function priceOf(p: number): Price | undefined {
    const there = plan.value!;
    return byZone.get(there.json.zones[there.zone[p]!]!);
  }

  function describe(p: number): string {
    const price = priceOf(p);
    const status = seats.value[p];
    if (mine.value.has(p)) return `${place(p)}, ${words["mine"]}`;
    if (status === HELD || status === SOLD) return say(words, "taken", { place: place(p) });
    if (status !== FREE || !price) return say(words, "not_for_sale", { place: place(p) });
    const text = say(words, "free", { place: place(p), category: price.name, price: price.price });
    const special = { [ACCESSIBLE]: "accessible", [COMPANION]: "companion", [RESTRICTED]: "restricted" }[plan.value!.mark[p]!];
    return special ? `${text}, ${words[special]}` : text;
  }

  function choose(next: ReadonlySet<number>): void {
    mine.value = next;
    remember();
  }

  function toggle(p: number): void {
    state.lost = "";
    const next = new Set(mine.value);
    if (next.delete(p)) {
      choose(next);
      tell(say(words, "dropped", { place: place(p), count: total.value }));
    } else if (seats.value[p] !== FREE || !priceOf(p)) {
      tell(describe(p));
    } else if (total.value >= props.most) {
      tell(say(words, "most", { count: props.most }));
    } else {
      choose(next.add(p));
      tell(say(words, "picked", { place: place(p), count: total.value }));
    }
  }

  function setCount(offer: string, qty: number): void {
    const others = total.value - (counts[offer] ?? 0);
    const most = Math.min(left[offer] ?? 0, props.most - others);
    if (qty > most) tell(say(words, "most", { count: props.most }));
    counts[offer] = Math.max(0, Math.min(qty, most));
    remember();
  }

  function heard(stock: StockJson): void {
    if (!plan.value) return;
    seats.value = unpack(stock.seats, plan.value.size);
    for (const [offer, many] of Object.entries(stock.left)) left[offer] = many;
    const gone = [...mine.value].filter((p) => seats.value[p] !== FREE);
    if (gone.length) {
      choose(new Set([...mine.value].filter((p) => seats.value[p] === FREE)));
      if (!quietly) state.lost = gone.map((p) => say(words, "lost", { place: place(p) })).join(" ");
    }
    quietly = false;
    for (const [offer, qty] of Object.entries(counts)) if (qty > (left[offer] ?? 0)) counts[offer] = left[offer] ?? 0;
  }

  function load(json: PlanJson): void {
    plan.value = new Plan(json);
    seats.value = new Uint8Array(json.size).fill(3);
    recall();
  }

  async function best(n: number, max: string): Promise<number[]> {
    const query = new URLSearchParams({ n: String(n), max });
    const answer = await ask<{ seats: number[] }>(`${props.urls.best}?${query}`);
    if (!answer) return [];
    state.lost = "";
    choose(new Set(answer.seats));
    tell(answer.seats.map((p) => describe(p)).join(". "));
    return answer.seats;
  }

  /* The price comes from the server, a moment after the last change. */
  let timer = 0;
  let current: AbortController | null = null;
  async function ask<T>(url: string): Promise<T | null> {
    current?.abort();
    current = new AbortController();
    state.asking = true;
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" }, signal: current.signal });
      const body = (await response.json()) as T | Refusal;
      state.asking = false;
      state.away = false;
      state.refusal = response.ok ? null : (body as Refusal);
      return response.ok ? (body as T) : null;
    } catch (error) {
      if (!(error instanceof DOMException)) {
        state.asking = false;
        state.away = true;
      }
      return null;
    }
  }
  async function price(): Promise<void> {
    const query = new URLSearchParams([...mine.value].map((p) => ["seat", String(p)]));
    for (const [offer, qty] of Object.entries(counts)) if (qty) query.append(`qty-${offer}`, String(qty));
    quote.value = total.value ? await ask<Quote>(`${props.urls.quote}?${query}`) : null;
    // the network was away: what was chosen is still there, and its price is asked for until it comes
    if (state.away && total.value && !quote.value) timer = window.setTimeout(price, AGAIN);
  }
  watch([mine, counts], () => {
    window.clearTimeout(timer);
    quote.value = null;
    state.refusal = null;
    state.asking = total.value > 0;
    timer = window.setTimeout(price, PAUSE);
  });

  /* Going back and forth must not lose the choice; closing the tab may. One that was sent off is taken up again only
     if it was refused: by the way from the refusal, or by the browser's own way back while no places are held here. */
  function remember(sent = false): void {
    sessionStorage.setItem(shelf, JSON.stringify([[...mine.value], counts, sent]));
  }
  function refused(): boolean {
    const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return document.referrer.endsWith(props.urls.place) || (visit?.type === "back_forward" && !props.held);
  }
  function recall(): void {
    try {
      const [kept, amounts, sent] = JSON.parse(sessionStorage.getItem(shelf) ?? "[[],{}]") as [
        number[],
        Record<string, number>,
        boolean?,
      ];
      if (sent && !refused()) return sessionStorage.removeItem(shelf);
      // what was bought meanwhile was not lost to anybody
      quietly = Boolean(sent) && !document.referrer.endsWith(props.urls.place);
      mine.value = new Set(kept.filter((p) => p < plan.value!.size));
      Object.assign(counts, amounts);
    } catch {
      sessionStorage.removeItem(shelf);
    }
  }

  return {
    plan,
    seats,
    left,
    mine,
    counts,
    quote,
    state,
    total,
    seatPrices,
    areaPrices,
    load,
    heard,
    priceOf,
    place,
    describe,
    toggle,
    setCount,
    best,
    forget: () => remember(true),
  };
}
