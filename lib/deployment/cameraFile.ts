import { z } from 'zod';
import { DatasetError } from '../common/errors';
import { readJson } from '../common/validation';
import type { ImageSize } from '../datasets/bop/imageFile';
import type { Camera } from '../geometry/camera';

const pixels = z.number('a number of px').positive('a number of px above 0');
const size = { width: pixels.optional(), height: pixels.optional() };

/** BOP's `camera.json`, or one entry of `scene_camera.json`. */
const cameraSchema = z.union(
  [
    z.object({ fx: pixels, fy: pixels, cx: z.number(), cy: z.number(), ...size }),
    z.object({
      cam_K: z
        .array(z.number())
        .length(9)
        .refine((k) => k[0] > 0 && k[4] > 0 && k[6] === 0 && k[7] === 0 && k[8] === 1, {
          error: 'a camera matrix: focal lengths above 0, last row 0 0 1',
        }),
      ...size,
    }),
  ],
  {
    error:
      'a camera: fx, fy, cx, cy in px, as BOP has it in camera.json, or cam_K with 9 numbers and the last row 0 0 1',
  },
);

/**
 * Reads the camera of an image.
 * @param image - size of the image; where the file names one it must be this
 * @throws DatasetError when the file is missing, no JSON, no camera, or that of an image of another size
 */
export async function readCamera(file: string, image: ImageSize): Promise<Camera> {
  const content = await readJson(file, cameraSchema, DatasetError);
  const { width = image.width, height = image.height } = content;
  if (width !== image.width || height !== image.height) {
    throw new DatasetError({
      file,
      field: 'width, height',
      found: `${width} x ${height}`,
      expected: `${image.width} x ${image.height}, the size of the image`,
      remedy: 'Give the camera of this image; for an image that was scaled, scale fx, fy, cx and cy too.',
    });
  }
  if ('cam_K' in content) return { matrix: content.cam_K, ...image };
  const { fx, fy, cx, cy } = content;
  return { matrix: [fx, 0, cx, 0, fy, cy, 0, 0, 1], ...image };
}
