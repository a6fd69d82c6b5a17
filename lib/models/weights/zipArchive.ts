import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ZipFile as ZipWriter } from 'yazl';
import { causeText } from '../../common/causeText';
import { CheckpointError } from '../../common/errors';

/**
 * Reads a zip archive whose entries are stored as they are, as PyTorch's are: nothing can grow beyond the file.
 * @param file - name of the file, for messages
 * @throws CheckpointError naming the entry that is damaged or compressed
 */
export async function readZip(bytes: Uint8Array, file: string): Promise<Map<string, Uint8Array>> {
  try {
    const archive = await open(bytes);
    const listed = await listEntries(archive);
    const compressed = listed.find(({ compressionMethod }) => compressionMethod !== 0);
    if (compressed !== undefined) throw new Error(`the entry ${compressed.fileName} compressed`);
    const claimed = listed.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    if (claimed > bytes.byteLength) throw new Error(`entries of ${claimed} bytes in ${bytes.byteLength}`);
    const entries = new Map<string, Uint8Array>();
    for (const entry of listed) entries.set(entry.fileName, await readEntry(archive, entry));
    return entries;
  } catch (cause) {
    throw new CheckpointError({
      file,
      found: causeText(cause),
      expected: 'a zip archive as torch.save writes it',
      remedy: 'The file is damaged: restore it, or save the weights again.',
    });
  }
}

/** Stores entries as they are; equal entries give equal bytes. */
export async function writeZip(entries: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const writer = new ZipWriter();
  for (const [name, bytes] of entries) {
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    writer.addBuffer(whole, name, { compress: false, mtime: new Date(1980, 0, 1) });
  }
  writer.end();
  const parts: Buffer[] = [];
  for await (const part of writer.outputStream) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Promise((resolve, reject) => {
    fromBuffer(whole, { lazyEntries: true, autoClose: false }, (error, archive) => {
      if (error === null) resolve(archive);
      else reject(error);
    });
  });
}

function listEntries(archive: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    archive.on('entry', (entry: Entry) => {
      entries.push(entry);
      archive.readEntry();
    });
    archive.on('end', () => {
      resolve(entries);
    });
    archive.on('error', reject);
    archive.readEntry();
  });
}

async function readEntry(archive: ZipFile, entry: Entry): Promise<Uint8Array> {
  const { fileName, uncompressedSize } = entry;
  const bytes = new Uint8Array(uncompressedSize);
  let offset = 0;
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    archive.openReadStream(entry, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  for await (const part of stream) {
    bytes.set(part as Buffer, offset);
    offset += (part as Buffer).length;
  }
  if (crc32(bytes) !== entry.crc32) throw new Error(`the entry ${fileName} with another checksum`);
  return bytes;
}
