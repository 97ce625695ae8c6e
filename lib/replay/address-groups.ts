/** Which accounts share an address, directly or through others. */
export class AddressGroups {
  readonly #parent = new Map<string, string>();
  readonly #byAddress = new Map<string, string>();
  readonly #size = new Map<string, number>();

  /** The account has a contact at this address. */
  join(account: string, addressKey: string): void {
    const other = this.#byAddress.get(addressKey);
    if (other === undefined) this.#byAddress.set(addressKey, account);
    else if (other !== account) this.#unite(account, other);
  }

  /** The account's group: a name that all of its accounts share, and how many they are. */
  of(account: string): { readonly name: string; readonly size: number } {
    const name = this.#root(account);
    return { name, size: this.#size.get(name) ?? 1 };
  }

  #root(account: string): string {
    let root = account;
    for (let parent = this.#parent.get(root); parent !== undefined; parent = this.#parent.get(root))
      root = parent;
    if (root !== account) this.#parent.set(account, root);
    return root;
  }

  #unite(a: string, b: string): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    if (first === second) return;
    this.#parent.set(second, first);
    this.#size.set(first, (this.#size.get(first) ?? 1) + (this.#size.get(second) ?? 1));
  }
}
