package io.espalier.engine.jvm;

/** An array that is used again from batch to batch. */
final class Buffer {
  private float[] values = {};

  /** The array, with room for at least so many values. */
  float[] of(int size) {
    if (values.length < size) {
      values = new float[size];
    }
    return values;
  }
}
