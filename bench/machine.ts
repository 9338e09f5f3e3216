import { availableParallelism, cpus, totalmem } from 'node:os'

/** The machine that figures were taken on. */
export function machine() {
  const { platform, arch, versions } = process
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return { platform, arch, node: versions.node, cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), gigabytes }
}
