/** The package ships no declarations; this is the part that is used. */
declare module 'mjml' {
  interface MjmlError {
    readonly line: number;
    readonly message: string;
    readonly tagName: string;
  }

  interface MjmlOptions {
    readonly actualPath: string;
    readonly validationLevel: 'soft';
    readonly ignoreIncludes: true;
    readonly keepComments: boolean;
    readonly minify: boolean;
    readonly fonts: Readonly<Record<string, string>>;
  }

  const mjml2html: (
    source: string,
    options: MjmlOptions,
  ) => Promise<{ readonly html: string; readonly errors: readonly MjmlError[] }>;
  export = mjml2html;
}
