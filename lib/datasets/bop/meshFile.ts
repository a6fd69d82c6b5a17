import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { DatasetError } from '../../common/errors';
import { parseGlb } from '../../meshes/glb/glbReader';
import type { Mesh, Texture } from '../../meshes/mesh';
import { mergedMesh, scaledMesh } from '../../meshes/mergedMesh';
import type { MeshPart, PartImage } from '../../meshes/meshPart';
import { parseMtl, type ObjMaterial } from '../../meshes/obj/mtlReader';
import { parseObj } from '../../meshes/obj/objReader';
import { parsePly } from '../../meshes/ply/plyReader';
import { imageSizeOf, decodeImage, toRgbBytes } from './imageDecoding';
import { readSetBytes } from './setBytes';

/** How a mesh file is read. */
export interface MeshFileOptions {
  /** mm that the file's unit stands for; 1 for PLY and OBJ, 1000 for GLB, which is in meters, where absent */
  readonly millimeters?: number;
}

/**
 * Reads the surface of a PLY, OBJ or GLB file; images are not read.
 * @throws DatasetError when it is missing or damaged
 */
export async function readMesh(file: string, options: MeshFileOptions = {}): Promise<Mesh> {
  const parts = (await readParts(file, options)).map(({ mesh }) => mesh);
  return parts.length === 1 ? parts[0] : mergedMesh(parts);
}

/**
 * Reads a PLY, OBJ or GLB file with its materials and the images that it is painted with.
 * @returns parts of the object, each with one image at most; render them as one object by giving them one instance number
 * @throws DatasetError when one of the files is missing or damaged
 */
export async function readTexturedParts(file: string, options: MeshFileOptions = {}): Promise<Mesh[]> {
  const textures = new Map<string | Uint8Array, Texture>();
  const parts: Mesh[] = [];
  for (const { mesh, image } of await readParts(file, options)) {
    if (image === undefined || mesh.textureCoordinates === undefined) {
      parts.push(mesh);
      continue;
    }
    const key = image.kind === 'file' ? image.name : image.bytes;
    const texture = textures.get(key) ?? (await readTexture(image, file));
    textures.set(key, texture);
    const repeats = mesh.textureCoordinates.some((value) => value < 0 || value > 1);
    parts.push({ ...mesh, texture: repeats ? { ...texture, repeats } : texture });
  }
  return parts;
}

async function readParts(file: string, { millimeters }: MeshFileOptions): Promise<MeshPart[]> {
  const bytes = await readSetBytes(file, 'mesh');
  const scale = ({ mesh, ...rest }: MeshPart) => ({ ...rest, mesh: scaledMesh(mesh, millimeters ?? 1) });
  switch (extname(file).toLowerCase()) {
    case '.ply': {
      const { mesh, textureFile } = parsePly(bytes, file);
      // Only a name: paths in PLY headers are those of the machine that wrote them.
      if (textureFile === undefined) return [scale({ mesh })];
      return [scale({ mesh, image: { kind: 'file', name: basename(textureFile) } })];
    }
    case '.obj':
      return (await readObjParts(bytes, file)).map(scale);
    case '.glb':
      return parseGlb(bytes, file, millimeters);
    default:
      throw new DatasetError({
        file,
        found: `a file ${extname(file)}`,
        expected: '.ply, .obj or .glb',
        remedy: 'Export the mesh in one of these formats.',
      });
  }
}

async function readObjParts(bytes: Uint8Array, file: string): Promise<MeshPart[]> {
  const { parts, materialFiles } = parseObj(bytes, file);
  const materials = new Map<string, ObjMaterial>();
  for (const name of materialFiles) {
    const materialFile = besides(file, name);
    for (const [key, material] of parseMtl(await readSetBytes(materialFile, 'mesh'), materialFile)) {
      materials.set(key, material);
    }
  }
  return parts.map(({ mesh, material: name }) => {
    const material = name === undefined ? undefined : materials.get(name);
    if (name !== undefined && material === undefined)
      throw missingMaterial(file, name, [...materials.keys()]);
    const { color, textureFile } = material ?? {};
    if (textureFile !== undefined) return { mesh, image: { kind: 'file', name: textureFile } };
    if (color === undefined || mesh.colors !== undefined) return { mesh };
    const bytesOfColor = color.map((value) => Math.round(255 * value));
    const colors = Uint8Array.from({ length: mesh.positions.length }, (_, index) => bytesOfColor[index % 3]);
    return { mesh: { ...mesh, colors } };
  });
}

async function readTexture(image: PartImage, file: string): Promise<Texture> {
  const source = image.kind === 'file' ? besides(file, image.name) : `${file}: ${image.place}`;
  const bytes = image.kind === 'file' ? await readSetBytes(source, 'image') : Buffer.from(image.bytes);
  const size = await imageSizeOf(bytes, source);
  return { ...size, pixels: toRgbBytes(await decodeImage(bytes, source, size)) };
}

/** A mesh from elsewhere must not read files outside of its folder. */
function besides(file: string, name: string): string {
  const folder = dirname(resolve(file));
  const path = join(folder, ...name.split(/[\\/]/));
  if (!relative(folder, path).startsWith('..')) return path;
  throw new DatasetError({
    file,
    found: `the file ${name}`,
    expected: "files in the mesh's own folder",
    remedy: 'Put materials and images beside the mesh and name them so.',
  });
}

function missingMaterial(file: string, name: string, known: readonly string[]): DatasetError {
  return new DatasetError({
    file,
    field: `usemtl ${name}`,
    found: known.length === 0 ? 'no material' : `materials ${known.join(', ')}`,
    expected: `a material "${name}" in a library that the mesh names`,
    remedy: 'Put the material library (.mtl) beside the mesh.',
  });
}
