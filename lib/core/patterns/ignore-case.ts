/** Whether a text is, begins with or ends with another one, in whatever letters. */
export interface IgnoringCase {
  equals(text: string): boolean;
  begins(text: string): boolean;
  ends(text: string): boolean;
}

/**
 * Each character of `wanted` may stand in its small or its capital form, one by one and without regard to language:
 * the capital form of `ß` is `SS`, while `ss` is no form of `ß`.
 */
export function ignoringCase(wanted: string): IgnoringCase {
  const forms = [...wanted].map((char) => [...new Set([char.toLowerCase(), char.toUpperCase()])]);
  const backwards = forms.toReversed();
  const forward = (text: string) => {
    let places = [0];
    for (const each of forms) {
      places = each.flatMap((form) =>
        places.flatMap((place) => (text.startsWith(form, place) ? [place + form.length] : [])),
      );
    }
    return places;
  };
  return {
    equals: (text) => forward(text).includes(text.length),
    begins: (text) => forward(text).length > 0,
    ends: (text) => {
      let places = [text.length];
      for (const each of backwards) {
        places = each.flatMap((form) =>
          places.flatMap((place) => (text.endsWith(form, place) ? [place - form.length] : [])),
        );
      }
      return places.length > 0;
    },
  };
}
