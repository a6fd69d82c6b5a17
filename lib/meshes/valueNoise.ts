/**
 * Smooth random field in space (value noise): random values at whole coordinates, blended between them.
 * @param seed - 32-bit integer
 * @returns 0 to 1
 */
export function valueNoise(seed: number, x: number, y: number, z: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const z0 = Math.floor(z);
  const u = smooth(x - x0);
  const v = smooth(y - y0);
  const w = smooth(z - z0);
  const near = blend(
    blend(lattice(seed, x0, y0, z0), lattice(seed, x0 + 1, y0, z0), u),
    blend(lattice(seed, x0, y0 + 1, z0), lattice(seed, x0 + 1, y0 + 1, z0), u),
    v,
  );
  const far = blend(
    blend(lattice(seed, x0, y0, z0 + 1), lattice(seed, x0 + 1, y0, z0 + 1), u),
    blend(lattice(seed, x0, y0 + 1, z0 + 1), lattice(seed, x0 + 1, y0 + 1, z0 + 1), u),
    v,
  );
  return blend(near, far, w);
}

/**
 * Sum of value noise at doubling frequencies and halving weights, as clouds and coasts have it.
 * @returns 0 to 1
 */
export function fractalNoise(seed: number, x: number, y: number, z: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    const scale = 1 << octave;
    sum += weight * valueNoise(seed + octave, scale * x, scale * y, scale * z);
    total += weight;
    weight /= 2;
  }
  return sum / total;
}

function lattice(seed: number, x: number, y: number, z: number): number {
  let mixed = seed ^ Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x1b873593);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

function blend(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
