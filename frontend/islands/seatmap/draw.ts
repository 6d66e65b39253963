/* Painting the hall. Seats are stamped from small pictures made once per size, so a frame of 5,000 costs little. */
import { SEAT, stageBox, type Plan } from "./plan";
import { ACCESSIBLE, FREE, RESTRICTED } from "./types";
import type { Frame, View } from "./view";

export interface Colours {
  marks: string[];
  taken: string;
  ink: string;
  paper: string;
  surface: string;
  line: string;
  soft: string;
  focus: string;
  sunk: string;
}

export interface Scene {
  plan: Plan;
  /** State by position. */
  seats: Uint8Array;
  /** Mark (1–6) by zone index; 0 where a zone has no price. */
  marks: Uint8Array;
  mine: ReadonlySet<number>;
  focus: number;
  hover: number;
  /** Text and mark of each standing area, in order. */
  areas: { name: string; note: string; mark: number; mine: number }[];
  stageName: string;
  sectionNames: string[];
}

const TOKENS = ["--taken", "--ink", "--paper", "--surface", "--line-strong", "--accent-soft", "--focus", "--sunk"];
/** Below this size (pixels) a seat is a plain square; above the other its number is written. */
const PLAIN = 5;
const NUMBERED = 20;
/** Sizes of stamps grow by this factor; so many are kept. */
const STEP = 1.125;
const MOST_STAMPS = 400;

/** The design's tokens as colours a canvas understands, in the theme that is on. */
export function colours(element: HTMLElement): Colours {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const [taken, ink, paper, surface, line, soft, focus, sunk] = TOKENS.map(read) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const marks = ["", ...[1, 2, 3, 4, 5, 6].map((n) => read(`--seat-${n}`))];
  probe.remove();
  return { marks, taken, ink, paper, surface, line, soft, focus, sunk };
}

/** The outline of a mark, in a square of `size` around (x, y): the same shapes as the legend's. */
export function shape(c: CanvasRenderingContext2D, mark: number, x: number, y: number, size: number): void {
  const r = size / 2;
  c.beginPath();
  if (mark === 1) c.roundRect(x - r, y - r, size, size, [size * 0.38, size * 0.38, size * 0.2, size * 0.2]);
  else if (mark === 2) c.roundRect(x - r, y - r, size, size, size * 0.1);
  else if (mark === 3) c.arc(x, y, r, 0, Math.PI * 2);
  else polygon(c, x, y, POINTS[mark] ?? POINTS[4]!, r);
}

const POINTS: Record<number, [number, number][]> = {
  4: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  5: [[0, -1], [1.08, 0.92], [-1.08, 0.92]],
  6: [[-0.52, -0.95], [0.52, -0.95], [1.05, 0], [0.52, 0.95], [-0.52, 0.95], [-1.05, 0]],
};

function polygon(c: CanvasRenderingContext2D, x: number, y: number, points: [number, number][], r: number): void {
  points.forEach(([px, py], i) => (i ? c.lineTo(x + px * r, y + py * r) : c.moveTo(x + px * r, y + py * r)));
  c.closePath();
}

export class Painter {
  private readonly context: CanvasRenderingContext2D;
  private stamps = new Map<string, HTMLCanvasElement>();
  private stampSize = 0;

  constructor(
    canvas: HTMLCanvasElement,
    private palette: Colours,
  ) {
    this.context = canvas.getContext("2d", { alpha: false })!;
  }

  repaint(palette: Colours): void {
    this.palette = palette;
    this.stamps.clear();
  }

  /** One frame. `ratio` is device pixels for a CSS pixel. */
  draw(scene: Scene, view: View, frame: Frame, ratio: number): void {
    const c = this.context;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.fillStyle = this.palette.surface;
    c.fillRect(0, 0, frame.width, frame.height);
    this.stage(scene, view);
    this.areas(scene, view);
    this.seats(scene, view, frame, ratio);
    this.names(scene, view, frame);
    this.ring(scene, view);
  }

  private stage({ plan, stageName }: Scene, view: View): void {
    const box = stageBox(plan.json);
    if (!box) return;
    const c = this.context;
    const [left, top] = [(box.left - view.x) * view.scale, (box.top - view.y) * view.scale];
    const [width, height] = [(box.right - box.left) * view.scale, (box.bottom - box.top) * view.scale];
    c.fillStyle = this.palette.sunk;
    c.beginPath();
    c.roundRect(left, top, width, height, Math.min(16, height / 3));
    c.fill();
    // a standing area on the floor brings a name of its own
    if (plan.areaAt((box.left + box.right) / 2, (box.top + box.bottom) / 2) >= 0) return;
    this.text(stageName, left + width / 2, top + height / 2, Math.max(10, Math.min(18, height * 0.45)), this.palette.ink);
  }

