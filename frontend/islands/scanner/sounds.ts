/* A short melody for each answer, made on the spot: no files, and told apart with closed eyes. */
import type { Look } from "./types";

type Note = [frequency: number, start: number, length: number];

/** Up for in, the same note twice for twice, a step aside, a long low one for void… */
export const MELODIES: Record<Look, Note[]> = {
  in: [[660, 0, 0.09], [990, 0.1, 0.16]],
  twice: [[330, 0, 0.14], [330, 0.22, 0.14]],
  elsewhere: [[520, 0, 0.1], [440, 0.12, 0.1], [370, 0.24, 0.16]],
  later: [[440, 0, 0.3]],
  gate: [[370, 0, 0.1], [520, 0.12, 0.22]],
  void: [[196, 0, 0.55]],
  forged: [[150, 0, 0.12], [150, 0.16, 0.12], [150, 0.32, 0.12], [150, 0.48, 0.2]],
  unknown: [[260, 0, 0.2], [220, 0.22, 0.2]],
  closed: [[220, 0, 0.3]],
  offline: [[300, 0, 0.08], [300, 0.5, 0.08]],
  error: [[240, 0, 0.3]],
};

const BUZZ: Partial<Record<Look, number[]>> = { in: [60], twice: [90, 80, 90], void: [400], forged: [80, 60, 80, 60, 200] };

export class Voice {
  private context: AudioContext | null = null;
  on = true;

  /** Browsers let a page sound only after it was touched: call this from a tap. */
  wake(): void {
    this.context ??= new AudioContext();
    void this.context.resume();
  }

  say(look: Look): void {
    navigator.vibrate?.(BUZZ[look] ?? [200]);
    const context = this.context;
    if (!context || !this.on) return;
    for (const [frequency, start, length] of MELODIES[look]) {
      const at = context.currentTime + start;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = look === "in" ? "sine" : "square";
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0.0001, at);
      gain.gain.exponentialRampToValueAtTime(look === "in" ? 0.3 : 0.16, at + 0.01);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + length + 0.02);
    }
  }
}
