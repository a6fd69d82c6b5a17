import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Document, TextureInfo, WebIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import type { Mesh } from '../../meshes/mesh';
import { measureExtent } from '../../meshes/meshExtent';
import { Renderer } from '../../meshes/renderer/renderer';
import { prepareMesh } from '../../meshes/renderer/renderMesh';
import { readMesh, readTexturedParts } from './meshFile';

let folder: string;
/** Red, green / blue, white. */
let quarters: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshes-'));
  const pixels = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
  quarters = await sharp(pixels, { raw: { width: 2, height: 2, channels: 3 } })
    .png()
    .toBuffer();
  await writeFile(join(folder, 'quarters.png'), quarters);
});
afterAll(() => rm(folder, { recursive: true }));

/** What a camera 2 units in front of the unit square sees, in the middle of its four quarters. */
function quartersSeen(parts: readonly Mesh[]): number[][] {
  const renderer = new Renderer(64, 64, 1);
  const pose = { rotation: [1, 0, 0, 0, -1, 0, 0, 0, -1], translation: [-500, 500, 1000] as const };
  const { color } = renderer.render({
    matrix: [60, 0, 31.5, 0, 60, 31.5, 0, 0, 1],
    instances: parts.map((part) => ({ mesh: prepareMesh(part), pose, instance: 1 })),
    lights: [{ kind: 'ambient', color: [1, 1, 1] }],
  });
  const places = [16, 47].flatMap((y) => [16, 47].map((x) => 3 * (64 * y + x)));
  return places.map((start) => [...color.subarray(start, start + 3)].map(Math.round));
}

const inQuarters = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 1],
];

async function writeObj(map = 'map_Kd quarters.png'): Promise<string> {
  const file = join(folder, 'square.obj');
  await writeFile(join(folder, 'square.mtl'), `newmtl paint\n${map}\n`);
  await writeFile(
    file,
    [
      'mtllib square.mtl',
      'usemtl paint',
      ...['0 0', '1000 0', '1000 1000', '0 1000'].map((place) => `v ${place} 0`),
      ...['0 0', '1 0', '1 1', '0 1'].map((place) => `vt ${place}`),
      'f 1/1 2/2 3/3 4/4',
    ].join('\n'),
  );
  return file;
}

/** The same square, 1 m wide, lying in the plane of x and z and turned up by its node. */
async function writeGlb(change: (document: Document) => void = () => undefined): Promise<string> {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC2' | 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const texture = document.createTexture().setImage(new Uint8Array(quarters)).setMimeType('image/png');
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.of(0, 0, 0, 1, 0, 0, 1, 0, -1, 0, 0, -1)))
    .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0)))
    .setIndices(accessor('SCALAR', Uint16Array.of(0, 1, 2, 0, 2, 3)))
    .setMaterial(document.createMaterial().setBaseColorTexture(texture));
  const node = document
    .createNode('square')
    .setRotation([Math.SQRT1_2, 0, 0, Math.SQRT1_2])
    .setMesh(document.createMesh().addPrimitive(primitive));
  document.createScene().addChild(node);
  change(document);
  const file = join(folder, 'square.glb');
  await writeFile(file, await new WebIO().writeBinary(document));
  return file;
}

