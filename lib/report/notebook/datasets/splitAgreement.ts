import type { PoseDataset } from '../../../datasets/poseDataset';
import type { ExperimentData } from '../../../experiments/run/experimentData';
import type { Pose, Vector3 } from '../../../geometry/pose';
import { kolmogorovSmirnov } from '../../../metrics/kolmogorovSmirnov';
import { splitStyles } from '../../figures/palette';
import { depthsOf, posesOf } from './splitAnnotations';

/** How much of what a split asks for the training images have shown. */
export interface SplitAgreement {
  /** Kolmogorov-Smirnov distance of its depths to those of the training images, 0 to 1 */
  readonly depthDistance: number;
  /** Largest such distance that samples of these sizes from one distribution show in 95 of 100 draws */
  readonly depthLimit: number;
  /** Share of its views that have a training view within the angle, 0 to 1 */
  readonly coveredViews: number;
  /** Poses that also occur, number by number, in training */
  readonly sharedPoses: number;
}

/** Degrees between two viewing directions that count as one view. */
const viewAngle = 10;
/** Of the Kolmogorov-Smirnov distribution: exceeded in 5 of 100 draws, for large samples. */
const criticalValue = 1.358;

/** @returns how a split agrees with the training images */
export function agreementWithTraining(train: PoseDataset, split: PoseDataset): SplitAgreement {
  const [seen, asked] = [posesOf(train), posesOf(split)];
  const directions = seen.map(viewDirection);
  const least = Math.cos((viewAngle * Math.PI) / 180);
  const covered = asked.filter((pose) => {
    const [x, y, z] = viewDirection(pose);
    return directions.some(([a, b, c]) => a * x + b * y + c * z >= least);
  });
  const known = new Set(seen.map(poseText));
  return {
    depthDistance: kolmogorovSmirnov(depthsOf(train), depthsOf(split)),
    depthLimit: criticalValue * Math.sqrt(1 / seen.length + 1 / asked.length),
    coveredViews: covered.length / asked.length,
    sharedPoses: asked.filter((pose) => known.has(poseText(pose))).length,
  };
}

/** Says in Markdown whether validation and test ask for what training has shown, on images that it has not. */
export function splitAgreement({ splits }: ExperimentData): string {
  const lines = (['validation', 'test'] as const).map((name) => {
    const agreement = agreementWithTraining(splits.train, splits[name]);
    const { depthDistance, depthLimit, coveredViews, sharedPoses } = agreement;
    const depth = depthDistance <= depthLimit ? 'no more than chance gives' : 'more than chance gives';
    return (
      `- **${splitStyles[name].label}**: depths differ by ${depthDistance.toFixed(3)} (up to ${depthLimit.toFixed(3)} is chance), ` +
      `${depth}; ${(100 * coveredViews).toFixed(1)} % of its views have a training view within ${viewAngle}°; ` +
      `${sharedPoses === 0 ? 'no pose of it occurs' : `${sharedPoses} poses of it occur`} in training.`
    );
  });
  return ['**Verdict.** Against the training images:', '', ...lines].join('\n');
}

/** Unit vector from the object to the camera's center, -R^T t, in the object's frame. */
function viewDirection({ rotation, translation }: Pose): Vector3 {
  const center = [0, 1, 2].map(
    (axis) =>
      -(
        rotation[axis] * translation[0] +
        rotation[3 + axis] * translation[1] +
        rotation[6 + axis] * translation[2]
      ),
  );
  const length = Math.hypot(...center);
  return [center[0] / length, center[1] / length, center[2] / length];
}

function poseText({ rotation, translation }: Pose): string {
  return [...rotation, ...translation].join(' ');
}