  private areas({ plan, areas }: Scene, view: View): void {
    const c = this.context;
    plan.json.areas.forEach(({ box: [x, y, w, h] }, i) => {
      const area = areas[i]!;
      const [left, top, width, height] = [(x - view.x) * view.scale, (y - view.y) * view.scale, w * view.scale, h * view.scale];
      const colour = this.palette.marks[area.mark] ?? this.palette.taken;
      c.beginPath();
      c.roundRect(left, top, width, height, 10);
      c.globalAlpha = area.mine ? 0.32 : 0.14;
      c.fillStyle = colour;
      c.fill();
      c.globalAlpha = 1;
      c.lineWidth = area.mine ? 3 : 1.5;
      c.strokeStyle = area.mine ? this.palette.ink : colour;
      c.stroke();
      if (width < 60) return;
      this.text(area.name, left + width / 2, top + height / 2 - 9, 14, this.palette.ink, 600);
      this.text(area.mine ? `${area.mine} ×` : area.note, left + width / 2, top + height / 2 + 10, 12, this.palette.ink);
    });
  }

  private seats(scene: Scene, view: View, frame: Frame, ratio: number): void {
    const size = SEAT * view.scale;
    if (size < PLAIN) return this.squares(scene, view, size);
    this.resize(size, ratio);
    const share = size / this.stampSize;
    const { plan, seats, marks, mine } = scene;
    const c = this.context;
    const [left, top] = [view.x - SEAT, view.y - SEAT];
    const [right, bottom] = [view.x + frame.width / view.scale + SEAT, view.y + frame.height / view.scale + SEAT];
    const numbered: number[] = [];
    for (let p = 0; p < plan.size; p++) {
      const x = plan.x[p]!;
      const y = plan.y[p]!;
      if (x < left || x > right || y < top || y > bottom) continue;
      const mark = mine.has(p) ? 7 : seats[p] === FREE ? marks[plan.zone[p]!]! : 0;
      const stamp = this.stamp(mark, mark ? plan.mark[p]! : 0, ratio);
      const side = stamp.width * share;
      c.drawImage(stamp, (x - view.x) * view.scale - side / 2, (y - view.y) * view.scale - side / 2, side, side);
      if (mark && size >= NUMBERED) numbered.push(p);
    }
    this.numbers(scene, view, size, numbered);
  }

  /** The whole house from afar: one colour after the other, because changing it costs more than a square. */
  private squares({ plan, seats, marks, mine }: Scene, view: View, size: number): void {
    const c = this.context;
    for (let wanted = 0; wanted < this.palette.marks.length; wanted++) {
      c.fillStyle = wanted ? this.palette.marks[wanted]! : this.palette.taken;
      const side = wanted ? size : size * 0.5;
      for (let p = 0; p < plan.size; p++) {
        if ((seats[p] === FREE ? marks[plan.zone[p]!]! : 0) !== wanted) continue;
        c.fillRect((plan.x[p]! - view.x) * view.scale - side / 2, (plan.y[p]! - view.y) * view.scale - side / 2, side, side);
      }
    }
    c.fillStyle = this.palette.ink;
    const side = size + 3;
    for (const p of mine) {
      c.fillRect((plan.x[p]! - view.x) * view.scale - side / 2, (plan.y[p]! - view.y) * view.scale - side / 2, side, side);
    }
  }

