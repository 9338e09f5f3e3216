import { writeFile } from 'node:fs/promises'
import { generate } from 'selfsigned'
import { temporaryFolder } from '../home.ts'

export type Certificate = AsyncDisposable & {
  readonly pem: { readonly key: string; readonly cert: string }
  /** Of the certificate alone, for clients that are to trust it. Gone when the scope is left. */
  readonly path: string
}

/** A certificate for an address of this machine, signed by nobody but itself. */
export async function certificateFor(address: string): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: address }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: address },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  })
  const folder = await temporaryFolder()
  const path = folder.at('certificate.pem')
  await writeFile(path, cert)
  return { pem: { key, cert }, path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}
