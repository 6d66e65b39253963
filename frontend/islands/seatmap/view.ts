/* The camera over the plan: which part is seen, and how large. Pure. Plan lengths are centimetres, screen pixels CSS. */
import type { Box } from "./plan";

export interface View {
  /** Pixels for one centimetre. */
  scale: number;
  /** Plan point in the upper left corner. */
  x: number;
  y: number;
}

export interface Frame {
  width: number;
  height: number;
}

/** A seat may grow to about this many pixels per centimetre (42 cm → 50 px). */
export const CLOSEST = 1.2;

/** The whole box, centred. */
export function fit(box: Box, frame: Frame): View {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const scale = Math.min(frame.width / width, frame.height / height, CLOSEST);
  return {
    scale,
    x: box.left - (frame.width / scale - width) / 2,
    y: box.top - (frame.height / scale - height) / 2,
  };
}

/** Closer by `factor`, with the plan point under (px, py) staying where it is. */
export function zoomAt(view: View, factor: number, px: number, py: number, least: number): View {
  const scale = Math.min(CLOSEST, Math.max(least, view.scale * factor));
  return { scale, x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale };
}

/** Moved by a drag of (dx, dy) pixels. */
export function pan(view: View, dx: number, dy: number): View {
  return { scale: view.scale, x: view.x - dx / view.scale, y: view.y - dy / view.scale };
}

/** Held so that the plan never leaves the frame; what is smaller than the frame is centred. */
export function clamp(view: View, box: Box, frame: Frame): View {
  return {
    scale: view.scale,
    x: held(view.x, frame.width / view.scale, box.left, box.right),
    y: held(view.y, frame.height / view.scale, box.top, box.bottom),
  };
}

function held(at: number, seen: number, from: number, to: number): number {
  if (seen >= to - from) return from - (seen - (to - from)) / 2;
  return Math.min(Math.max(at, from), to - seen);
}

/** The plan point under a pixel. */
export function toPlan(view: View, px: number, py: number): [number, number] {
  return [view.x + px / view.scale, view.y + py / view.scale];
}

export function toScreen(view: View, x: number, y: number): [number, number] {
  return [(x - view.x) * view.scale, (y - view.y) * view.scale];
}

/** The view that brings a plan point into sight, moving no more than needed. */
export function reveal(view: View, x: number, y: number, frame: Frame, edge = 60): View {
  const [px, py] = toScreen(view, x, y);
  const dx = px < edge ? edge - px : px > frame.width - edge ? frame.width - edge - px : 0;
  const dy = py < edge ? edge - py : py > frame.height - edge ? frame.height - edge - py : 0;
  return dx || dy ? pan(view, dx, dy) : view;
}

/** Between two views, `t` from 0 to 1: eased, and even in zoom. */
export function between(a: View, b: View, t: number, frame: Frame): View {
  const eased = 1 - (1 - t) ** 3;
  const scale = a.scale * (b.scale / a.scale) ** eased;
  const centre = (v: View): [number, number] => [v.x + frame.width / 2 / v.scale, v.y + frame.height / 2 / v.scale];
  const [ax, ay] = centre(a);
  const [bx, by] = centre(b);
  const x = ax + (bx - ax) * eased;
  const y = ay + (by - ay) * eased;
  return { scale, x: x - frame.width / 2 / scale, y: y - frame.height / 2 / scale };
}
