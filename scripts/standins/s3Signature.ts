import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const PARTS =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/(?<day>\d+)\/(?<region>[^/]+)\/s3\/aws4_request, ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>\w+)$/;

/** Whether a request is signed with this secret, as "Signature Calculations for the Authorization Header" of the Amazon S3 API Reference says. */
export function isSignedWith(secret: string, { method = 'GET', url = '/', headers }: IncomingMessage): boolean {
  const { day = '', region = '', names = '', signature } = PARTS.exec(headers.authorization ?? '')?.groups ?? {};
  const [path = '/', query = ''] = url.split('?');
  const request = [
    method,
    path,
    query.split('&').sort().join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const hash = createHash('sha256').update(request).digest('hex');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n');
  const hmac = (key: Buffer | string, value: string): Buffer => createHmac('sha256', key).update(value).digest();
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`);
  return signature === hmac(key, text).toString('hex');
}
