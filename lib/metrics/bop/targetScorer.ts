import { isDeepStrictEqual } from 'node:util';
import type { BopDataset } from '../../datasets/bop/bopDataset';
import type { BopEstimate } from '../../datasets/bop/results/estimate';
import type { ObjectModel } from '../../datasets/poseDataset';
import { prepareMesh, type RenderMesh } from '../../meshes/renderer/renderMesh';
import { ModelPoints } from '../modelPoints';
import { SurfaceDistances, type DistanceImage, visibleSurfaceDiscrepancy } from '../vsd';
import { discrepancyThresholds, occlusionTolerance, surfaceTolerances } from './bopRules';
import type { EvaluationTarget } from './evaluationTargets';
import { matchedShares } from './matching';
import { poseErrorKinds, type BopMetric } from './poseErrorKinds';

/** A pose that is to be found, and how well it was. */
export interface ScoredTruth {
  /** Position of the image in the data set */
  readonly image: number;
  readonly objectId: number;
  /** z of the object, mm */
  readonly depth: number;
  /** Whether there is no estimate of the object in the image */
  readonly isMissing: boolean;
  /** Share of the metric's thresholds at which it is matched, 0 to 1 */
  readonly shares: Readonly<Partial<Record<BopMetric, number>>>;
}

/** Measures estimates against the true poses of a set, target by target. */
export class TargetScorer {
  private readonly objects: ReadonlyMap<number, ObjectModel>;
  private readonly points = new Map<number, ModelPoints>();
  private readonly meshes = new Map<number, RenderMesh>();
  /** Of the image that was looked at last */
  private scene: { image: number; distances: SurfaceDistances; measured: DistanceImage } | undefined;

  constructor(
    private readonly dataset: BopDataset,
    private readonly metrics: readonly BopMetric[],
  ) {
    this.objects = new Map(dataset.objects.map((object) => [object.id, object]));
  }

  /** @param estimates - of the target's object in its image, the surest first; as many count as there are true poses */
  async score(target: EvaluationTarget, estimates: readonly BopEstimate[]): Promise<ScoredTruth[]> {
    const { image, objectId, truths } = target;
    const counted = estimates.slice(0, truths.length);
    const columns: [BopMetric, number[]][] = [];
    for (const metric of this.metrics) columns.push([metric, await this.shares(metric, target, counted)]);
    return truths.map(({ translation }, truth) => ({
      image,
      objectId,
      depth: translation[2],
      isMissing: estimates.length === 0,
      shares: Object.fromEntries(columns.map(([metric, shares]) => [metric, shares[truth]])),
    }));
  }

  private async shares(
    metric: BopMetric,
    target: EvaluationTarget,
    estimates: readonly BopEstimate[],
  ): Promise<number[]> {
    const { truths, image, objectId } = target;
    if (estimates.length === 0) return truths.map(() => 0);
    if (metric === 'VSD') return this.discrepancyShares(target, estimates);
    const { thresholds, measure } = poseErrorKinds[metric];
    const object = this.objects.get(objectId)!;
    const points = this.points.get(objectId) ?? new ModelPoints(object.points);
    this.points.set(objectId, points);
    const context = { object, points, camera: this.dataset.samples[image].camera };
    const errors = estimates.map(({ pose }) => truths.map((truth) => measure(context, pose, truth)));
    return matchedShares(errors, truths.length, thresholds);
  }

  /** Mean over the misalignment tolerances of the shares at each. */
  private async discrepancyShares(
    { image, objectId, truths }: EvaluationTarget,
    estimates: readonly BopEstimate[],
  ): Promise<number[]> {
    const object = this.objects.get(objectId)!;
    const mesh = this.meshes.get(objectId) ?? prepareMesh(depthMesh(object));
    this.meshes.set(objectId, mesh);
    const { distances, measured } = await this.sceneOf(image);
    const expected = truths.map((truth) => distances.rendered(mesh, truth));
    const tolerances = surfaceTolerances.map((share) => share * object.diameter);
    const errors = estimates.map(({ pose }) => {
      const estimated = distances.rendered(mesh, pose);
      return expected.map((truth) =>
        visibleSurfaceDiscrepancy(measured, estimated, truth, { occlusionTolerance, tolerances }),
      );
    });
    const sums = truths.map(() => 0);
    tolerances.forEach((_, tolerance) => {
      const ofTolerance = errors.map((row) => row.map((byTolerance) => byTolerance[tolerance]));
      matchedShares(ofTolerance, truths.length, discrepancyThresholds).forEach((share, truth) => {
        sums[truth] += share;
      });
    });
    return sums.map((sum) => sum / tolerances.length);
  }

  private async sceneOf(image: number): Promise<{ distances: SurfaceDistances; measured: DistanceImage }> {
    if (this.scene?.image === image) return this.scene;
    const { camera } = this.dataset.samples[image];
    const last = this.scene && this.dataset.samples[this.scene.image].camera;
    const isSame = last !== undefined && isDeepStrictEqual(last, camera);
    const distances = isSame ? this.scene!.distances : new SurfaceDistances(camera);
    this.scene = { image, distances, measured: distances.ofDepth(await this.dataset.depth(image)) };
    return this.scene;
  }
}

/** @returns what the visible surface discrepancy lacks in a set: depth of every target's image, surfaces of every object */
export function surfaceDiscrepancyFault(
  dataset: BopDataset,
  targets: readonly EvaluationTarget[],
): string | undefined {
  const images = [...new Set(targets.map(({ image }) => image))];
  const without = images.filter((image) => !dataset.hasDepth(image)).length;
  if (without > 0) return `${without} of ${images.length} images have no depth`;
  const pointsOnly = dataset.objects.filter(({ triangles }) => triangles === undefined);
  if (pointsOnly.length === 0) return undefined;
  return `objects ${pointsOnly.map(({ id }) => id).join(', ')} are points without a surface`;
}

/** Normals do not matter for depth. */
function depthMesh({ points, triangles }: ObjectModel): Parameters<typeof prepareMesh>[0] {
  return { positions: points, triangles: triangles!, normals: new Float64Array(points.length) };
}
