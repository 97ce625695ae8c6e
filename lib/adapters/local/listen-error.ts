/** Nothing can listen where it was told to; `code` is the system's, such as EADDRINUSE. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;

  constructor(host: string, port: number, error: NodeJS.ErrnoException) {
    super(`nothing can listen on ${host}:${port}: ${whyOf(error)}`, { cause: error });
    this.code = error.code ?? 'unknown';
  }
}

function whyOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'the port is in use; name another with --port, or 0 for any that is free';
    case 'EACCES':
      return 'this user may not listen there; name a port of 1024 or above with --port';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'that is no address of this machine; name another with --host';
    default:
      return error.message;
  }
}
