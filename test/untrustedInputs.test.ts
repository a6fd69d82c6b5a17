import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CheckpointError, DatasetError } from '../lib/common/errors';
import { projectRoot } from '../lib/common/projectRoot';
import { encodeSafetensors } from '../lib/common/safetensors';
import { readJson } from '../lib/common/validation';
import { encodePng, readRgbImage } from '../lib/datasets/bop/imageFile';
import { readTexturedParts } from '../lib/datasets/bop/meshFile';
import { readWeights } from '../lib/models/weights/weightFile';
import { writeTorch } from '../lib/models/weights/torchWriter';
import { readZip, writeZip } from '../lib/models/weights/zipArchive';
import { readNotebook, type CellOutput, type Notebook } from '../lib/report/notebookFile';
import { notebookPage } from '../lib/report/site/notebookPage';
import { writeMeshSeeds } from './fuzz/meshSeeds';

let folder: string;
let inside: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'untrusted-'));
  inside = join(folder, 'inside');
  await mkdir(inside);
  await writeMeshSeeds(inside);
  await writeFile(join(folder, 'secret.mtl'), 'newmtl paint\nKd 1 0 0\n');
  await writeFile(join(folder, 'secret.png'), encodePng(new Uint8Array(12), 2, 2, 3));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a mesh', () => {
  const obj = async (library: string, map = 'paint.png') => {
    const text = await readFile(join(inside, 'pyramid.obj'), 'utf8');
    await writeFile(join(inside, 'own.mtl'), `newmtl paint\nmap_Kd ${map}\nnewmtl bare\nKd 1 0 0\n`);
    const file = join(inside, 'tricky.obj');
    await writeFile(file, text.replace('pyramid.mtl', library));
    return readTexturedParts(file);
  };

  it.each(['../secret.mtl', '..\\secret.mtl', 'a/../../secret.mtl'])(
    'with materials in %s reads nothing outside of its folder',
    async (library) => {
      await expect(obj(library)).rejects.toThrow(/mesh's own folder/);
    },
  );

  it.each(['../secret.png', '..\\secret.png'])('with a texture in %s neither', async (map) => {
    await expect(obj('own.mtl')).resolves.toHaveLength(2);
    await expect(obj('own.mtl', map)).rejects.toThrow(/mesh's own folder/);
  });

  it('with an absolute path looks for it in its own folder', async () => {
    await expect(obj(join(folder, 'secret.mtl'))).rejects.toThrow(DatasetError);
    await expect(obj('own.mtl', join(folder, 'secret.png'))).rejects.toThrow(DatasetError);
    const text = (await readFile(join(inside, 'ascii.ply'), 'utf8')).replace('paint.png', '../secret.png');
    await writeFile(join(inside, 'tricky.ply'), text);
    await expect(readTexturedParts(join(inside, 'tricky.ply'))).rejects.toThrow(/inside.secret\.png/);
  });

  it.each(['buffers', 'images'])('as GLB with %s elsewhere is refused', async (part) => {
    const bytes = await readFile(join(inside, 'pyramid.glb'));
    const length = bytes.readUInt32LE(12);
    const content = JSON.parse(bytes.toString('utf8', 20, 20 + length)) as Record<string, object[]>;
    Object.assign(content[part][0], { uri: '../secret.png' });
    const json = Buffer.from(JSON.stringify(content));
    const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
    const header = Buffer.from(bytes.subarray(0, 20));
    header.writeUInt32LE(bytes.length - length + padded.length, 8);
    header.writeUInt32LE(padded.length, 12);
    const file = join(inside, 'tricky.glb');
    await writeFile(file, Buffer.concat([header, padded, bytes.subarray(20 + length)]));
    await expect(readTexturedParts(file)).rejects.toThrow(/uri.*in the file itself/);
  });
});

