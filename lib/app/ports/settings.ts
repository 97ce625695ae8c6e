/** Small things that a store remembers about itself. */
export interface Settings {
  get(name: SettingName): Promise<string | undefined>;
  set(name: SettingName, value: string): Promise<void>;
}

/**
 * `now` is the instant up to which everything was decided (RFC 3339), `rulebook` the hash that did it, `origin` says
 * whether a replay wrote the store, which the next replay may replace.
 */
export type SettingName = 'now' | 'rulebook' | 'origin';
