import type { Random } from '../../common/random';
import { EARTH_RADIUS, ORBIT_HEIGHT, type SpaceScene } from './scene';
import { fractalNoise } from '../../meshes/valueNoise';

const DISTANCE = EARTH_RADIUS + ORBIT_HEIGHT;
/** km over which the air's glow falls to 1/e above the limb */
const GLOW_HEIGHT = 32;
/** Beyond this height, in multiples of it, there is no glow. */
const GLOW_REACH = 7;
const LAND_FREQUENCY = 5;
const CLOUD_FREQUENCY = 13;

/** The noise fields of one image's Earth. */
interface EarthGrain {
  readonly seed: number;
  readonly octaves: number;
  readonly landLevel: number;
  readonly cloudLevel: number;
}

/**
 * Draws the Earth over the sky: ocean, land, clouds, night side, haze toward the limb and the glow of the air above.
 * @param rays - [H, W, 3] unit vectors
 * @param width - of the image, px
 * @param sky - [H, W, 3] linear RGB
 */
export function addEarth(
  random: Random,
  scene: SpaceScene,
  rays: Float32Array,
  width: number,
  sky: Float32Array,
): void {
  const grain: EarthGrain = {
    seed: random.bits() | 0,
    // As many octaves as the image resolves.
    octaves: Math.max(3, Math.round(Math.log2(width / 4))),
    landLevel: random.uniform(0.48, 0.6),
    cloudLevel: random.uniform(0.46, 0.58),
  };
  const { earth, sun } = scene;
  const largestImpact = EARTH_RADIUS + GLOW_REACH * GLOW_HEIGHT;
  for (let pixel = 0; pixel < rays.length; pixel += 3) {
    const dx = rays[pixel];
    const dy = rays[pixel + 1];
    const dz = rays[pixel + 2];
    const along = DISTANCE * (dx * earth[0] + dy * earth[1] + dz * earth[2]);
    if (along <= 0) continue;
    const impactSquared = DISTANCE * DISTANCE - along * along;
    if (impactSquared >= largestImpact * largestImpact) continue;
    const hits = impactSquared < EARTH_RADIUS * EARTH_RADIUS;
    const reach = hits ? along - Math.sqrt(EARTH_RADIUS * EARTH_RADIUS - impactSquared) : along;
    const radius = hits ? EARTH_RADIUS : Math.sqrt(impactSquared);
    // Normal of the ground, or of the ray's lowest point.
    const nx = (dx * reach - earth[0] * DISTANCE) / radius;
    const ny = (dy * reach - earth[1] * DISTANCE) / radius;
    const nz = (dz * reach - earth[2] * DISTANCE) / radius;
    const incidence = nx * sun[0] + ny * sun[1] + nz * sun[2];
    if (hits) {
      const upright = -(nx * dx + ny * dy + nz * dz);
      paintGround(grain, nx, ny, nz, incidence, upright, sky, pixel);
    } else {
      const glow = daylight(incidence) * Math.exp(-(radius - EARTH_RADIUS) / GLOW_HEIGHT);
      sky[pixel] += 0.35 * glow;
      sky[pixel + 1] += 0.62 * glow;
      sky[pixel + 2] += 1.05 * glow;
    }
  }
}

/** Share of sunlight in the air: it fades over the twilight. */
function daylight(incidence: number): number {
  const share = (incidence + 0.12) / 0.4;
  return share <= 0 ? 0 : share >= 1 ? 1 : share * share * (3 - 2 * share);
}

/** @param upright - cosine between the ground's normal and the direction to the camera */
function paintGround(
  { seed, octaves, landLevel, cloudLevel }: EarthGrain,
  nx: number,
  ny: number,
  nz: number,
  incidence: number,
  upright: number,
  sky: Float32Array,
  pixel: number,
): void {
  const day = daylight(incidence);
  let red = 0.012;
  let green = 0.05;
  let blue = 0.15;
  let cloud = 0;
  if (day > 0) {
    const land = fractalNoise(seed, LAND_FREQUENCY * nx, LAND_FREQUENCY * ny, LAND_FREQUENCY * nz, octaves);
    if (land > landLevel) {
      const dryness = Math.min(1, (land - landLevel) * 9);
      red = 0.05 + 0.22 * dryness;
      green = 0.1 + 0.09 * dryness;
      blue = 0.03 + 0.06 * dryness;
    }
    const field = fractalNoise(
      seed ^ 0x5bd1e995,
      CLOUD_FREQUENCY * nx,
      CLOUD_FREQUENCY * ny,
      CLOUD_FREQUENCY * nz,
      octaves,
    );
    cloud = Math.min(0.92, Math.max(0, (field - cloudLevel) * 5.5));
  }
  const haze = (1 - upright) ** 3;
  const lit = day * (0.25 + 0.75 * Math.max(0, incidence));
  sky[pixel] = lit * ((1 - cloud) * red + 0.8 * cloud) * (1 - haze) + 0.3 * haze * day;
  sky[pixel + 1] = lit * ((1 - cloud) * green + 0.82 * cloud) * (1 - haze) + 0.56 * haze * day;
  sky[pixel + 2] = lit * ((1 - cloud) * blue + 0.86 * cloud) * (1 - haze) + 0.98 * haze * day;
}
