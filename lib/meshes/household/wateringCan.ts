import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { discs, PatternAtlas } from './patternAtlas';
import { addRevolution } from './revolution';
import { addTube, handlePoints } from './tube';

/** A green watering can: a round body, a spout to one side, a handle to the other. */
export function wateringCan(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const body = atlas.add(discs([34, 128, 74], [226, 220, 90], [[20, 40, 9], [45, 66, 9], [70, 40, 9], [94, 66, 9]])); // prettier-ignore
  const lid = atlas.plain([24, 84, 52]);
  const spout = atlas.plain([222, 206, 70]);
  const handle = atlas.plain([70, 74, 80]);
  addRevolution(builder, [[0, -48], [44, -48], [46, -10], [32, 34]], 32, body); // prettier-ignore
  addRevolution(builder, [[32, 34], [10, 44], [0, 44]], 32, lid); // prettier-ignore
  addTube(builder, [[36, 0, -30], [72, 0, 18], [88, 0, 46]], 7, spout); // prettier-ignore
  builder.addCylinder([84, 0, 40], [92, 0, 53], 16, 16, spout);
  addTube(builder, handlePoints(-38, -30, 30, -34), 5, handle);
  return { name: 'watering can', mesh: builder.build(atlas.texture) };
}
