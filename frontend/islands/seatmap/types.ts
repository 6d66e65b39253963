/* What the page tells the map (props), what the server sends (plan, stock, quote). */

export interface Price {
  zone: string;
  /** Standing area whose counted places this sells; empty for seats. */
  area: string;
  offer: string;
  name: string;
  /** Colour and shape, 1 to 6. */
  mark: number;
  minor: number;
  price: string;
}

export interface Props {
  urls: { map: string; stock: string; quote: string; best: string; place: string };
  csrf: string;
  key: string;
  language: string;
  prices: Price[];
  decimals: number;
  most: number;
  least: number;
  /** Whether an order of theirs holds places here. */
  held: boolean;
  words: Record<string, string>;
}

type Texts = Record<string, string>;

export interface PlanJson {
  size: number;
  x: number[];
  y: number[];
  /** Index into `zones` by position. */
  zone: number[];
  /** Position → 1 accessible, 2 companion, 3 restricted view. */
  mark: Record<string, number>;
  numbers: string[] | null;
  /** [section, label, first position, count] */
  rows: [number, string, number, number][];
  sections: Texts[];
  zones: string[];
  areas: { key: string; name: Texts; zones: string[]; box: [number, number, number, number] }[];
  stage: { shape: "end" | "centre"; width: number; depth: number; name: Texts } | null;
  focus: [number, number];
}

export interface StockJson {
  state: string;
  seats: string;
  left: Record<string, number>;
}

export interface QuoteLine {
  label: string;
  reason: string;
  amount: string;
  less: boolean;
}

export interface Want {
  offer: string;
  qty: number;
  seats: number[];
}

export interface Quote {
  lines: QuoteLine[];
  total: string;
  expected: number;
  wants: Want[];
}

export interface Refusal {
  code: string;
  message: string;
  next_step: string;
}

export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export const NOT_FOR_SALE = 3;

export const ACCESSIBLE = 1;
export const COMPANION = 2;
export const RESTRICTED = 3;
