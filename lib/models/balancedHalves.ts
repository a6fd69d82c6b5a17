/*
 * Balanced k-means with two means c0, c1: the points that are nearer to c0 than others are those with the least
 * |v - c0|^2 - |v - c1|^2, which is linear along c1 - c0, so that a balanced assignment cuts at the median along that line.
 */

/** Rounds of k-means at most; a cut seldom moves after five. */
const rounds = 10;

/**
 * Splits points in two by k-means, begun along the axis of the box on which they reach farthest.
 * @param positions - [N, 3]
 * @param vertices - numbers of the points to split
 * @returns their numbers, of an odd count one more in the second half
 */
export function balancedHalves(
  positions: Float64Array,
  vertices: Uint32Array,
): [first: Uint32Array, second: Uint32Array] {
  let direction = longestAxis(positions, vertices);
  let halves = cutAtMedian(positions, vertices, direction);
  for (let round = 1; round < rounds; round++) {
    const [first, second] = halves.map((half) => meanOf(positions, half));
    direction = [second[0] - first[0], second[1] - first[1], second[2] - first[2]];
    const next = cutAtMedian(positions, vertices, direction);
    if (next[0].every((vertex, index) => vertex === halves[0][index])) break;
    halves = next;
  }
  return halves;
}

/** Equal vertices along the line go to the first half in their order until it is full. */
function cutAtMedian(
  positions: Float64Array,
  vertices: Uint32Array,
  [x, y, z]: readonly number[],
): [Uint32Array, Uint32Array] {
  const along = Float64Array.from(
    vertices,
    (vertex) => x * positions[3 * vertex] + y * positions[3 * vertex + 1] + z * positions[3 * vertex + 2],
  );
  const half = vertices.length >> 1;
  const cut = Float64Array.from(along).sort()[half];
  let ties = half;
  for (const value of along) if (value < cut) ties--;
  const isFirst = along.map((value) => Number(value < cut || (value === cut && ties-- > 0)));
  return [
    vertices.filter((_, index) => isFirst[index] === 1),
    vertices.filter((_, index) => isFirst[index] === 0),
  ];
}

function longestAxis(positions: Float64Array, vertices: Uint32Array): number[] {
  const spans = [0, 1, 2].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (const vertex of vertices) {
      low = Math.min(low, positions[3 * vertex + axis]);
      high = Math.max(high, positions[3 * vertex + axis]);
    }
    return high - low;
  });
  const longest = spans.indexOf(Math.max(...spans));
  return [0, 1, 2].map((axis) => Number(axis === longest));
}

/** @returns x, y and z of the mean of the points that are numbered */
export function meanOf(positions: Float64Array, vertices: Uint32Array): number[] {
  const sum = [0, 0, 0];
  for (const vertex of vertices)
    for (let axis = 0; axis < 3; axis++) sum[axis] += positions[3 * vertex + axis];
  return sum.map((value) => value / vertices.length);
}
