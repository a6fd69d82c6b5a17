import { TextureInfo, type Accessor, type Node, type Primitive } from '@gltf-transform/core';
import { encodeLinear } from '../renderer/colorSpace';
import type { MeshPart } from '../meshPart';
import { glbError } from './glbContainer';
import { placedNormals, placedPositions, turnsInsideOut } from './glbPlacement';

const TRIANGLES = 4;

/**
 * @param node - where the primitive stands
 * @returns its surface in the scene's frame, mm
 * @throws DatasetError naming the attribute at fault
 */
export function readPrimitive(
  primitive: Primitive,
  node: Node,
  millimeters: number,
  source: string,
): MeshPart {
  const fail = (field: string, found: string, expected: string) =>
    glbError(source, `node "${node.getName()}", ${field}`, found, expected);
  if (primitive.getMode() !== TRIANGLES)
    throw fail('mode', `${primitive.getMode()}`, '4: separate triangles');
  const place = node.getWorldMatrix();
  const position = primitive.getAttribute('POSITION');
  if (position === null) throw fail('POSITION', 'nothing', 'three numbers a vertex');
  const count = position.getCount();
  const read = (name: string, accessor: Accessor | null, widths: readonly number[]) => {
    if (accessor === null) return undefined;
    const width = accessor.getElementSize();
    if (accessor.getCount() !== count || !widths.includes(width)) {
      throw fail(name, `${accessor.getCount()} of ${width} numbers`, `${count} of ${widths.join(' or ')}`);
    }
    const values = elementsOf(accessor);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw fail(`${name}[${Math.floor(wrong / width)}]`, `${values[wrong]}`, 'a finite number');
    return values;
  };
  const positions = placedPositions(read('POSITION', position, [3])!, place, millimeters);
  const normals = read('NORMAL', primitive.getAttribute('NORMAL'), [3]);
  const info = primitive.getMaterial()?.getBaseColorTextureInfo();
  const coordinatesName = `TEXCOORD_${info?.getTexCoord() ?? 0}`;
  const coordinates = read(coordinatesName, primitive.getAttribute(coordinatesName), [2]);
  if (coordinates !== undefined && isMirrored(info) && coordinates.some((value) => value < 0 || value > 1)) {
    throw fail(coordinatesName, 'a texture that is mirrored beyond its edge', 'one that repeats or ends');
  }
  const colorAccessor = primitive.getAttribute('COLOR_0');
  const colors = read('COLOR_0', colorAccessor, [3, 4]);
  const factor = primitive.getMaterial()?.getBaseColorFactor() ?? [1, 1, 1, 1];
  const isPainted = colors !== undefined || factor.slice(0, 3).some((value) => value !== 1);
  const image = primitive.getMaterial()?.getBaseColorTexture()?.getImage();
  return {
    mesh: {
      positions,
      triangles: readTriangles(primitive, count, turnsInsideOut(place), fail),
      ...(normals && { normals: placedNormals(normals, place) }),
      ...((isPainted || !image) && {
        colors: paint(count, colors, colorAccessor?.getElementSize() ?? 3, factor),
      }),
      // glTF counts from the top of the image
      ...(coordinates && {
        textureCoordinates: coordinates.map((value, index) => (index % 2 === 0 ? value : 1 - value)),
      }),
    },
    ...(image &&
      coordinates && { image: { kind: 'bytes', bytes: image, place: `image of node "${node.getName()}"` } }),
  };
}

function elementsOf(accessor: Accessor): Float64Array {
  const width = accessor.getElementSize();
  const values = new Float64Array(width * accessor.getCount());
  const element: number[] = [];
  for (let index = 0; index < accessor.getCount(); index++) {
    values.set(accessor.getElement(index, element).slice(0, width), width * index);
  }
  return values;
}

function readTriangles(
  primitive: Primitive,
  vertexCount: number,
  isInsideOut: boolean,
  fail: (field: string, found: string, expected: string) => Error,
): Uint32Array {
  const indices = primitive.getIndices();
  const count = indices?.getCount() ?? vertexCount;
  if (count % 3 !== 0) throw fail('indices', `${count}`, 'three a triangle');
  const triangles = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    const vertex = indices?.getScalar(index) ?? index;
    if (!(vertex < vertexCount)) throw fail(`indices[${index}]`, `${vertex}`, `0 to ${vertexCount - 1}`);
    // A mirrored part is turned right side out again by swapping two corners.
    triangles[isInsideOut ? index - (index % 3) + ((3 - (index % 3)) % 3) : index] = vertex;
  }
  return triangles;
}

/** @returns [V, 3] sRGB bytes of the linear product of vertex colors and the material's color */
function paint(
  count: number,
  colors: Float64Array | undefined,
  width: number,
  factor: readonly number[],
): Uint8Array {
  return Uint8Array.from({ length: 3 * count }, (_, index) => {
    const [vertex, channel] = [Math.floor(index / 3), index % 3];
    return Math.round(encodeLinear((colors?.[vertex * width + channel] ?? 1) * factor[channel]));
  });
}

function isMirrored(info: TextureInfo | null | undefined): boolean {
  const mirrored = TextureInfo.WrapMode.MIRRORED_REPEAT;
  return info?.getWrapS() === mirrored || info?.getWrapT() === mirrored;
}
