import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { discs, framed, PatternAtlas } from './patternAtlas';
import { halfTurn, quarterTurn, threeQuarterTurn } from './turns';

/** A square tin with a round lid, the same after each quarter turn about z. */
export function teaTin(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const side = atlas.add((painter) => {
    framed([20, 96, 110], [236, 222, 176], 14)(painter);
    painter.circle(50, 50, 24, [190, 60, 40]);
    painter.circle(50, 50, 10, [236, 222, 176]);
  });
  const top = atlas.add(discs([20, 96, 110], [236, 222, 176], [[50, 50, 34]])); // prettier-ignore
  const lid = atlas.plain([212, 176, 70]);
  const w = 40;
  for (const [x, y] of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const) {
    // prettier-ignore
    const at = (along: number, z: number) => [w * x - along * y, w * y + along * x, z] as const;
    builder.addQuad([at(-w, -56), at(w, -56), at(w, 40), at(-w, 40)], side);
  }
  builder.addQuad([[-w, -w, 40], [w, -w, 40], [w, w, 40], [-w, w, 40]], top); // prettier-ignore
  builder.addQuad([[-w, w, -56], [w, w, -56], [w, -w, -56], [-w, -w, -56]], lid); // prettier-ignore
  builder.addCylinder([0, 0, 40], [0, 0, 58], 26, 32, lid);
  const discrete = [quarterTurn, halfTurn, threeQuarterTurn];
  return { name: 'tea tin', mesh: builder.build(atlas.texture), symmetries: { discrete } };
}
