import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maskName, paddedId } from './bopLayout';
import type { BopCamera, BopGroundTruth, BopGroundTruthInfo } from './bopSchemas';
import { encodePng } from './imageFile';

/** One instance of an image that is written. */
export interface WrittenInstance {
  readonly groundTruth: BopGroundTruth;
  readonly info: BopGroundTruthInfo;
  /** [H, W] 1 where the object would be seen if nothing were before it */
  readonly mask: Uint8Array;
  /** [H, W] 1 where it is seen */
  readonly visibleMask: Uint8Array;
}

/** One image with everything that BOP says of it. */
export interface WrittenImage {
  readonly width: number;
  readonly height: number;
  /** [H, W, 3] RGB bytes */
  readonly image: Uint8Array;
  /** [H, W] mm, 0 where nothing is */
  readonly depth: Float32Array;
  readonly camera: BopCamera & { readonly depth_scale: number };
  readonly instances: readonly WrittenInstance[];
}

/** Writes the images of one scene; the annotations come last. */
export class BopSceneWriter {
  private readonly groundTruth: Record<number, readonly BopGroundTruth[]> = {};
  private readonly cameras: Record<number, BopCamera> = {};
  private readonly info: Record<number, readonly BopGroundTruthInfo[]> = {};

  private constructor(private readonly folder: string) {}

  /** @param folder - the scene's folder, such as `train/000000`; made if it is missing */
  static async open(folder: string): Promise<BopSceneWriter> {
    for (const name of ['rgb', 'depth', 'mask', 'mask_visib']) {
      await mkdir(join(folder, name), { recursive: true });
    }
    return new BopSceneWriter(folder);
  }

  /**
   * Encodes the image's files at once, so that its memory may be used again, and writes them.
   * @returns when the files are written
   */
  async write(imageId: number, image: WrittenImage): Promise<void> {
    const { width, height, instances, camera } = image;
    this.groundTruth[imageId] = instances.map(({ groundTruth }) => groundTruth);
    this.info[imageId] = instances.map(({ info }) => info);
    this.cameras[imageId] = camera;
    const name = `${paddedId(imageId)}.png`;
    const depth = Uint16Array.from(image.depth, (value) => Math.round(value / camera.depth_scale));
    const files: [string, Uint8Array][] = [
      [`rgb/${name}`, encodePng(image.image, width, height, 3)],
      [`depth/${name}`, encodePng(depth, width, height, 1)],
    ];
    for (const [place, { mask, visibleMask }] of instances.entries()) {
      const maskFile = maskName(imageId, place);
      files.push([`mask/${maskFile}`, encodePng(mask.map(toWhite), width, height, 1)]);
      files.push([`mask_visib/${maskFile}`, encodePng(visibleMask.map(toWhite), width, height, 1)]);
    }
    await Promise.all(files.map(([file, bytes]) => writeFile(join(this.folder, file), bytes)));
  }

  /** Writes `scene_gt.json`, `scene_camera.json` and `scene_gt_info.json`. */
  async finish(): Promise<void> {
    await writeFile(join(this.folder, 'scene_gt.json'), toLines(this.groundTruth));
    await writeFile(join(this.folder, 'scene_camera.json'), toLines(this.cameras));
    await writeFile(join(this.folder, 'scene_gt_info.json'), toLines(this.info));
  }
}

function toWhite(value: number): number {
  return value === 0 ? 0 : 255;
}

/** JSON with one line an image. */
function toLines(entries: Readonly<Record<number, unknown>>): string {
  const lines = Object.entries(entries).map(([id, entry]) => `  "${id}": ${JSON.stringify(entry)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
