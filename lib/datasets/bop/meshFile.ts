import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import type { Mesh } from '../../meshes/mesh';
import { parsePly, type PlyContent } from '../../meshes/ply/plyReader';
import { readImageSize, readRgbImage } from './imageFile';

/**
 * Reads a PLY file; the texture's image is not read.
 * @throws DatasetError when it is missing or damaged
 */
export async function readMesh(file: string): Promise<Mesh> {
  return (await readPly(file)).mesh;
}

/**
 * Reads a PLY file and the image beside it that its header names as texture, if it names one.
 * @throws DatasetError when one of them is missing or damaged
 */
export async function readTexturedMesh(file: string): Promise<Mesh> {
  const { mesh, textureFile } = await readPly(file);
  if (textureFile === undefined) return mesh;
  // Only a name: a mesh from elsewhere must not read files of other folders.
  const image = join(dirname(file), basename(textureFile));
  const size = await readImageSize(image);
  return { ...mesh, texture: { ...size, pixels: await readRgbImage(image, size) } };
}

async function readPly(file: string): Promise<PlyContent> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new DatasetError({
      file,
      found: causeText(cause),
      expected: 'a readable PLY file',
      remedy: 'Check that the models were unpacked completely.',
    });
  }
  return parsePly(bytes, file);
}
