/** Small things that a store remembers about itself. */
export interface Settings {
  get(name: SettingName): Promise<string | undefined>;
  set(name: SettingName, value: string): Promise<void>;
}

/**
 * `now` is the instant up to which everything was decided (RFC 3339), `rulebook` the hash that did it, `origin` says
 * whether a replay wrote the store, which the next replay may replace. `clock` is where the product's clock was put
 * down, `kill` what is stopped, `sample` how far the sample book has come, `live-since` when each live rule became so.
 */
export type SettingName = 'now' | 'rulebook' | 'origin' | 'clock' | 'kill' | 'sample' | 'live-since';
