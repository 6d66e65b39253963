/* A plan in memory: where seats are, who sits beside whom, which seat is under a finger. Pure. */
import type { PlanJson } from "./types";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A seat is drawn this wide, in centimetres; its neighbours stand 50 or more away. */
export const SEAT = 42;
const CELL = 120;
const MARGIN = 160;

export class Plan {
  readonly size: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly zone: Uint8Array;
  readonly mark: Uint8Array;
  readonly rowOf: Uint16Array;
  readonly box: Box;
  /** The middle of each section. */
  readonly middles: [number, number][];
  private readonly cells = new Map<number, number[]>();
  /** Rows of the same section that lie before and behind, by row. */
  private readonly before: number[];
  private readonly behind: number[];

  constructor(readonly json: PlanJson) {
    this.size = json.size;
    this.x = Float32Array.from(json.x);
    this.y = Float32Array.from(json.y);
    this.zone = Uint8Array.from(json.zone);
    this.mark = new Uint8Array(json.size);
    for (const [position, mark] of Object.entries(json.mark)) this.mark[Number(position)] = mark;
    this.rowOf = new Uint16Array(json.size);
    json.rows.forEach(([, , first, count], row) => this.rowOf.fill(row, first, first + count));
    for (let p = 0; p < this.size; p++) {
      const cell = this.cell(this.x[p]!, this.y[p]!);
      const there = this.cells.get(cell);
      if (there) there.push(p);
      else this.cells.set(cell, [p]);
    }
    this.box = bounds(json);
    this.middles = json.sections.map((_, section) => this.middle(section));
    this.before = json.rows.map(([section], row) => (json.rows[row - 1]?.[0] === section ? row - 1 : -1));
    this.behind = json.rows.map(([section], row) => (json.rows[row + 1]?.[0] === section ? row + 1 : -1));
  }

  /** The seat whose middle is nearest to a point, at most `reach` away; -1 for none. */
  seatAt(x: number, y: number, reach = SEAT * 0.75): number {
    const steps = Math.ceil(reach / CELL);
    let best = -1;
    let least = reach * reach;
    for (let dx = -steps; dx <= steps; dx++) {
      for (let dy = -steps; dy <= steps; dy++) {
        for (const p of this.cells.get(this.cell(x + dx * CELL, y + dy * CELL)) ?? []) {
          const far = (this.x[p]! - x) ** 2 + (this.y[p]! - y) ** 2;
          if (far < least) {
            least = far;
            best = p;
          }
        }
      }
    }
    return best;
  }

  /** The standing area at a point, by index; -1 for none. */
  areaAt(x: number, y: number): number {
    return this.json.areas.findIndex(
      ({ box: [left, top, width, depth] }) => x >= left && x <= left + width && y >= top && y <= top + depth,
    );
  }

  /** The next seat from `p`: along its row, or the nearest one in the row before or behind (or the next section's). */
  next(p: number, key: "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"): number {
    const vertical = key === "ArrowUp" || key === "ArrowDown";
    return vertical ? this.across(p, key === "ArrowUp") : this.along(p, key === "ArrowLeft");
  }

  private middle(section: number): [number, number] {
    const box: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const [owner, , first, count] of this.json.rows) {
      if (owner !== section) continue;
      for (const p of [first, first + (count >> 1), first + count - 1]) extend(box, this.x[p]!, this.y[p]!);
    }
    return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  }

  private along(p: number, left: boolean): number {
    const row = this.json.rows[this.rowOf[p]!]!;
    const to = p + (left ? -1 : 1);
    if (to >= row[2] && to < row[2] + row[3]) return to;
    return this.towards(p, left ? [-1, 0] : [1, 0]);
  }

  private across(p: number, up: boolean): number {
    const row = this.rowOf[p]!;
    const other = up ? this.before[row]! : this.behind[row]!;
    if (other >= 0) return this.nearestIn(other, p);
    return this.towards(p, up ? [0, -1] : [0, 1]);
  }

  private nearestIn(row: number, p: number): number {
    const [, , first, count] = this.json.rows[row]!;
    let best = first;
    for (let q = first; q < first + count; q++) if (this.far(p, q) < this.far(p, best)) best = q;
    return best;
  }

  /** The nearest seat of another row in a direction, for the edges of sections; `p` itself if there is none. */
  private towards(p: number, [dx, dy]: [number, number]): number {
    let best = p;
    let least = Infinity;
    for (let q = 0; q < this.size; q++) {
      if (this.rowOf[q] === this.rowOf[p]) continue;
      const ahead = (this.x[q]! - this.x[p]!) * dx + (this.y[q]! - this.y[p]!) * dy;
      const aside = Math.abs((this.x[q]! - this.x[p]!) * dy) + Math.abs((this.y[q]! - this.y[p]!) * dx);
      if (ahead <= 1 || aside > ahead * 1.5) continue;
      if (ahead + aside * 2 < least) {
        least = ahead + aside * 2;
        best = q;
      }
    }
    return best;
  }

  private far(p: number, q: number): number {
    return (this.x[p]! - this.x[q]!) ** 2 + (this.y[p]! - this.y[q]!) ** 2;
  }

  private cell(x: number, y: number): number {
    return (Math.floor(x / CELL) + 4096) * 16384 + Math.floor(y / CELL) + 4096;
  }

  number(p: number): string {
    return this.json.numbers?.[p] ?? String(p - this.json.rows[this.rowOf[p]!]![2] + 1);
  }
}

function extend(box: Box, x: number, y: number): void {
  box.left = Math.min(box.left, x);
  box.right = Math.max(box.right, x);
  box.top = Math.min(box.top, y);
  box.bottom = Math.max(box.bottom, y);
}

/** What of the plan must be seen whole: seats, areas and the stage, with a margin. */
export function bounds(json: PlanJson): Box {
  const box: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const take = (x: number, y: number): void => extend(box, x, y);
  for (let p = 0; p < json.size; p++) take(json.x[p]!, json.y[p]!);
  for (const { box: [x, y, width, depth] } of json.areas) {
    take(x, y);
    take(x + width, y + depth);
  }
  const stage = stageBox(json);
  if (stage) {
    take(stage.left, stage.top);
    take(stage.right, stage.bottom);
  }
  if (box.left === Infinity) return { left: -500, top: -500, right: 500, bottom: 500 };
  return {
    left: box.left - MARGIN,
    top: box.top - MARGIN,
    right: box.right + MARGIN,
    bottom: box.bottom + MARGIN,
  };
}

/** Where the stage is drawn: of an end stage only the front part, so that it takes no room from the seats. */
export function stageBox(json: PlanJson): Box | null {
  if (!json.stage) return null;
  const { shape, width, depth } = json.stage;
  if (shape === "centre") return { left: -width / 2, right: width / 2, top: -depth / 2, bottom: depth / 2 };
  return { left: -width / 2, right: width / 2, top: -Math.min(depth, 260), bottom: -20 };
}
