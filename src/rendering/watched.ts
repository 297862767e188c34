/**
 * The same data, but they refuse to be asked for what they do not have. LiquidJS takes that for false in a condition:
 * a misspelt one would leave out its part of every mail, and nobody would know.
 */
export function watched<T extends object>(data: T): T {
  return new Proxy(data, {
    // Where a template asks: LiquidJS reads own properties only (`ownPropertyOnly`).
    getOwnPropertyDescriptor(target, key) {
      const found = Reflect.getOwnPropertyDescriptor(target, key);
      if (found === undefined && !Array.isArray(target)) {
        throw new Error(`unknown variable ${String(key)}`);
      }
      return found;
    },
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'object' && value !== null ? watched(value) : value;
    },
  });
}
