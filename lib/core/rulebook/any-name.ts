/**
 * The names that a file would give which is not right itself: any may be one of them. Naming one is no further
 * mistake, so that a broken file is told once and not at every place that names something of it.
 */
export class AnyName extends Set<string> {
  override has(): boolean {
    return true;
  }
}

/** The same where a name stands for something: for `value`, whatever the name. */
export class AnyKey<V> extends Map<string, V> {
  readonly #value: V;

  constructor(value: V) {
    super();
    this.#value = value;
  }

  override has(): boolean {
    return true;
  }

  override get(): V {
    return this.#value;
  }
}
