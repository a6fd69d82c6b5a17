import type { BopDataset } from '../../../datasets/bop/bopDataset';
import type { PoseDataset, PoseSample, SamplePixels } from '../../../datasets/poseDataset';
import type { FigureText } from '../../figures/figure';
import { imageGallery, type GalleryTile } from '../../pictures/imageGallery';
import type { ImageDraft } from '../../pictures/imageDraft';
import type { Overlay } from '../../pictures/imageOverlay';
import { overlayColors } from '../../figures/palette';
import { poseAxes, poseBox } from '../../pictures/poseOverlay';

/** Length of a drawn axis as a share of the object's diameter. */
const axisShare = 0.5;

/**
 * Images with what is known of them drawn over: the box and axes of every object's pose, and its visible pixels where the
 * set has masks.
 * @param images - which of the set
 * @throws DatasetError when an image cannot be decoded
 */
export async function annotationGallery(
  dataset: PoseDataset,
  images: readonly number[],
  text: FigureText,
): Promise<ImageDraft> {
  const tiles = await Promise.all(
    images.map(async (index): Promise<GalleryTile> => {
      const { image, instanceMap } = await shownPixels(dataset, index);
      const sample = dataset.samples[index];
      return {
        image,
        width: dataset.width,
        height: dataset.height,
        label: sampleLabel(sample),
        overlays: sampleOverlays(dataset, sample, instanceMap),
      };
    }),
  );
  const isCrowded = images.some((index) => dataset.samples[index].instances.length > MOST_TOLD);
  return imageGallery({
    ...text,
    tiles,
    columns: Math.min(tiles.length, 4),
    ...(isCrowded && { tileWidth: crowdedWidth(dataset.width) }),
    legend: [
      { label: 'box of the true pose', color: overlayColors.truth },
      { label: 'border of the visible pixels', color: maskColor },
    ],
  });
}

const maskColor = '#FF5CE1';
/** Instances up to which each is told of under an image */
const MOST_TOLD = 2;

/** Where many boxes are drawn over each other, pictures are larger; whole multiples keep the pixels of small ones square. */
function crowdedWidth(width: number): number {
  return width < 240 ? width * Math.round(320 / width) : 400;
}

async function shownPixels(dataset: PoseDataset | BopDataset, index: number): Promise<SamplePixels> {
  if (!('hasMasks' in dataset) || dataset.hasMasks(index)) return dataset.pixels(index);
  const image = await dataset.image(index);
  return { image, instanceMap: new Uint8Array(image.length / 3) };
}

function sampleOverlays(dataset: PoseDataset, { camera, instances }: PoseSample, map: Uint8Array): Overlay[] {
  return instances.flatMap(({ objectId, pose }, at) => {
    const object = dataset.objects.find(({ id }) => id === objectId)!;
    const mask: Overlay = { kind: 'mask', map, value: at + 1, color: maskColor, outlined: true };
    const box = poseBox(camera, pose, object, { color: overlayColors.truth });
    const axes = poseAxes(camera, pose, axisShare * object.diameter);
    return [mask, box, axes].filter((overlay) => overlay !== null);
  });
}

function sampleLabel({ instances }: PoseSample): string {
  if (instances.length > MOST_TOLD) {
    const shares = instances.flatMap(({ visibleFraction: share }) =>
      share === undefined ? [] : [100 * share],
    );
    const range = `, ${Math.min(...shares).toFixed(0)} to ${Math.max(...shares).toFixed(0)} % visible`;
    return `${instances.length} objects${shares.length === 0 ? '' : range}`;
  }
  return instances
    .map(({ pose, visibleFraction }) => {
      const depth = `${(pose.translation[2] / 1000).toFixed(2)} m`;
      return visibleFraction === undefined
        ? depth
        : `${depth}, ${(100 * visibleFraction).toFixed(0)} % visible`;
    })
    .join('; ');
}
