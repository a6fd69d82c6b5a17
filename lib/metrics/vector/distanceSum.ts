import type { TriangularMap } from '../poseDifference';
import { encodeModule, f32x4, f64, f64x2, i32, local, repeat, valueType, type Code } from './assembly';

/** Points that a turn of the loop takes, four by four */
const GROUP = 8;
const BYTES_OF_GROUP = GROUP * 3 * 4;
const PAGE = 65_536;

/** The part of the engine's WebAssembly that is used; Node has it, its type definitions do not */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: { readonly run: unknown } };
};

type Sum = (end: number, ...map: TriangularMap) => number;

let compiled: object | undefined;

/**
 * Sums of the distances |R x + d| over an object's points, by vector instructions: four points at a time in 32 bits, summed in
 * 64. The points stay in the module's memory, moved by their mean, so that what is far from the origin loses no digits. The same
 * bits on every machine.
 */
export class DistanceSum {
  /** The points that are summed, in whole groups; the caller adds the others */
  readonly count: number;
  private readonly mean: readonly number[];
  private readonly reach: readonly number[];
  private readonly sum: Sum;

  /** @param points - [N, 3] */
  constructor(points: Float64Array) {
    this.count = points.length / 3 - ((points.length / 3) % GROUP);
    const axes = [0, 1, 2].map((axis) =>
      points.subarray(0, 3 * this.count).filter((_, at) => at % 3 === axis),
    );
    this.mean = axes.map((values) => values.reduce((sum, value) => sum + value, 0) / this.count);
    const centered = axes.map((values, axis) => values.map((value) => value - this.mean[axis]));
    this.reach = centered.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const size = (this.count / GROUP) * BYTES_OF_GROUP;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(size / PAGE) });
    const places = new Float32Array(memory.buffer);
    // [3, N] -> [N/4, 3, 4]
    centered.forEach((values, axis) =>
      values.forEach((value, point) => (places[12 * (point >> 2) + 4 * axis + (point & 3)] = value)),
    );
    compiled ??= new WebAssembly.Module(encodeModule(sumOfDistances()));
    this.sum = new WebAssembly.Instance(compiled, { host: { memory } }).exports.run as Sum;
  }

  /**
   * @returns the sum, within a relative error of 1e-6, or undefined where 32 bits do not give that: where the terms of R x + d
   * are much larger than what remains of them, or the distances are beyond the range of 32 bits
   */
  of(map: TriangularMap): number | undefined {
    const [a, b, c, e, f, i] = map;
    const [x, y, z] = this.mean;
    const first = a * x + b * y + c * z + map[6];
    const second = e * y + f * z + map[7];
    const third = i * z + map[8];
    const sum = this.sum((this.count / GROUP) * BYTES_OF_GROUP, a, b, c, e, f, i, first, second, third);
    const [right, down, away] = this.reach;
    const terms =
      Math.abs(a) * right +
      (Math.abs(b) + Math.abs(e)) * down +
      (Math.abs(c) + Math.abs(f) + Math.abs(i)) * away +
      Math.abs(first) +
      Math.abs(second) +
      Math.abs(third);
    const mean = sum / this.count;
    return (terms === 0 || (mean > 1e-15 && mean < 1e15)) && mean * 32 >= terms ? sum : undefined;
  }
}

/** The loop over groups of points */
function sumOfDistances() {
  // Parameters, then locals
  const end = 0;
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const [a, b, c, e, f, i, first, second, third] = [10, 11, 12, 13, 14, 15, 16, 17, 18].map(local.get);
  const [lower, upper, four, x, y, z, right, down, away, address] = [19, 20, 21, 22, 23, 24, 25, 26, 27, 28];
  const { add, multiply } = f32x4;
  const product = (factor: Code, value: number) => multiply(factor, local.get(value));
  const square = (value: number) => multiply(local.get(value), local.get(value));
  const accumulate = (sum: number, singles: Code) =>
    local.set(sum, f64x2.add(local.get(sum), f64x2.fromSingles(singles)));
  const distances = (offset: number): Code[] => [
    ...[x, y, z].map((axis, place) => local.set(axis, f32x4.load(offset + 16 * place, local.get(address)))),
    local.set(right, add(add(product(a, x), product(b, y)), add(product(c, z), first))),
    local.set(down, add(add(product(e, y), product(f, z)), second)),
    local.set(away, add(product(i, z), third)),
    local.set(x, f32x4.squareRoot(add(add(square(right), square(down)), square(away)))),
  ];
  const both = f64x2.add(local.get(lower), local.get(upper));
  return {
    parameters: [valueType.i32, ...numbers.map(() => valueType.f64)],
    result: valueType.f64,
    locals: [...Array<number>(18).fill(valueType.v128), valueType.i32],
    body: [
      ...numbers.map((number) => local.set(number + 9, f32x4.splat(f64.toSingle(local.get(number))))),
      repeat(
        [
          ...distances(0),
          local.set(four, local.get(x)),
          ...distances(48),
          local.set(four, add(local.get(four), local.get(x))),
          accumulate(lower, local.get(four)),
          accumulate(upper, f32x4.halvesExchanged(local.get(four))),
          local.set(address, i32.add(local.get(address), i32.constant(BYTES_OF_GROUP))),
        ],
        i32.isLess(local.get(address), local.get(end)),
      ),
      f64.add(f64x2.lane(0, both), f64x2.lane(1, both)),
    ],
  };
}
