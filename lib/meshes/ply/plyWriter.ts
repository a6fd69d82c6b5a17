import type { Mesh } from '../mesh';
import type { PlyFormat } from './plyHeader';

export interface PlyWriterOptions {
  readonly format: PlyFormat;
  /** Image file for the texture coordinates, beside the mesh */
  readonly textureFile?: string;
}

/**
 * Writes a mesh with float32 coordinates, as BOP's tools read it; normals, colors and texture coordinates where the
 * mesh has them. The texture's pixels are not part of it.
 */
export function writePly(mesh: Mesh, { format, textureFile }: PlyWriterOptions): Uint8Array {
  const header = Buffer.from(plyHeader(mesh, format, textureFile), 'latin1');
  if (format === 'ascii') return Buffer.concat([header, Buffer.from(asciiBody(mesh), 'latin1')]);
  return Buffer.concat([header, binaryBody(mesh, format === 'binary_little_endian')]);
}

function plyHeader(mesh: Mesh, format: PlyFormat, textureFile: string | undefined): string {
  const properties = [
    ...['x', 'y', 'z', ...(mesh.normals ? ['nx', 'ny', 'nz'] : [])].map((name) => `float ${name}`),
    ...(mesh.textureCoordinates ? ['float texture_u', 'float texture_v'] : []),
    ...(mesh.colors ? ['uchar red', 'uchar green', 'uchar blue'] : []),
  ];
  return [
    'ply',
    `format ${format} 1.0`,
    ...(textureFile === undefined ? [] : [`comment TextureFile ${textureFile}`]),
    `element vertex ${mesh.positions.length / 3}`,
    ...properties.map((property) => `property ${property}`),
    `element face ${mesh.triangles.length / 3}`,
    'property list uchar int vertex_indices',
    'end_header\n',
  ].join('\n');
}

/** @returns the float columns of a vertex, in the header's order */
function floatColumns(mesh: Mesh): { values: Float64Array; width: number }[] {
  return [
    { values: mesh.positions, width: 3 },
    ...(mesh.normals ? [{ values: mesh.normals, width: 3 }] : []),
    ...(mesh.textureCoordinates ? [{ values: mesh.textureCoordinates, width: 2 }] : []),
  ];
}

function asciiBody(mesh: Mesh): string {
  const lines: string[] = [];
  const columns = floatColumns(mesh);
  for (let vertex = 0; vertex < mesh.positions.length / 3; vertex++) {
    const floats = columns.flatMap(({ values, width }) =>
      Array.from(values.subarray(vertex * width, (vertex + 1) * width), (value) =>
        String(Math.fround(value)),
      ),
    );
    const bytes = mesh.colors ? Array.from(mesh.colors.subarray(3 * vertex, 3 * vertex + 3), String) : [];
    lines.push([...floats, ...bytes].join(' '));
  }
  for (let start = 0; start < mesh.triangles.length; start += 3) {
    lines.push(`3 ${mesh.triangles.subarray(start, start + 3).join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function binaryBody(mesh: Mesh, littleEndian: boolean): Uint8Array {
  const vertexCount = mesh.positions.length / 3;
  const columns = floatColumns(mesh);
  const vertexSize = columns.reduce((sum, { width }) => sum + 4 * width, 0) + (mesh.colors ? 3 : 0);
  const faceSize = 1 + 3 * 4;
  const body = new Uint8Array(vertexCount * vertexSize + (mesh.triangles.length / 3) * faceSize);
  const view = new DataView(body.buffer);
  let at = 0;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    for (const { values, width } of columns) {
      for (let part = 0; part < width; part++, at += 4) {
        view.setFloat32(at, values[vertex * width + part], littleEndian);
      }
    }
    if (mesh.colors) {
      body.set(mesh.colors.subarray(3 * vertex, 3 * vertex + 3), at);
      at += 3;
    }
  }
  mesh.triangles.forEach((vertex, index) => {
    if (index % 3 === 0) body[at++] = 3;
    view.setInt32(at, vertex, littleEndian);
    at += 4;
  });
  return body;
}