describe('an image', () => {
  const size = { width: 16, height: 16 };
  const picture = () => sharp(new Uint8Array(768).fill(99), { raw: { ...size, channels: 3 } });

  it('of another kind is refused whatever its name, before a decoder sees it', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><image href="/etc/hostname"/></svg>';
    const files = {
      svg: Buffer.from(svg),
      gif: await picture().gif().toBuffer(),
      webp: await picture().webp().toBuffer(),
    };
    for (const [kind, bytes] of Object.entries(files)) {
      const file = join(folder, `${kind}.png`);
      await writeFile(file, bytes);
      await expect(readRgbImage(file, size)).rejects.toThrow(/byte 0: found a damaged image/);
    }
  });

  it('as TIFF is read but where its tiles are JPEG', async () => {
    const file = join(folder, 'picture.tiff');
    await writeFile(file, await picture().tiff({ compression: 'lzw' }).toBuffer());
    expect((await readRgbImage(file, size)).every((value) => value === 99)).toBe(true);
    await writeFile(file, await picture().tiff({ compression: 'jpeg', tile: true }).toBuffer());
    await expect(readRgbImage(file, size)).rejects.toThrow(/compression: found JPEG within TIFF/);
  });
});

describe('an archive of weights', () => {
  const entry = (name: string) => new Map([[name, new Uint8Array(8)]]);

  it.each(['../outside', '/etc/outside', 'a/../../outside'])('with an entry %s is refused', async (name) => {
    const file = join(inside, 'slip.pth');
    const bytes = Buffer.from(await writeZip(entry('x'.repeat(name.length))));
    await writeFile(
      file,
      Buffer.from(bytes.toString('latin1').replaceAll('x'.repeat(name.length), name), 'latin1'),
    );
    await expect(readWeights(file)).rejects.toThrow(CheckpointError);
  });

  it('whose tensors all are the same numbers is refused before they are copied', async () => {
    const tensor = { dtype: 'F32', shape: [1000], data: new Float32Array(1000) } as const;
    const many = new Map(Array.from({ length: 90 }, (_, index) => [`weight${index}`, tensor]));
    const entries = await readZip(await writeTorch(many), 'many.pth');
    const pickle = Buffer.from(entries.get('archive/data.pkl')!).toString('latin1');
    const shared = pickle.replace(/(X\x02\0\0\0)[1-8]\d/g, '$110');
    const kept = ['archive/version', 'archive/byteorder', 'archive/data/10'].map(
      (name) => [name, entries.get(name)!] as const,
    );
    const singles = Array.from({ length: 10 }, (_, index) => `archive/data/${index}`).map(
      (name) => [name, entries.get(name)!] as const,
    );
    const file = join(inside, 'shared.pth');
    const content = Buffer.from(shared, 'latin1');
    await writeFile(file, await writeZip(new Map([...kept, ...singles, ['archive/data.pkl', content]])));
    await expect(readWeights(file)).resolves.toHaveProperty('size', 90);
    const lonely = Buffer.from(shared.replace(/(X\x01\0\0\0)\d/g, 'X\x02\0\0\x0010'), 'latin1');
    await writeFile(file, await writeZip(new Map([...kept, ['archive/data.pkl', lonely]])));
    await expect(readWeights(file)).rejects.toThrow(/tensors of 360000 bytes in \d+/);
  });

  it('that claims gigabytes is refused before they are reserved', async () => {
    const bytes = Buffer.from(await writeZip(entry('archive/data.pkl')));
    const directory = bytes.indexOf('PK\x01\x02');
    for (const at of [20, 24]) bytes.writeUInt32LE(0xfff00000, directory + at);
    const file = join(inside, 'bomb.pth');
    await writeFile(file, bytes);
    await expect(readWeights(file)).rejects.toThrow(/entries of 4293918720 bytes in \d+/);
  });
});