describe('mesh files', () => {
  it('OBJ with material library and image', async () => {
    expect(quartersSeen(await readTexturedParts(await writeObj()))).toEqual(inQuarters);
  });

  it('GLB with image, in meters, at the place of its node', async () => {
    const file = await writeGlb();
    expect(quartersSeen(await readTexturedParts(file))).toEqual(inQuarters);
    const { low, high } = measureExtent((await readMesh(file)).positions);
    [low, high].forEach((corner, index) => {
      [0, 0, 0].forEach((_, axis) => {
        expect(corner[axis]).toBeCloseTo(axis === 2 ? 0 : 1000 * index, 3);
      });
    });
    const [inUnits] = await readTexturedParts(file, { millimeters: 1 });
    expect(measureExtent(inUnits.positions).diameter).toBeCloseTo(Math.SQRT2, 6);
  });

  it('a texture that repeats, and colors of the material', async () => {
    const file = await writeGlb((document) => {
      const [primitive] = document.getRoot().listMeshes()[0].listPrimitives();
      primitive.getAttribute('TEXCOORD_0')!.setArray(Float32Array.of(3, -4, 4, -4, 4, -5, 3, -5));
      primitive.getMaterial()!.setBaseColorFactor([0, 1, 1, 1]);
    });
    const [part] = await readTexturedParts(file);
    expect(part.texture).toMatchObject({ width: 2, height: 2, repeats: true });
    expect(quartersSeen([part])).toEqual(inQuarters.map(([, green, blue]) => [0, green, blue]));
  });

  it('colors of vertices, linear in the file, and nodes inside of nodes', async () => {
    const file = await writeGlb((document) => {
      const [node] = document.getRoot().listNodes();
      const [primitive] = document.getRoot().listMeshes()[0].listPrimitives();
      const colors = Float32Array.from({ length: 12 }, (_, index) => [1, 0.5, 0][index % 3]);
      const buffer = document.getRoot().listBuffers()[0];
      primitive.setMaterial(null);
      primitive.setAttribute(
        'COLOR_0',
        document.createAccessor().setType('VEC3').setArray(colors).setBuffer(buffer),
      );
      const parent = document.createNode('shelf').setTranslation([0, 0, 2]).setScale([1, 1, 0.5]);
      document.getRoot().listScenes()[0].removeChild(node).addChild(parent.addChild(node));
    });
    const [part] = await readTexturedParts(file);
    expect([...part.colors!.subarray(0, 6)]).toEqual([255, 188, 0, 255, 188, 0]);
    const { low, high } = measureExtent(part.positions);
    expect([low[2], high[2]].map(Math.round)).toEqual([2000, 2000]);
    expect([high[0] - low[0], high[1] - low[1]].map(Math.round)).toEqual([1000, 1000]);
  });

  it('a mirrored node turns no triangle inside out', async () => {
    const file = await writeGlb((document) => document.getRoot().listNodes()[0].setScale([-1, 1, 1]));
    const { positions: p, triangles } = await readMesh(file);
    const [a, b, c] = [...triangles.subarray(0, 3)].map((vertex) => [p[3 * vertex], p[3 * vertex + 1]]);
    expect((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).toBeGreaterThan(0);
  });

  it.each([
    [
      'an image out of the folder',
      () => writeObj('map_Kd ../quarters.png'),
      /found the file \.\.\/quarters\.png/,
    ],
    ['a missing image', () => writeObj('map_Kd missing.png'), /missing\.png: found ENOENT/],
    [
      'a mirrored texture',
      () =>
        writeGlb((document) => {
          const [primitive] = document.getRoot().listMeshes()[0].listPrimitives();
          primitive.getAttribute('TEXCOORD_0')!.setElement(0, [-1, 1]);
          primitive.getMaterial()!.getBaseColorTextureInfo()!.setWrapS(TextureInfo.WrapMode.MIRRORED_REPEAT);
        }),
      /TEXCOORD_0: found a texture that is mirrored/,
    ],
    [
      'a corner that is not there',
      () =>
        writeGlb((document) => {
          document.getRoot().listMeshes()[0].listPrimitives()[0].getIndices()!.setScalar(4, 9);
        }),
      /node "square", indices\[4\]: found 9; expected 0 to 3/,
    ],
  ])('refuses %s', async (_, write, message) => {
    const file = await write();
    await expect(readTexturedParts(file)).rejects.toThrow(message);
    await expect(readTexturedParts(file)).rejects.toThrow(DatasetError);
  });

  it('refuses another extension', async () => {
    await expect(readMesh(join(folder, 'quarters.png'))).rejects.toThrow(DatasetError);
  });
});

const cubesat = resolve(__dirname, '../../../../shared/real/cubesat/cubesat.glb');

describe.skipIf(!existsSync(cubesat))(`a GLB of others (skipped where ${cubesat} is absent)`, () => {
  it('has its parts and images', async () => {
    const parts = await readTexturedParts(cubesat);
    expect(parts.length).toBeGreaterThan(20);
    expect(parts.every(({ texture }) => texture !== undefined)).toBe(true);
    expect(parts.every(({ normals }) => normals !== undefined)).toBe(true);
  });
});
