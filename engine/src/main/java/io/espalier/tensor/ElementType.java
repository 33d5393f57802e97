package io.espalier.tensor;

/** The element types that are read and written, named as in the format. */
enum ElementType {
  F32(4),
  BOOL(1),
  /** Only skipped: PyTorch counts batches in it. */
  I64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  int bytes() {
    return bytes;
  }
}
