/**
 * A set of slots that is filled and emptied for every signal: a list, and a mark for each slot that is on it. Emptying
 * it costs nothing for what was not in it, and makes no garbage, unlike a Set.
 */
export class SlotSet {
  readonly #list: number[] = [];
  readonly #marks: boolean[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(slot: number): boolean {
    return this.#marks[slot] === true;
  }

  add(slot: number): void {
    if (this.#marks[slot] === true) return;
    this.#marks[slot] = true;
    this.#list[this.#size] = slot;
    this.#size += 1;
  }

  /** Whether any of them is among those that something reads. */
  meets(reads: ReadonlySet<number>): boolean {
    for (let i = 0; i < this.#size; i += 1) if (reads.has(this.#list[i] as number)) return true;
    return false;
  }

  clear(): void {
    for (let i = 0; i < this.#size; i += 1) this.#marks[this.#list[i] as number] = false;
    this.#size = 0;
  }

  /** In the order in which they were added, those that are added meanwhile too. */
  each(take: (slot: number) => void): void {
    for (let i = 0; i < this.#size; i += 1) take(this.#list[i] as number);
  }
}
