/** A data folder that the product may not use, or not now. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}
