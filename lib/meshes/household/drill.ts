import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { discs, PatternAtlas, stripes } from './patternAtlas';

/** A yellow cordless drill: motor, chuck, grip and battery. */
export function drill(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const motor = atlas.add(stripes([[240, 190, 20], [240, 190, 20], [30, 30, 34], [240, 190, 20]])); // prettier-ignore
  const back = atlas.add(discs([30, 30, 34], [220, 60, 40], [[50, 50, 26]]));
  const steel = atlas.plain([176, 180, 186]);
  const grip = atlas.plain([36, 38, 44]);
  const battery = atlas.add(stripes([[36, 38, 44], [200, 44, 36], [36, 38, 44]])); // prettier-ignore
  builder.addCylinder([36, 0, 34], [-52, 0, 34], 25, 24, motor, back);
  builder.addCylinder([36, 0, 34], [58, 0, 34], 15, 16, grip);
  builder.addCylinder([58, 0, 34], [92, 0, 34], 4, 8, steel);
  builder.addBox([-34, -13, -44], [-4, 13, 20], grip);
  builder.addBox([-52, -22, -72], [16, 22, -44], battery);
  builder.addBox([-4, -6, -8], [6, 6, 10], battery);
  return { name: 'drill', mesh: builder.build(atlas.texture) };
}
