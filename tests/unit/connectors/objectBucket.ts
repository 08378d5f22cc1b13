/** A bucket of files that things happen to by chance, kept equal on a real S3 server or on the stand-in of Google Drive. */
import { gzipSync } from 'node:zlib';
import { type DriveFault, startGoogleDrive } from '../../../scripts/standins/googleDrive.ts';
import { type S3Fault, startS3 } from '../../../scripts/standins/s3.ts';
import type { Source, SourceTable } from '../../../src/types.ts';
import { source, table } from './fixture.ts';
import type { Random } from './random.ts';

interface BucketFile {
  /** Another upload of the same name is another file. */
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly where: 'folder' | 'trash' | 'elsewhere';
}

export interface Bucket {
  /** The kind, and what reads it. */
  readonly from: (rows: Partial<SourceTable>, more: Partial<Source>) => Source;
  readonly env: Readonly<Record<string, string>>;
  /** One thing happens. */
  readonly change: (random: Random) => Promise<void>;
  /** Ends what a pull must refuse: two files of one name, a declared column that is gone, an empty folder. */
  readonly mend: (random: Random) => Promise<void>;
  /** From now on: faults on a fifth of the calls, and at the `at`th reading of a file something happens to the bucket first. */
  readonly trouble: (random: Random, at: number) => void;
  readonly quiet: () => void;
  /** What waits between two attempts; things that are under way are done then. */
  readonly sleep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const COLUMNS = { id: 'integer', at: 'integer', amount: 'decimal(9,2)' };

/** What is on the bucket, and what can happen to it. */
class BucketFiles {
  files: readonly BucketFile[] = [];
  private last = 0;
  private readonly allowsTwins: boolean;

  constructor(allowsTwins: boolean) {
    this.allowsTwins = allowsTwins;
  }

  change(random: Random): void {
    const kind = random.pick([
      ...['new', 'new', 'change', 'change', 'touch', 'remove', 'rename', 'out', 'back', 'trash', 'untrash'],
      ...['replace', 'late', 'wider', 'broken', 'twin'],
    ] as const);
    const own = this.files.filter(({ where }) => where === 'folder');
    const one = random.pick(own);
    const name = `${1 + random.below(8)}.csv${random.below(4) === 0 ? '.gz' : ''}`;
    if (kind === 'back' || kind === 'untrash') {
      const away = random.pick(this.files.filter(({ where }) => where === (kind === 'back' ? 'elsewhere' : 'trash')));
      if (away !== undefined) this.move(away, 'folder');
    } else if (one === undefined || kind === 'new') this.put(name, rowsText(random));
    // Its name comes before all others, its rows are older than theirs.
    else if (kind === 'late') this.put(`0-${random.below(3)}.csv`, rowsText(random, { oldest: true }));
    else if (kind === 'wider') this.put(one.name, rowsText(random, { header: 'note,amount,at,brand,id' }));
    else if (kind === 'broken') this.put(one.name, rowsText(random, { header: 'id,at,amuont,brand' }));
    else if (kind === 'remove') this.drop(one);
    else if (kind === 'out' || kind === 'trash') this.move(one, kind === 'out' ? 'elsewhere' : 'trash');
    else if (kind === 'rename') {
      this.drop(one);
      this.put(name, one.text);
    } else if (kind === 'replace') {
      this.move(one, 'trash');
      this.put(one.name, rowsText(random));
    } else if (kind === 'twin' && this.allowsTwins) this.add(one.name, rowsText(random));
    else this.put(one.name, kind === 'touch' ? one.text : rowsText(random));
  }

  mend(random: Random): void {
    const names = new Set<string>();
    for (const file of this.files.filter(({ where }) => where === 'folder')) {
      if (names.has(file.name)) this.drop(file);
      else if (file.text.includes('amuont')) this.put(file.name, rowsText(random));
      names.add(file.name);
    }
    if (names.size === 0) this.put('1.csv', rowsText(random));
  }

  private put(name: string, text: string): void {
    const former = this.files.find((file) => file.where === 'folder' && file.name === name);
    if (former === undefined) this.add(name, text);
    else this.files = this.files.map((file) => (file === former ? { ...file, text } : file));
  }

  private add(name: string, text: string): void {
    this.last += 1;
    this.files = [...this.files, { id: `file-${this.last}`, name, text, where: 'folder' }];
  }

  private drop(file: BucketFile): void {
    this.files = this.files.filter((other) => other !== file);
  }