  /** Numbers of seats, with the font set once: setting it for each of them is what takes the time. */
  private numbers({ plan, mine }: Scene, view: View, size: number, positions: number[]): void {
    const c = this.context;
    c.font = `600 ${Math.round(size * 0.42)}px ${FONT}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    for (const p of positions) {
      c.fillStyle = mine.has(p) ? this.palette.paper : this.palette.surface;
      c.fillText(plan.number(p), (plan.x[p]! - view.x) * view.scale, (plan.y[p]! - view.y) * view.scale + 0.5);
    }
  }

  /** Stamps are made in steps of an eighth and drawn a little smaller or larger: zooming makes few new ones. */
  private resize(size: number, ratio: number): void {
    const step = Math.round(Math.log(size * ratio) / Math.log(STEP));
    this.stampSize = STEP ** step;
    if (this.stamps.size > MOST_STAMPS) this.stamps.clear();
  }

  /** A small picture of a seat: mark 0 taken, 1–6 free, 7 mine; `special` as the plan says. */
  private stamp(mark: number, special: number, ratio: number): HTMLCanvasElement {
    const key = `${mark}.${special}.${this.stampSize.toFixed(1)}`;
    const known = this.stamps.get(key);
    if (known) return known;
    const size = this.stampSize;
    const made = document.createElement("canvas");
    made.width = made.height = Math.ceil(size * 1.3) + 2;
    const c = made.getContext("2d")!;
    const middle = made.width / 2;
    if (mark === 0) {
      c.fillStyle = this.palette.taken;
      c.beginPath();
      c.arc(middle, middle, size * 0.24, 0, Math.PI * 2);
      c.fill();
    } else {
      c.fillStyle = mark === 7 ? this.palette.ink : this.palette.marks[mark]!;
      shape(c, mark === 7 ? 1 : mark, middle, middle, mark === 7 ? size * 1.12 : size * 0.94);
      c.fill();
      this.special(c, special, middle, size, ratio);
    }
    this.stamps.set(key, made);
    return made;
  }

  private special(c: CanvasRenderingContext2D, special: number, middle: number, size: number, ratio: number): void {
    if (special === ACCESSIBLE) {
      c.strokeStyle = this.palette.surface;
      c.lineWidth = Math.max(1.2 * ratio, size * 0.1);
      c.beginPath();
      c.arc(middle, middle, size * 0.26, 0, Math.PI * 2);
      c.stroke();
    } else if (special === RESTRICTED) {
      c.fillStyle = this.palette.surface;
      c.fillRect(middle - size * 0.5, middle + size * 0.18, size, size * 0.12);
    }
  }

  private names({ plan, sectionNames }: Scene, view: View, frame: Frame): void {
    const size = SEAT * view.scale;
    if (size >= 9) this.rowLabels(plan, view, frame, size);
    if (size >= 15 || sectionNames.length < 2) return;
    const placed: [number, number, number][] = [];
    plan.middles.forEach(([x, y], section) => {
      const [px, py] = [(x - view.x) * view.scale, (y - view.y) * view.scale];
      this.context.font = `600 12px ${FONT}`;
      const half = this.context.measureText(sectionNames[section]!).width / 2 + 7;
      // where names would lie on each other the first one stands, the others come with the next zoom
      if (placed.some(([ox, oy, oh]) => Math.abs(ox - px) < half + oh && Math.abs(oy - py) < 22)) return;
      placed.push([px, py, half]);
      this.badge(sectionNames[section]!, px, py, half * 2);
    });
  }

  private rowLabels(plan: Plan, view: View, frame: Frame, size: number): void {
    for (const [, label, first, count] of plan.json.rows) {
      for (const [p, side] of [[first, -1], [first + count - 1, 1]] as const) {
        const q = count > 1 ? (side < 0 ? first + 1 : first + count - 2) : p;
        const [dx, dy] = [plan.x[p]! - plan.x[q]! || side * 50, plan.y[p]! - plan.y[q]!];
        const px = (plan.x[p]! + dx * 0.95 - view.x) * view.scale;
        const py = (plan.y[p]! + dy * 0.95 - view.y) * view.scale;
        if (px < -20 || py < -20 || px > frame.width + 20 || py > frame.height + 20) continue;
        this.text(label, px, py, Math.max(9, Math.min(15, size * 0.55)), this.palette.line, 600);
      }
    }
  }

  private badge(text: string, x: number, y: number, width: number): void {
    const c = this.context;
    c.globalAlpha = 0.86;
    c.fillStyle = this.palette.surface;
    c.beginPath();
    c.roundRect(x - width / 2, y - 11, width, 22, 11);
    c.fill();
    c.globalAlpha = 1;
    this.text(text, x, y, 12, this.palette.ink, 600);
  }

  private ring({ plan, focus, hover }: Scene, view: View): void {
    const c = this.context;
    for (const [p, colour, width] of [[hover, this.palette.ink, 1.5], [focus, this.palette.focus, 3]] as const) {
      if (p < 0) continue;
      const [x, y] = [(plan.x[p]! - view.x) * view.scale, (plan.y[p]! - view.y) * view.scale];
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.beginPath();
      c.arc(x, y, Math.max(9, SEAT * view.scale * 0.78), 0, Math.PI * 2);
      c.stroke();
    }
  }

  private text(text: string, x: number, y: number, size: number, colour: string, weight = 500): void {
    const c = this.context;
    c.font = `${weight} ${size}px ${FONT}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }
}

const FONT = '"Yaji Sans", "PingFang SC", "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif';
