package io.espalier.engine.onednn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** Views for plain Java on native memory. */
final class Views {
  private Views() {}

  /** The first values of a memory; valid as long as that memory is. */
  static FloatBuffer of(FloatPointer memory, int count) {
    return new FloatPointer(memory)
        .capacity(count)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
