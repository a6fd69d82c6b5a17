import { DatasetError } from '../common/errors';
import { sha256 } from '../common/canonicalJson';
import { readMesh, type MeshFileOptions } from '../datasets/bop/meshFile';
import type { ObjectModel } from '../datasets/poseDataset';
import type { ObjectInformation } from '../export/predictionInformation';
import { identityRotation } from '../geometry/rotations';
import { measureExtent, type MeshExtent } from '../meshes/meshExtent';
import type { Mesh } from '../meshes/mesh';

/** An object that a network knows, with the surface that the user gave. */
export interface MeshedObject {
  readonly object: ObjectModel;
  readonly mesh: Mesh;
}

/** Share by which a mesh may differ in size from the object that the network was trained on. */
const sizeTolerance = 0.02;

/** @returns the hash of an object's surface, as exported files hold it */
export function surfaceHash({ points, triangles }: Pick<ObjectModel, 'points' | 'triangles'>): string {
  const bytes = (array: Float64Array | Uint32Array) =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return sha256(bytes(points), bytes(triangles ?? new Uint32Array()));
}

/** What an exported file says of an object. */
export function objectInformation(object: ObjectModel): ObjectInformation {
  const { id, name, diameter, corners } = object;
  return { id, name, diameter, corners, surface: surfaceHash(object) };
}

/**
 * Reads the meshes of the objects that a network knows.
 * @param files - one an object, in the order of the network's classes
 * @param needsSurface - whether the network's answers name places on the surface, so that only the mesh that it was trained
 * with will do
 * @throws DatasetError when a mesh is missing or damaged, in other units, of another size, or another surface
 */
export async function readModelObjects(
  objects: readonly ObjectInformation[],
  files: readonly string[],
  needsSurface: boolean,
  options: MeshFileOptions = {},
): Promise<MeshedObject[]> {
  if (files.length !== objects.length) {
    throw new DatasetError({
      field: '--mesh',
      found: `${files.length} meshes`,
      expected: `one for each of ${objects.map(({ name }) => name).join(', ')}, in this order`,
      remedy: 'Give the meshes of the objects that the network was trained on.',
    });
  }
  const meshed: MeshedObject[] = [];
  for (const [index, information] of objects.entries()) {
    const mesh = await readMesh(files[index], options);
    const { id, name, diameter, corners, surface } = information;
    const surfaces = { points: mesh.positions, triangles: mesh.triangles };
    checkSize(measureExtent(mesh.positions), information, files[index]);
    if (needsSurface && surfaceHash(surfaces) !== surface) {
      throw new DatasetError({
        file: files[index],
        field: 'points and triangles',
        found: 'another surface',
        expected: `the surface that ${name} was trained with`,
        remedy: 'Give the very file of the training set: the network names points of it.',
      });
    }
    const symmetries = [{ rotation: identityRotation, translation: [0, 0, 0] as const }];
    meshed.push({ object: { id, name, diameter, corners, ...surfaces, symmetries }, mesh });
  }
  return meshed;
}

function checkSize(extent: MeshExtent, { name, diameter, corners }: ObjectInformation, file: string): void {
  const sizes = [0, 1, 2].map((axis) => extent.high[axis] - extent.low[axis]);
  const expected = [0, 1, 2].map((axis) => corners[7][axis] - corners[0][axis]);
  const fits = sizes.every((size, axis) => Math.abs(size - expected[axis]) <= sizeTolerance * diameter);
  if (fits) return;
  const ratio = diameter / extent.diameter;
  const unit = [1000, 10, 25.4, 0.001].find((factor) => Math.abs(ratio / factor - 1) <= sizeTolerance);
  const text = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4))).join(' x ');
  throw new DatasetError({
    file,
    field: 'size',
    found: `${text(sizes)}`,
    expected: `${text(expected)} mm, the box of ${name} that the network was trained on`,
    remedy:
      unit === undefined
        ? 'Give the mesh of the object that the network was trained on.'
        : `The mesh is in other units: give --millimeters ${unit}.`,
  });
}
