import { MeshBuilder } from '../meshBuilder';
import type { HouseholdObject } from './householdObject';
import { PatternAtlas, stripes } from './patternAtlas';
import { addRevolution } from './revolution';

/** A bottle of bands that go all around: the same however far it is turned about z. */
export function bottle(): HouseholdObject {
  const builder = new MeshBuilder();
  const atlas = new PatternAtlas();
  const [ink, cream, rose, mint] = [[40, 30, 80], [244, 236, 214], [224, 92, 120], [110, 200, 170]] as const; // prettier-ignore
  const body = atlas.add(stripes([ink, ink, mint, cream, rose, cream, mint, ink]));
  const cap = atlas.plain([236, 60, 60]);
  const base = atlas.plain(ink);
  const outline = [[34, -76], [38, -60], [38, 4], [30, 24], [14, 40], [12, 58]] as const; // prettier-ignore
  addRevolution(builder, [[0, -76], [34, -76.001]], 48, base); // prettier-ignore
  addRevolution(builder, outline, 48, body);
  addRevolution(builder, [[16, 58], [16, 78], [0, 78.001]], 48, cap); // prettier-ignore
  const continuous = [{ axis: [0, 0, 1], offset: [0, 0, 0] }] as const;
  return { name: 'bottle', mesh: builder.build(atlas.texture), symmetries: { continuous } };
}
