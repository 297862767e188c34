const SLAB_BYTES = 1_048_576;

let slab = Buffer.alloc(0);
let used = 0;

/**
 * A piece of memory as long as what `fill` says it wrote. Pieces are cut from slabs: each message asking for its own
 * twenty kilobytes keeps the allocator busier than the message does. A slab lives as long as any piece of it.
 */
export function carve(mostBytes: number, fill: (room: Buffer) => number): Buffer {
  if (used + mostBytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, mostBytes));
    used = 0;
  }
  const length = fill(slab.subarray(used, used + mostBytes));
  const piece = slab.subarray(used, used + length);
  used += length;
  return piece;
}
