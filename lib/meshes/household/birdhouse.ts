import type { Vector3 } from '../../geometry/pose';
import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { discs, framed, PatternAtlas, stripes } from './patternAtlas';

/** A birdhouse: a hole and a perch in front, a red roof, planks and a window at the sides. */
export function birdhouse(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const wood = atlas.add(stripes([[168, 116, 66], [150, 100, 54], [178, 126, 76], [144, 96, 52]])); // prettier-ignore
  const front = atlas.add(discs([214, 176, 120], [24, 18, 14], [[50, 42, 24]]));
  const window = atlas.add(framed([168, 116, 66], [120, 186, 222], 30));
  const roof = atlas.add(stripes([[178, 40, 36], [206, 62, 50], [178, 40, 36], [206, 62, 50]])); // prettier-ignore
  const perch = atlas.plain([60, 44, 30]);
  const [w, d, h, top] = [36, 40, 22, 64];
  builder.addQuad([[w, -d, -60], [w, d, -60], [w, d, h], [w, -d, h]], front); // prettier-ignore
  builder.addQuad([[-w, d, -60], [-w, -d, -60], [-w, -d, h], [-w, d, h]], wood); // prettier-ignore
  builder.addQuad([[w, d, -60], [-w, d, -60], [-w, d, h], [w, d, h]], window); // prettier-ignore
  builder.addQuad([[-w, -d, -60], [w, -d, -60], [w, -d, h], [-w, -d, h]], wood); // prettier-ignore
  builder.addQuad([[-w, -d, -60], [-w, d, -60], [w, d, -60], [w, -d, -60]], perch); // prettier-ignore
  for (const side of [-1, 1]) {
    const gable: [Vector3, Vector3, Vector3, Vector3] = [
      [side * w, -side * d, h],
      [side * w, side * d, h],
      [side * w, 0, top],
      [side * w, 0, top],
    ];
    builder.addQuad(gable, side > 0 ? front : wood);
    const eave = side * (d + 10);
    builder.addQuad(
      [
        [side * (w + 8), eave, h - 11],
        [-side * (w + 8), eave, h - 11],
        [-side * (w + 8), 0, top + 1],
        [side * (w + 8), 0, top + 1],
      ],
      roof,
    );
  }
  builder.addCylinder([w, 0, -32], [w + 26, 0, -32], 4, 8, perch);
  return { name: 'birdhouse', mesh: builder.build(atlas.texture) };
}
