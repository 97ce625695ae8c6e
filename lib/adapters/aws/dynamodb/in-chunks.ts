export interface ChunkLimits {
  readonly count: number;
  readonly weight: number;
}

/** Cuts a list into pieces of no more than so many, and of no more than such a weight unless one alone has more. */
export function* inChunks<One>(
  ones: readonly One[],
  limits: ChunkLimits,
  weightOf: (one: One) => number,
): Generator<readonly One[]> {
  let chunk: One[] = [];
  let weight = 0;
  for (const one of ones) {
    const more = weightOf(one);
    if (chunk.length > 0 && (chunk.length === limits.count || weight + more > limits.weight)) {
      yield chunk;
      chunk = [];
      weight = 0;
    }
    chunk.push(one);
    weight += more;
  }
  if (chunk.length > 0) yield chunk;
}