describe('a notebook', () => {
  const hostile = '</script><script>window.hit = 1</script><img src=x onerror="window.hit = 1">';
  const output = (data: Record<string, unknown>, metadata = {}): CellOutput => ({
    ...{ output_type: 'display_data', data, metadata },
  });
  const pageOf = (outputs: CellOutput[], prose = '# Title') => {
    const notebook: Notebook = {
      cells: [
        { cell_type: 'markdown', id: 'a', metadata: {}, source: prose },
        { cell_type: 'code', id: 'b', metadata: {}, source: hostile, outputs },
      ],
      ...{ metadata: {}, nbformat: 4, nbformat_minor: 5 },
    };
    return notebookPage('name', notebook).html;
  };
  /** Tags that are live in a page, without what stands in them as text. */
  const tagsOf = (html: string) => html.match(/<[a-z][^>]*>/gi) ?? [];

  it('has no live script, handler, frame or address in its page', () => {
    const figure = { data: [{ name: hostile, x: [1], y: [2] }], layout: { title: hostile } };
    const html = pageOf(
      [
        output({
          'text/html': `<table>${hostile}<tr><td style="background:url(x)" onclick="x()">a</td></tr></table>`,
        }),
        output({
          'text/html': `<iframe src="x"></iframe><object data="x"></object><style>*{}</style>${hostile}`,
        }),
        output({ 'application/javascript': 'window.hit = 1', 'text/plain': hostile }),
        output({ 'image/svg+xml': `<svg onload="window.hit = 1">${hostile}</svg>`, 'text/plain': 'svg' }),
        output({ 'text/markdown': `[a](javascript:alert(1)) <b onclick="x()">b</b> ${hostile}` }),
        output({ 'text/latex': hostile, 'text/plain': hostile }),
        { output_type: 'stream', name: 'stdout', text: hostile },
        output(
          {
            'application/vnd.plotly.v1+json': figure,
            'image/png': 'iVBORw0KGgo=',
            'text/plain': `"${hostile}`,
          },
          { 'image/png': { width: 3, height: 2 } },
        ),
      ],
      `# Title ${hostile}\n\n[link](javascript:alert(1))`,
    );
    const tags = tagsOf(html);
    const scripts = tags.filter((tag) => /^<script/i.test(tag));
    expect(scripts).toEqual([
      '<script type="application/json" id="name-1-data">',
      '<script src="../plotly.min.js">',
      '<script src="../plots.js">',
    ]);
    expect(html.match(/<\/script>/g)).toHaveLength(scripts.length);
    expect(tags.filter((tag) => /\son\w+\s*=/i.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
    expect(tags.filter((tag) => /(?:href|src|data)="?\s*javascript:/i.test(tag))).toEqual([]);
    expect(
      tags.filter((tag) => /^<(?:iframe|object|embed|svg|style|form|base|link rel="?import)/i.test(tag)),
    ).toEqual(tags.filter((tag) => tag === '<style>').slice(0, 1));
    expect(html).toContain('&lt;script&gt;');
  });
});

describe('JSON with keys of prototypes', () => {
  const text =
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": {"__proto__": {"polluted": 1}}}';

  it('changes no prototype, read as records, objects or a notebook', async () => {
    const file = join(folder, 'proto.json');
    await writeFile(file, text);
    const record = z.record(z.string(), z.unknown());
    for (const schema of [record, z.looseObject({ a: record }), z.record(z.string(), record)]) {
      const value = (await readJson(file, schema, DatasetError)) as Record<string, Record<string, unknown>>;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.getPrototypeOf(value['a'])).toBe(Object.prototype);
      expect([value['polluted'], value['a']['polluted']]).toEqual([undefined, undefined]);
    }
    await expect(readNotebook(file)).rejects.toThrow(DatasetError);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('names tensors, at most', async () => {
    const file = join(folder, 'proto.safetensors');
    const tensor = { dtype: 'F32', shape: [1], data: Float32Array.of(1) } as const;
    await writeFile(file, encodeSafetensors(new Map([['__proto__', tensor]]), new Map()));
    expect([...(await readWeights(file)).keys()]).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
  });
});

it('a pickle that calls os.system runs nothing', async () => {
  const marker = join(folder, 'marker');
  const script = [
    'import os, pickle, sys',
    'class Call:',
    '    def __reduce__(self): return (os.system, ("touch " + sys.argv[2],))',
    'for protocol in range(6):',
    '    pickle.dump(Call(), open(sys.argv[1] + str(protocol), "wb"), protocol=protocol)',
  ];
  execFileSync(join(projectRoot, '.venv', 'bin', 'python'), [
    '-c',
    script.join('\n'),
    join(folder, 'call-'),
    marker,
  ]);
  for (let protocol = 0; protocol < 6; protocol++)
    await expect(readWeights(join(folder, `call-${protocol}`))).rejects.toThrow(CheckpointError);
  await expect(readFile(marker)).rejects.toThrow(/ENOENT/);
});
