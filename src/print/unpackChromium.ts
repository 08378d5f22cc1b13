/** A program of its own, run by npmBrowser.ts: unpacks the browser and the libraries it needs to its TMPDIR. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';

const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
await Promise.all([chromium.executablePath(), inflate(join(packed, 'al2023.tar.br'))]);
