import type { Random } from '../../common/random';
import type { Matrix3, Vector3 } from '../../geometry/pose';
import { rotateVector } from '../../geometry/rotations';
import type { Light } from '../../meshes/renderer/light';

/** How far light from all sides takes on the color of the place, 0 to 1 */
const TINT = 0.5;

/**
 * A lamp from above, light from the ceiling, and what the place throws back.
 * @param cameraRotation - from the table's frame (z upward) to the camera's
 * @param surroundings - mean color of the place, linear
 */
export function sampleRoomLights(random: Random, cameraRotation: Matrix3, surroundings: Vector3): Light[] {
  const height = random.uniform(0.45, 0.98);
  const across = Math.sqrt(1 - height * height);
  const angle = random.uniform(0, 2 * Math.PI);
  const lamp = random.uniform(0.35, 0.9);
  const ceiling = random.uniform(0.2, 0.45);
  const reflected = random.uniform(0.06, 0.16);
  const gray = Math.max(1e-3, (surroundings[0] + surroundings[1] + surroundings[2]) / 3);
  const tinted = (strength: number): Vector3 => {
    const [red, green, blue] = surroundings.map((color) => strength * (1 - TINT + (TINT * color) / gray));
    return [red, green, blue];
  };
  return [
    {
      kind: 'directional',
      direction: rotateVector(cameraRotation, [across * Math.cos(angle), across * Math.sin(angle), height]),
      color: [lamp, 0.96 * lamp, 0.88 * lamp],
    },
    { kind: 'hemisphere', direction: rotateVector(cameraRotation, [0, 0, 1]), color: tinted(ceiling) },
    { kind: 'ambient', color: tinted(reflected) },
  ];
}
