import { join } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile';
import { Random } from '../../common/random';
import type { Reporter } from '../../common/reporter';
import { buildHousehold } from '../../meshes/household/household';
import type { WrittenImage } from '../bop/bopSceneWriter';
import { paddedId, splitFolders } from '../bop/bopLayout';
import type { BopTarget } from '../bop/bopSchemas';
import { readScenes } from '../bop/bopSelection';
import { DATASET_FILE, hashSplit } from '../bop/splitHash';
import type { Split } from '../poseDataset';
import { EVALUATION_MODELS, writeModels } from '../rendered/modelFiles';
import { writeScene } from '../rendered/sceneFiles';
import { writeCamera, writeTargets } from '../rendered/setFiles';
import {
  OBJECT_COUNT,
  RENDERING_VERSION,
  type LinemodMiniConfiguration,
  type OccludedLinemodMiniConfiguration,
  type TableViewConfiguration,
} from './configuration';
import { Photographs } from './photographs';
import { TableRenderer, type TableView } from './tableRenderer';

/** mm between the points that pose errors are measured on, at most */
const POINT_SPACING = 14;
/** Scene of Occluded LINEMOD in the BOP benchmark */
const OCCLUDED_SCENE = 2;
/** Most objects that stand around the one in the middle of a render */
const MOST_NEIGHBORS = 3;
/** Share of an object that must be seen before it is to be found, as the BOP challenge has it */
const LEAST_VISIBLE = 0.1;

/** A scene of a set that is rendered: the view of each of its images. */
interface PlannedScene {
  readonly split: Split;
  readonly sceneId: number;
  readonly images: number;
  view(random: Random, index: number): TableView;
}

/**
 * @param share - of the images that are real-like
 * @returns whether this one is: they are spread evenly, so that each beginning of a scene has about that share
 */
export function isRealLike(index: number, share: number): boolean {
  return Math.floor((index + 1) * share) > Math.floor(index * share);
}

/**
 * Renders LINEMOD-mini into a folder that nobody else uses: a scene an object, as in LINEMOD. Real-like images show the object
 * alone before a photograph; renders show others about it, annotated too.
 */
export async function generateLinemodMini(
  folder: string,
  configuration: LinemodMiniConfiguration,
  reporter: Reporter,
): Promise<void> {
  const { images, realShare } = configuration;
  const scenes = (['train', 'validation', 'test'] as const).flatMap((split) =>
    Array.from({ length: OBJECT_COUNT }, (_, place): PlannedScene => {
      const id = place + 1;
      return {
        split,
        sceneId: id,
        images: images[split],
        view(random, index) {
          const isReal = split !== 'train' || isRealLike(index, realShare);
          const others = isReal ? [] : drawObjects(random, random.integer(MOST_NEIGHBORS + 1), id);
          return { objectIds: [id, ...others], lookAt: 'first', isReal };
        },
      };
    }),
  );
  await generate('LINEMOD-mini', folder, configuration, scenes, reporter);
}

/** Renders O-LINEMOD-mini into a folder that nobody else uses: one scene of real-like images of things before others. */
export async function generateOccludedLinemodMini(
  folder: string,
  configuration: OccludedLinemodMiniConfiguration,
  reporter: Reporter,
): Promise<void> {
  const { minimum, maximum } = configuration.objects;
  const scene: PlannedScene = {
    split: 'test',
    sceneId: OCCLUDED_SCENE,
    images: configuration.images,
    view(random) {
      const objectIds = drawObjects(random, minimum + random.integer(maximum - minimum + 1));
      return { objectIds, lookAt: 'all', isReal: true };
    },
  };
  await generate('O-LINEMOD-mini', folder, configuration, [scene], reporter);
}

async function generate(
  name: string,
  folder: string,
  configuration: TableViewConfiguration,
  scenes: readonly PlannedScene[],
  reporter: Reporter,
): Promise<void> {
  const objects = buildHousehold().map((object, place) => ({ ...object, id: place + 1 }));
  const modelsHash = await writeModels(folder, objects, POINT_SPACING);
  const renderer = new TableRenderer(configuration, await Photographs.load());
  await writeCamera(folder, renderer.camera, renderer.depthScale);
  const targets: BopTarget[] = [];
  for (const { split, sceneId, images, view } of scenes) {
    const render = (index: number): WrittenImage => {
      const random = Random.derive(configuration.seed, name, split, sceneId, index);
      const image = renderer.render(random, view(random, index));
      if (split === 'test') targets.push(...targetsOf(sceneId, index, image));
      return image;
    };
    const sceneFolder = join(folder, splitFolders[split], paddedId(sceneId));
    await writeScene(sceneFolder, images, render, `rendering ${name} (${split}, scene ${sceneId})`, reporter);
  }
  await writeTargets(folder, targets);
  const hashes: Record<string, string> = {};
  for (const splitFolder of new Set(scenes.map(({ split }) => splitFolders[split]))) {
    hashes[splitFolder] = await hashSplit(folder, splitFolder, await readScenes(join(folder, splitFolder)));
  }
  hashes[EVALUATION_MODELS] = modelsHash;
  const description = { name, renderingVersion: RENDERING_VERSION, configuration, hashes };
  await writeFileAtomically(join(folder, DATASET_FILE), `${JSON.stringify(description, undefined, 2)}\n`);
}

function targetsOf(scene_id: number, im_id: number, { instances }: WrittenImage): BopTarget[] {
  return instances
    .filter(({ info }) => (info.visib_fract ?? 0) >= LEAST_VISIBLE)
    .map(({ groundTruth }) => ({ im_id, inst_count: 1, obj_id: groundTruth.obj_id, scene_id }));
}

/** @returns different objects in random order, none of them the one given */
function drawObjects(random: Random, count: number, except?: number): number[] {
  return Array.from(random.permutation(OBJECT_COUNT), (place) => place + 1)
    .filter((id) => id !== except)
    .slice(0, count);
}