  private move(file: BucketFile, where: BucketFile['where']): void {
    const isTaken = this.files.some((other) => other.where === where && other.name === file.name);
    if (isTaken && !this.allowsTwins) this.drop(file);
    else this.files = this.files.map((other) => (other === file ? { ...file, where } : other));
  }
}

/** Rows whose keys come again in other files, newer or older; some are bad. */
function rowsText(random: Random, { header = 'id,at,amount,brand', oldest = false } = {}): string {
  const names = header.split(',');
  const rows = Array.from({ length: random.below(6) }, () => {
    const at = random.below(6) === 0 ? '' : String(oldest ? random.below(5) : 5 + random.below(50));
    const amount = random.below(12) === 0 ? 'oops' : `${random.below(1000)}.5`;
    const brand = random.pick(['one', 'two', 'three', '']) ?? '';
    const values: Record<string, string> = {
      id: String(random.below(15)),
      at,
      amount,
      amuont: amount,
      brand,
      note: 'x',
    };
    return names.map((name) => values[name]).join(',');
  });
  return [header, ...rows, ''].join('\n');
}

function bytesOf({ name, text }: BucketFile): Buffer {
  return name.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
}

function declared(kind: string, place: Readonly<Record<string, unknown>>, connection: string): Bucket['from'] {
  return (rows, more) =>
    source(kind, [table(COLUMNS, place, { maxBadRows: 1, ...rows })], { connection, brands: ['one', 'two'], ...more });
}

export async function s3Bucket(): Promise<Bucket> {
  const server = await startS3({ pageSize: 3 });
  const bucket = new BucketFiles(false);
  const there = new Map<string, string>();
  let underWay = Promise.resolve();
  const sync = async (): Promise<void> => {
    const wanted = new Map(bucket.files.map((file) => [keyOf(file), file]));
    for (const [key, file] of wanted) {
      if (there.get(key) !== file.text) await server.put(key, bytesOf(file));
      there.set(key, file.text);
    }
    for (const key of [...there.keys()].filter((key) => !wanted.has(key))) {
      await server.remove(key);
      there.delete(key);
    }
  };
  const then = (work: () => void): Promise<void> => {
    work();
    underWay = underWay.then(sync);
    return underWay;
  };
  const faults: readonly S3Fault[] = ['busy', 'slow', 'down', 'cut', 'refused', 'repeat', 'empty', 'html'];
  return {
    from: declared('s3', { bucket: server.bucket, files: 'orders/*' }, 'LAKE'),
    env: {
      LAKE_ENDPOINT: server.endpoint,
      LAKE_ACCESS_KEY_ID: server.accessKeyId,
      LAKE_SECRET_ACCESS_KEY: server.secretAccessKey,
    },
    change: (random) => then(() => bucket.change(random)),
    mend: (random) => then(() => bucket.mend(random)),
    trouble(random, at) {
      let reading = 0;
      server.fail((_, what) => {
        if (what === 'object') reading += 1;
        if (what !== 'object' || reading !== at) return random.below(5) === 0 ? random.pick(faults) : undefined;
        void then(() => bucket.change(random));
        // The answer is waited for until it has happened.
        return 'down';
      });
    },
    quiet: () => server.fail(undefined),
    sleep: () => underWay,
    close: () => server.close(),
  };
}

function keyOf({ where, name }: BucketFile): string {
  return where === 'folder' ? `orders/${name}` : `orders/${where}/${name}`;
}

export async function driveBucket(): Promise<Bucket> {
  const drive = await startGoogleDrive({ pageSize: 3 });
  const bucket = new BucketFiles(true);
  const sync = (): void => {
    drive.files.clear();
    for (const file of bucket.files)
      drive.files.set(file.id, {
        name: file.name,
        content: bytesOf(file),
        trashed: file.where === 'trash',
        ...(file.where === 'elsewhere' && { parent: 'folder-2' }),
      });
  };
  const then = async (work: () => void): Promise<void> => {
    work();
    sync();
  };
  const faults: readonly DriveFault[] = [
    ...(['busy', 'limit', 'down', 'cut', 'refused', 'expired', 'spoilt', 'repeat', 'empty'] as const),
  ];
  return {
    from: declared('google-drive', { folder: drive.folder, files: '*' }, 'DRIVE'),
    env: { DRIVE_URL: drive.url, DRIVE_SERVICE_ACCOUNT: drive.serviceAccount },
    change: (random) => then(() => bucket.change(random)),
    mend: (random) => then(() => bucket.mend(random)),
    trouble(random, at) {
      let reading = 0;
      drive.fail((what) => {
        if (what === 'content') reading += 1;
        if (what === 'content' && reading === at) void then(() => bucket.change(random));
        return random.below(5) === 0 ? random.pick(faults) : undefined;
      });
    },
    quiet: () => drive.fail(undefined),
    sleep: async () => {},
    close: () => drive.close(),
  };
}
