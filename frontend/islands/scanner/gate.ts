/* One code in front of the camera is one question: the same code is not asked again while it stays there. */
import type { Answer, Props } from "./types";

export interface Gate {
  /** A code was seen: asks about it, unless it is the one that was just answered. */
  seen(text: string): Promise<Answer | null>;
  /** A number was typed: always asked. */
  typed(text: string): Promise<Answer>;
}

/** The same code counts as new again after it was away, or ignored, for so long (milliseconds). */
export const QUIET = 4000;

export function gate(props: Pick<Props, "url" | "csrf" | "words">, now: () => number = Date.now): Gate {
  let last = "";
  let at = 0;
  let asking = false;

  async function ask(code: string): Promise<Answer> {
    const key = crypto.randomUUID().replaceAll("-", "");
    const body = new URLSearchParams({ code, key });
    for (let attempt = 0; ; attempt++) {
      try {
        // the same key again: if the first one did arrive, the answer is the same
        const response = await fetch(props.url, {
          method: "POST",
          body,
          headers: { "X-CSRFToken": props.csrf, Accept: "application/json" },
        });
        const said = (await response.json()) as Partial<Answer>;
        return { look: said.look ?? "error", message: said.message ?? "", next_step: said.next_step ?? "", ...said } as Answer;
      } catch {
        if (attempt) return { look: "offline", message: props.words["offline"] ?? "", next_step: "" };
      }
    }
  }

  return {
    async seen(text) {
      if (asking) return null;
      const fresh = text !== last || now() - at > QUIET;
      at = now();
      if (!fresh) return null;
      asking = true;
      try {
        const answer = await ask(text);
        last = answer.look === "offline" ? "" : text;
        at = now();
        return answer;
      } finally {
        asking = false;
      }
    },
    typed: ask,
  };
}
