import { MeshBuilder } from '../meshBuilder';
import { halfTurn } from './turns';
import type { HouseholdObject } from './householdObject';
import { checks, framed, PatternAtlas, stripes } from './patternAtlas';

/** An egg box for two rows of three, the same after half a turn about z. */
export function eggBox(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const card = atlas.plain([128, 132, 140]);
  const bump = atlas.add(stripes([[206, 208, 214], [150, 154, 164]])); // prettier-ignore
  const side = atlas.add(checks([118, 122, 132], [196, 96, 130], 4));
  const ridge = atlas.add(framed([196, 96, 130], [240, 214, 226], 20));
  builder.addBox([-72, -46, -30], [72, 46, -8], side);
  builder.addBox([-68, -42, -8], [68, 42, 0], card);
  for (const x of [-44, 0, 44]) {
    for (const y of [-21, 21]) builder.addCylinder([x, y, 0], [x, y, 26], 17, 16, bump);
  }
  builder.addBox([-66, -3, 0], [66, 3, 20], ridge);
  return { name: 'egg box', mesh: builder.build(atlas.texture), symmetries: { discrete: [halfTurn] } };
}
