import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { checks, discs, framed, PatternAtlas } from './patternAtlas';

/** A toy truck with a blue cab, an orange load and six wheels. */
export function truck(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const frame = atlas.plain([52, 54, 60]);
  const cab = atlas.add(framed([30, 92, 190], [170, 214, 238], 26));
  const load = atlas.add(checks([232, 120, 30], [250, 214, 150], 3));
  const hood = atlas.plain([236, 236, 240]);
  const wheel = atlas.plain([22, 22, 24]);
  const hub = atlas.add(discs([22, 22, 24], [206, 208, 212], [[50, 50, 40]]));
  builder.addBox([-72, -24, -26], [72, 24, -14], frame);
  builder.addBox([34, -26, -14], [66, 26, 34], cab);
  builder.addBox([66, -22, -14], [78, 22, 4], hood);
  builder.addBox([-74, -28, -14], [26, 28, 26], load);
  for (const x of [-54, -24, 48]) {
    for (const side of [-1, 1]) {
      builder.addCylinder([x, side * 18, -28], [x, side * 31, -28], 14, 16, wheel, hub);
    }
  }
  return { name: 'truck', mesh: builder.build(atlas.texture) };
}
