import { z } from 'zod';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** Bytes of a number and numbers of an element, by their names in glTF. */
const componentSizes: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};
const elementWidths: Readonly<Record<string, number>> = {
  ...{ SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 },
  ...{ MAT2: 4, MAT3: 9, MAT4: 16 },
};

const count = z.int('a whole number').min(0, 'a number from 0');
const documentSchema = z.object({
  asset: z.object({ version: z.string().regex(/^2\.\d+$/, 'version 2') }),
  extensionsRequired: z.array(z.string()).max(0, 'no extension that must be understood').optional(),
  scene: count.optional(),
  scenes: z.array(z.object({ nodes: z.array(count).optional() })).optional(),
  nodes: z.array(z.object({ children: z.array(count).optional(), mesh: count.optional() })).optional(),
  accessors: z
    .array(
      z.object({
        bufferView: count,
        byteOffset: count.optional(),
        componentType: z.int().refine((type) => type in componentSizes, { error: 'a glTF component type' }),
        count: count.min(1, 'at least 1'),
        type: z.string().refine((type) => type in elementWidths, { error: 'a glTF element type' }),
        sparse: z.never('no sparse data').optional(),
      }),
    )
    .optional(),
  bufferViews: z
    .array(
      z.object({
        buffer: z.literal(0, 'the buffer in the file'),
        byteOffset: count.optional(),
        byteLength: count,
        byteStride: count.optional(),
      }),
    )
    .optional(),
  buffers: z
    .array(z.object({ byteLength: count, uri: z.never('bytes in the file itself').optional() }))
    .max(1, 'one buffer')
    .optional(),
  images: z
    .array(z.object({ bufferView: count.optional(), uri: z.never('an image in the file itself').optional() }))
    .optional(),
});

type GlbDocument = z.infer<typeof documentSchema>;

/**
 * Checks a GLB file before anything is allocated for what it claims: lengths of the file and of its chunks, ranges of
 * buffer views and accessors, nodes that form trees.
 * @throws DatasetError naming the byte or the field at fault
 */
export function checkGlb(bytes: Uint8Array, source: string): void {
  const { json, binaryLength } = splitChunks(bytes, source);
  const content = validate(documentSchema, json, source, DatasetError);
  checkRanges(content, binaryLength, source);
  checkTree(content, source);
}

function splitChunks(bytes: Uint8Array, source: string): { json: unknown; binaryLength: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 20 || view.getUint32(0, true) !== MAGIC) {
    throw glbError(source, 'byte 0', 'another beginning', '"glTF" and a header');
  }
  const version = view.getUint32(4, true);
  if (version !== 2) throw glbError(source, 'byte 4', `version ${version}`, 'version 2');
  const length = view.getUint32(8, true);
  if (length !== bytes.length) {
    throw glbError(source, 'byte 8', `a length of ${length} bytes`, `${bytes.length}, the file's`);
  }
  const jsonLength = view.getUint32(12, true);
  if (view.getUint32(16, true) !== JSON_CHUNK || 20 + jsonLength > length) {
    throw glbError(source, 'byte 12', `a first chunk of ${jsonLength} bytes`, 'JSON within the file');
  }
  const start = 20 + jsonLength;
  let binaryLength = 0;
  if (start < length) {
    const isChunk = start + 8 <= length && view.getUint32(start + 4, true) === BINARY_CHUNK;
    binaryLength = isChunk ? view.getUint32(start, true) : NaN;
    if (!(start + 8 + binaryLength <= length)) {
      throw glbError(
        source,
        `byte ${start}`,
        `a second chunk of ${binaryLength} bytes`,
        'binary data within the file',
      );
    }
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 20, jsonLength).toString('utf8');
  try {
    return { json: JSON.parse(text), binaryLength };
  } catch (cause) {
    throw glbError(source, 'byte 20', causeText(cause), 'valid JSON');
  }
}

function checkRanges(
  { buffers, bufferViews = [], accessors = [], images = [] }: GlbDocument,
  available: number,
  source: string,
): void {
  const length = buffers?.[0]?.byteLength ?? 0;
  if (length > available) {
    throw glbError(
      source,
      'buffers[0].byteLength',
      `${length}`,
      `at most ${available}, the bytes in the file`,
    );
  }
  bufferViews.forEach(({ byteOffset = 0, byteLength }, index) => {
    if (byteOffset + byteLength <= length) return;
    const field = `bufferViews[${index}]`;
    throw glbError(source, field, `bytes ${byteOffset} to ${byteOffset + byteLength}`, `at most ${length}`);
  });
  accessors.forEach((accessor, index) => {
    const { byteOffset = 0, componentType, type } = accessor;
    const elementSize = componentSizes[componentType] * elementWidths[type];
    const view = bufferViews[accessor.bufferView];
    const stride = Math.max(view?.byteStride ?? 0, elementSize);
    const end = byteOffset + (accessor.count - 1) * stride + elementSize;
    if (view !== undefined && end <= view.byteLength) return;
    const expected =
      view === undefined ? `one of ${bufferViews.length} buffer views` : `at most ${view.byteLength}`;
    throw glbError(source, `accessors[${index}]`, `${accessor.count} elements, ${end} bytes`, expected);
  });
  const stray = images.findIndex(
    ({ bufferView }) => bufferView !== undefined && bufferView >= bufferViews.length,
  );
  if (stray >= 0) {
    throw glbError(
      source,
      `images[${stray}].bufferView`,
      'a number too high',
      `one of ${bufferViews.length}`,
    );
  }
}

/** Every node is the child of one node or scene at most, and no node is below itself. */
function checkTree({ nodes = [], scenes = [] }: GlbDocument, source: string): void {
  const parents = new Array<number | undefined>(nodes.length).fill(undefined);
  nodes.forEach(({ children = [] }, parent) => {
    for (const child of children) {
      if (child >= nodes.length || parents[child] !== undefined) {
        throw glbError(source, `nodes[${parent}].children`, `${child}`, 'a node that has no other parent');
      }
      parents[child] = parent;
    }
  });
  nodes.forEach((_, node) => {
    let above = parents[node];
    for (let step = 0; above !== undefined; step++) {
      if (step > nodes.length)
        throw glbError(source, `nodes[${node}]`, 'a node below itself', 'a tree of nodes');
      above = parents[above];
    }
  });
  const stray = scenes.findIndex(({ nodes: roots = [] }) => roots.some((node) => node >= nodes.length));
  if (stray >= 0)
    throw glbError(source, `scenes[${stray}].nodes`, 'a number too high', `one of ${nodes.length}`);
}

/** @returns an error for a GLB file */
export function glbError(source: string, field: string, found: string, expected: string): DatasetError {
  return new DatasetError({
    file: source,
    field,
    found,
    expected,
    remedy: 'The mesh is damaged or uses more than is read of glTF: export it again as plain GLB.',
  });
}
