package io.espalier.engine.onednn.library;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** Views for plain Java on native memory. */
public final class Views {
  private Views() {}

  /** The first values of a memory; valid as long as that memory is. */
  public static FloatBuffer of(FloatPointer memory, int count) {
    return new FloatPointer(memory)
        .capacity(count)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
