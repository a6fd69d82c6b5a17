import type { DataFrame } from 'danfojs-node';
import type { ExperimentData } from '../../../experiments/run/experimentData';
import { depthBinNames } from '../../../metrics/depthBins';
import { dataFrame } from '../../tables/dataFrame';
import { depthEdges, depthsOf } from './splitAnnotations';

/**
 * A row a split: images, objects near, medium and far by the test set's edges, and what identifies its content.
 * Objects nearer or farther than any of the test set count as near or far.
 */
export function datasetTable(data: ExperimentData): Promise<DataFrame> {
  const [, nearEdge, farEdge] = depthEdges(data);
  const { train, validation, test } = data.splits;
  return dataFrame(
    ['split', 'images', 'size', ...depthBinNames, 'SHA-256'],
    [train, validation, test].map((dataset) => {
      const depths = depthsOf(dataset);
      const near = depths.filter((depth) => depth < nearEdge).length;
      const far = depths.filter((depth) => depth >= farEdge).length;
      return [
        dataset.split,
        dataset.samples.length,
        `${dataset.width} × ${dataset.height} px`,
        near,
        depths.length - near - far,
        far,
        dataset.hash.slice(0, 12),
      ];
    }),
  );
}
