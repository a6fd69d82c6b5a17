import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { PatternAtlas } from './patternAtlas';
import { addRevolution } from './revolution';
import { addTube, handlePoints } from './tube';

/** A red cup with a white band, a dot on one side and a handle. */
export function cup(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const outside = atlas.add((painter) => {
    painter.rectangle(0, 0, 100, 100, [196, 36, 40]);
    painter.rectangle(0, 30, 100, 22, [240, 236, 224]);
    painter.circle(36, 62, 14, [250, 200, 40]);
    painter.polygon([[70, 90], [84, 56], [96, 90]], [30, 60, 150]); // prettier-ignore
  });
  const inside = atlas.plain([244, 240, 230]);
  const handle = atlas.plain([60, 66, 76]);
  addRevolution(builder, [[0, -50], [38, -50], [44, 50], [40, 50]], 32, outside); // prettier-ignore
  addRevolution(builder, [[40, 50], [34, -42], [0, -42]], 32, inside); // prettier-ignore
  addTube(builder, handlePoints(40, -28, 32, 32), 6, handle);
  return { name: 'cup', mesh: builder.build(atlas.texture) };
}
