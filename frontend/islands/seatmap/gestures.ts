/* Fingers, mouse, wheel: turned into pan, zoom, hover and tap. */

export interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  tap(x: number, y: number, touch: boolean): void;
}

const SLIP = 7;

/** Listens on `element`; coordinates are CSS pixels from its corner. Returns a function that stops. */
export function listen(element: HTMLElement, to: Gestures): () => void {
  const down = new Map<number, { x: number; y: number }>();
  let moved = false;
  let spread = 0;

  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const distance = (): number => {
    const [a, b] = [...down.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };

  const start = (event: PointerEvent): void => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    if (!down.size) moved = false;
    down.set(event.pointerId, at(event));
    spread = distance();
    if (down.size > 1) moved = true;
  };
  const move = (event: PointerEvent): void => {
    const here = at(event);
    const was = down.get(event.pointerId);
    if (!was) {
      if (event.pointerType === "mouse") to.hover(here.x, here.y);
      return;
    }
    if (!moved && Math.hypot(here.x - was.x, here.y - was.y) < SLIP) return;
    if (!moved) element.setPointerCapture(event.pointerId);
    moved = true;
    down.set(event.pointerId, here);
    to.pan((here.x - was.x) / down.size, (here.y - was.y) / down.size);
    if (down.size === 2) {
      const now = distance();
      const [a, b] = [...down.values()];
      if (spread > 0 && now > 0) to.zoom(now / spread, (a!.x + b!.x) / 2, (a!.y + b!.y) / 2);
      spread = now;
    }
  };
  const end = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    spread = distance();
    const here = at(event);
    if (!moved && !down.size && event.type === "pointerup") to.tap(here.x, here.y, event.pointerType !== "mouse");
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = at(event);
    const lines = event.deltaMode === 1 ? 30 : 1;
    to.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.0028), x, y);
  };

  element.addEventListener("pointerdown", start);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("pointerleave", to.leave);
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", start);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", end);
    element.removeEventListener("pointercancel", end);
    element.removeEventListener("pointerleave", to.leave);
    element.removeEventListener("wheel", wheel);
  };
}
