import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import { Random } from '../../common/random';
import type { Mesh } from '../mesh';
import type { PlyFormat } from './plyHeader';
import { parsePly } from './plyReader';
import { writePly } from './plyWriter';

const formats: readonly PlyFormat[] = ['ascii', 'binary_little_endian', 'binary_big_endian'];

function randomMesh(seed: number, vertexCount: number): Mesh {
  const random = new Random(seed);
  const floats = (length: number) =>
    Float64Array.from({ length }, () => Math.fround(random.uniform(-200, 200)));
  return {
    positions: floats(3 * vertexCount),
    normals: floats(3 * vertexCount),
    textureCoordinates: floats(2 * vertexCount),
    colors: Uint8Array.from({ length: 3 * vertexCount }, () => random.integer(256)),
    triangles: Uint32Array.from({ length: 6 * vertexCount }, () => random.integer(vertexCount)),
  };
}

const ascii = (header: string, body: string) => Buffer.from(`ply\n${header}\nend_header\n${body}`);
const square = [
  'format ascii 1.0',
  'element vertex 4',
  'property float x',
  'property float y',
  'property float z',
  'element face 1',
  'property list uchar int vertex_indices',
].join('\n');
const corners = '0 0 0\n1 0 0\n1 1 0\n0 1 0\n';

describe('PLY', () => {
  it.each(formats)('keeps a mesh through %s', (format) => {
    for (const vertexCount of [1, 2, 57]) {
      const mesh = randomMesh(vertexCount, vertexCount);
      const file = writePly(mesh, { format, textureFile: 'paint.png' });
      expect(parsePly(file, 'mesh.ply')).toEqual({ mesh, textureFile: 'paint.png' });
    }
  });

  it('splits quads', () => {
    const { mesh } = parsePly(ascii(square, `${corners}4 0 1 2 3\n`), 'square.ply');
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3]);
  });

  it('refuses a count that the file cannot hold, naming the byte, before allocating', () => {
    const header = square.replace('vertex 4', 'vertex 2000000000');
    const claim = () => parsePly(ascii(header, `${corners}3 0 1 2\n`), 'huge.ply');
    expect(claim).toThrow(DatasetError);
    expect(claim).toThrow(/huge\.ply: byte 21: found 2000000000 of element vertex/);
  });

  it.each([
    ['a corner that is not there', `${corners}3 0 1 4\n`, /byte \d+: found vertex number 4; expected 0 to 3/],
    ['a face of five corners', `${corners}5 0 1 2 3 0\n`, /a face of 5 corners/],
    ['a word for a number', `${corners.replace('1 1', '1 one')}3 0 1 2\n`, /found "one"/],
    ['an end too early', `${corners}3 0 1`, /found the end of the file/],
    ['more than the header says', `${corners}3 0 1 2\n3 0 1 2\n`, /more bytes/],
  ])('refuses %s', (_, body, message) => {
    expect(() => parsePly(ascii(square, body), 'bad.ply')).toThrow(message);
  });

  it('reads strips of triangles, turned the same way around, with -1 between strips', () => {
    const strips = square
      .replace(/element face \d+/, 'element tristrips 1')
      .replace('list uchar', 'list int');
    const { mesh } = parsePly(ascii(strips, `${corners}8 0 1 3 2 -1 1 2 3\n`), 'strips.ply');
    expect([...mesh.triangles]).toEqual([0, 1, 3, 3, 1, 2, 1, 2, 3]);
    expect(() => parsePly(ascii(strips, `${corners}3 0 1 4\n`), 'strips.ply')).toThrow(/vertex number 4/);
  });

  it('refuses a surface that it would lose: faces without corners, or before the vertices', () => {
    const lost = square.replace(/vertex_ind(ices|ex)/, 'vertices');
    expect(() => parsePly(ascii(lost, `${corners}3 0 1 2\n`), 'lost.ply')).toThrow(
      /without a list of corners/,
    );
    const lines = square.trim().split('\n');
    const at = lines.findIndex((line) => line.startsWith('element face'));
    const early = [...lines.slice(at), ...lines.slice(0, at)].join('\n');
    expect(() => parsePly(ascii(`${early}\n`, `3 0 1 2\n${corners}`), 'early.ply')).toThrow(
      /before the vertices/,
    );
  });

  it.each(formats)('ends every damaged %s file in a mesh or a typed error', (format) => {
    const random = new Random(11);
    const file = writePly(randomMesh(3, 6), { format });
    let refused = 0;
    for (let trial = 0; trial < 1500; trial++) {
      const damaged = Uint8Array.from(file).slice(
        0,
        trial % 3 === 0 ? random.integer(file.length) : undefined,
      );
      for (let change = random.integer(4); change >= 0; change--) {
        damaged[random.integer(damaged.length)] = random.integer(256);
      }
      try {
        const { mesh } = parsePly(damaged, 'damaged.ply');
        expect(mesh.triangles.every((vertex) => 3 * vertex < mesh.positions.length)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(DatasetError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});
