import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Document, WebIO } from '@gltf-transform/core';
import type { Mesh } from '../../lib/meshes/mesh';
import { encodePng } from '../../lib/datasets/bop/imageFile';
import { writePly } from '../../lib/meshes/ply/plyWriter';

/** A painted pyramid, of few bytes. */
const pyramid: Mesh = {
  positions: Float64Array.of(0, 0, 0, 100, 0, 0, 100, 100, 0, 0, 100, 0, 50, 50, 80),
  normals: Float64Array.of(-1, 0, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
  colors: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 99, 199, 255, 255, 255),
  textureCoordinates: Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1, 0.5, 0.5),
  triangles: Uint32Array.of(0, 2, 1, 0, 3, 2, 0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4),
};
const texture = encodePng(
  Uint8Array.from({ length: 48 }, (_, index) => 5 * index),
  4,
  4,
  3,
);

/** Writes the pyramid in every format, with its texture beside it. */
export async function writeMeshSeeds(folder: string): Promise<void> {
  await writeFile(join(folder, 'paint.png'), texture);
  for (const format of ['ascii', 'binary_little_endian', 'binary_big_endian'] as const) {
    const ply = writePly(pyramid, { format, textureFile: 'paint.png' });
    await writeFile(join(folder, `${format}.ply`), ply);
  }
  await writeFile(
    join(folder, 'pyramid.mtl'),
    'newmtl paint\nKd 0.5 0.25 1\nmap_Kd paint.png\nnewmtl bare\nKd 1 0 0\n',
  );
  await writeFile(join(folder, 'pyramid.obj'), objText());
  await writeFile(join(folder, 'pyramid.glb'), await glbBytes());
}

function objText(): string {
  const rows = (values: Float64Array, width: number, word: string) =>
    Array.from(
      { length: values.length / width },
      (_, row) => `${word} ${values.subarray(row * width, (row + 1) * width).join(' ')}`,
    );
  const corner = (vertex: number) => `${vertex + 1}/${vertex + 1}/${vertex + 1}`;
  const faces = Array.from(
    { length: pyramid.triangles.length / 3 },
    (_, face) => `f ${Array.from(pyramid.triangles.subarray(3 * face, 3 * face + 3), corner).join(' ')}`,
  );
  return [
    'mtllib pyramid.mtl',
    ...rows(pyramid.positions, 3, 'v'),
    ...rows(pyramid.textureCoordinates!, 2, 'vt'),
    ...rows(pyramid.normals!, 3, 'vn'),
    'usemtl paint',
    ...faces.slice(0, 4),
    'usemtl bare',
    ...faces.slice(4),
    '',
  ].join('\n');
}

function glbBytes(): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC2' | 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const image = document.createTexture().setImage(new Uint8Array(texture)).setMimeType('image/png');
  const primitive = document
    .createPrimitive()
    .setAttribute(
      'POSITION',
      accessor(
        'VEC3',
        Float32Array.from(pyramid.positions, (value) => value / 1000),
      ),
    )
    .setAttribute('NORMAL', accessor('VEC3', Float32Array.from(pyramid.normals!)))
    .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(pyramid.textureCoordinates!)))
    .setIndices(accessor('SCALAR', Uint16Array.from(pyramid.triangles)))
    .setMaterial(document.createMaterial().setBaseColorTexture(image));
  document
    .createScene()
    .addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  return new WebIO().writeBinary(document);
}
