/** Small things that a store remembers about itself: its clock, the rulebook that it was decided with. */
export interface Settings {
  get(name: SettingName): Promise<string | undefined>;
  set(name: SettingName, value: string): Promise<void>;
}

/** `now` is the instant up to which everything was decided (RFC 3339), `rulebook` the hash that did it. */
export type SettingName = 'now' | 'rulebook';
