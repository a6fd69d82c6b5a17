import type { BopDataset } from '../../../datasets/bop/bopDataset';
import type { PoseDataset } from '../../../datasets/poseDataset';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { histogram } from '../../figures/histogram';
import type { ImageDraft } from '../../pictures/imageDraft';
import { annotationGallery } from './annotationGallery';
import { visibleFractionsOf } from './collectionTable';
import type { ShownDataset } from './datasetCollection';
import { evenlyRanked } from '../predictions/imageSelection';
import { depthsOf } from './splitAnnotations';

const OCCLUSION_BINS = 20;

/** Annotated images of a split, in even steps from its first to its last among those that have pixels. */
export function spreadGallery(
  dataset: PoseDataset | BopDataset,
  count: number,
  text: FigureText,
): Promise<ImageDraft> {
  const shown = [...dataset.samples.keys()].filter(
    (index) => !('hasPixels' in dataset) || dataset.hasPixels(index),
  );
  const places = evenlyRanked(shown, Math.min(count, shown.length));
  return annotationGallery(dataset, places.map((place) => shown[place]), text); // prettier-ignore
}

/** How far away the objects of the test splits are. */
export function collectionDepths(sets: readonly ShownDataset[], text: FigureText): FigureDraft {
  return histogram({
    ...text,
    series: sets.map(({ style, splits }) => ({
      style,
      values: depthsOf(splits.test).map((depth) => depth / 1000),
    })),
    quantity: { name: 'Depth of the object', unit: 'm' },
    sharesOf: 'poses',
  });
}

/** How much of each object is seen, of the sets that say so. */
export function collectionOcclusion(sets: readonly ShownDataset[], text: FigureText): FigureDraft {
  const known = sets
    .map(({ style, splits }) => ({
      style,
      values: visibleFractionsOf(splits.test).map((share) => 100 * share),
    }))
    .filter(({ values }) => values.length > 0);
  return histogram({
    ...text,
    series: known,
    quantity: { name: 'Visible part of the object', unit: '%' },
    bins: OCCLUSION_BINS,
    sharesOf: 'poses',
  });
}
