package io.espalier.engine.jvm.stage;

/** An array that is used again from batch to batch. */
public final class Buffer {
  private float[] values = {};

  /** The array, with room for at least so many values. */
  public float[] of(int size) {
    if (values.length < size) {
      values = new float[size];
    }
    return values;
  }
}
