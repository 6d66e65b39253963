/* What the page at the door tells its script, and what the server answers to a scan. */

export interface Props {
  url: string;
  worker: string;
  csrf: string;
  inside: number;
  expected: number;
  words: Record<string, string>;
}

/** Every answer has a look of its own, and a sound of its own: nobody should need to read at the door. */
export type Look =
  | "in"
  | "twice"
  | "elsewhere"
  | "later"
  | "gate"
  | "void"
  | "forged"
  | "unknown"
  | "closed"
  | "offline"
  | "error";

export interface Answer {
  look: Look;
  message: string;
  next_step: string;
  inside?: number;
  expected?: number;
}
