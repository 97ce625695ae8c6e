/** asl-validator 4 comes without types. It writes into the definition that it looks at. */
declare module 'asl-validator' {
  function validate(definition: object): {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  };
  export = validate;
}
